/** -w: variables of a finished transfer (curl(1)). Times are seconds with six decimals. */
export interface Facts {
  readonly [name: string]: string | number;
}

export interface About {
  readonly failed: boolean;
  /** A header of the last answer; empty when it is not there. */
  readonly header: (name: string) => string;
}

export interface Written {
  /** What goes where: 1 for standard output, 2 for standard error. */
  readonly parts: readonly { readonly to: 1 | 2; readonly text: string }[];
  readonly unknown: readonly string[];
}

export function writeOut(format: string, facts: Facts, about: About): Written {
  const unknown: string[] = [];
  const parts: { to: 1 | 2; text: string }[] = [{ to: 1, text: '' }];
  const put = (text: string): void => {
    const last = parts.at(-1);
    if (last) last.text += text;
  };
  const tokens = format.match(/%%|%header\{[^}]*\}|%\{[^}]*\}|\\[nrt]|[^]/g) ?? [];
  for (const token of tokens) {
    const name = /^%(header)?\{([^]*)\}$/.exec(token);
    if (!name) {
      put(token === '%%' ? '%' : (ESCAPES[token] ?? token));
      continue;
    }
    const [, header, variable = ''] = name;
    // The rest is for failures alone.
    if (variable === 'onerror' && header === undefined && !about.failed) break;
    if (variable === 'onerror' && header === undefined) continue;
    if (header !== undefined) put(about.header(variable));
    else if (variable === 'stdout' || variable === 'stderr')
      parts.push({ to: variable === 'stdout' ? 1 : 2, text: '' });
    else if (facts[variable] === undefined) unknown.push(variable);
    else put(String(facts[variable]));
  }
  return { parts: parts.filter((part) => part.text !== ''), unknown };
}

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' };

export const secondsText = (us: number): string => (us / 1_000_000).toFixed(6);
