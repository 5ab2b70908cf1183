/** -w: variables of a finished transfer (curl(1)). Times are seconds with six decimals. */
export interface Facts {
  readonly [name: string]: string | number;
}

export function writeOut(format: string, facts: Facts): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const text = format.replace(
    /%%|%\{([^}]*)\}|\\([nrt\\])/g,
    (all, name: string | undefined, escape: string | undefined) => {
      if (all === '%%') return '%';
      if (escape !== undefined) return ESCAPES[escape] ?? all;
      const value = facts[name ?? ''];
      if (value === undefined) unknown.push(name ?? '');
      return value === undefined ? '' : String(value);
    },
  );
  return { text, unknown };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

export const secondsText = (us: number): string => (us / 1_000_000).toFixed(6);
