export interface Expanded {
  readonly text: string;
  /** The event that there is not, as it was written. */
  readonly missing: string | null;
}

/** History expansion (bash(1), HISTORY EXPANSION): !!, !n, !-n, !text, !?text?, !$, ^old^new. Not in single quotes. */
export function expandHistory(line: string, history: readonly string[]): Expanded {
  const last = history.at(-1) ?? '';
  const quick = /^\^([^^]+)\^([^^]*)\^?$/.exec(line);
  if (quick) {
    const [, old = '', by = ''] = quick;
    if (!last.includes(old)) return { text: line, missing: `:s${line}` };
    return { text: last.replace(old, () => by), missing: null };
  }
  let missing: string | null = null;
  const pattern = /'[^']*'|\\.|!(!|-?\d+|\$|\?[^?\s]+\??|[A-Za-z./][^\s;|&<>()"']*)/g;
  const text = line.replace(pattern, (all: string, event: string | undefined) => {
    if (event === undefined) return all;
    const found = find(event, history);
    if (found === undefined) missing ??= all;
    return found ?? all;
  });
  return { text, missing };
}

function find(event: string, history: readonly string[]): string | undefined {
  if (event === '!') return history.at(-1);
  if (event === '$') return history.at(-1)?.trim().split(/\s+/).at(-1);
  if (/^-?\d+$/.test(event)) return Number(event) < 0 ? history.at(Number(event)) : history[Number(event) - 1];
  if (event.startsWith('?')) return history.findLast((h) => h.includes(event.replace(/^\?|\?$/g, '')));
  return history.findLast((h) => h.startsWith(event));
}
