/** Small texts that survive a reload where the browser allows it, and live for this visit where it does not. */
export interface Keep {
  /** False when the browser keeps nothing (blocked, full, third-party frame). */
  readonly lasting: boolean;
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

export const PREFIX = 'gateway-diner:';

function realStorage(): Storage | null {
  try {
    const storage = window.localStorage;
    const probe = `${PREFIX}probe`;
    storage.setItem(probe, '1');
    storage.removeItem(probe);
    return storage;
  } catch {
    return null;
  }
}

export function openKeep(storage: Storage | null = realStorage()): Keep {
  const memory = new Map<string, string>();
  let lasting = storage !== null;
  return {
    get lasting() {
      return lasting;
    },
    get(key) {
      const remembered = memory.get(key) ?? null;
      // Another tab may have written since: what the browser has counts as long as it takes what it is given.
      if (storage === null || (!lasting && remembered !== null)) return remembered;
      try {
        return storage.getItem(PREFIX + key);
      } catch {
        return remembered;
      }
    },
    set(key, value) {
      memory.set(key, value);
      try {
        storage?.setItem(PREFIX + key, value);
      } catch {
        // Quota or a policy that changed under way: this visit still works from memory, and the page says so.
        lasting = false;
      }
    },
    remove(key) {
      memory.delete(key);
      try {
        storage?.removeItem(PREFIX + key);
      } catch {
        lasting = false;
      }
    },
  };
}
