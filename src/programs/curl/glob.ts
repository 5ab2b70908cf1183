/** Ranges and lists in URLs (tool_urlglob.c): `{a,b}`, `[1-9]`, `[01-10:2]`, `[a-z]`, and `#1` in names of files. */
export interface Expanded {
  readonly url: string;
  /** What stands for `#1`, `#2` … in the name of the output. */
  readonly picks: readonly string[];
}

export type GlobResult =
  | { readonly ok: true; readonly urls: readonly Expanded[] }
  | { readonly ok: false; readonly message: string };

/** Where in the pattern it goes wrong (the first character is 1), and how. */
class Fault {
  constructor(
    readonly at: number,
    readonly what: string,
  ) {}
}

/** Every URL that the pattern stands for, the last range turning fastest. */
export function expand(pattern: string): GlobResult {
  try {
    return { ok: true, urls: product(parse(pattern)) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.at === 0) return { ok: false, message: error.what };
    const pointer = `${' '.repeat(error.at - 1)}^`;
    return { ok: false, message: `${error.what} in URL position ${error.at}:\n${pattern}\n${pointer}` };
  }
}

type Part = { readonly text: string } | { readonly choices: readonly string[] };

const MOST = 100_000;

function product(parts: readonly Part[]): Expanded[] {
  let all: Expanded[] = [{ url: '', picks: [] }];
  for (const part of parts) {
    if ('text' in part) all = all.map(({ url, picks }) => ({ url: url + part.text, picks }));
    else {
      if (all.length * part.choices.length > MOST) throw new Fault(0, 'range overflow');
      all = all.flatMap(({ url, picks }) => part.choices.map((one) => ({ url: url + one, picks: [...picks, one] })));
    }
  }
  return all;
}

function parse(pattern: string): Part[] {
  const parts: Part[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ text });
    text = '';
  };
  for (let at = 0; at < pattern.length;) {
    const ch = pattern.charAt(at);
    const address = ch === '[' ? /^\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z]*\]|^\[\]/.exec(pattern.slice(at)) : null;
    if (ch === '\\' && /[{}[\]]/.test(pattern.charAt(at + 1))) {
      text += pattern.charAt(at + 1);
      at += 2;
    } else if (address !== null) {
      text += address[0];
      at += address[0].length;
    } else if (ch === '{' || ch === '[') {
      flush();
      const [choices, end] = ch === '{' ? list(pattern, at + 1) : range(pattern, at + 1);
      parts.push({ choices });
      at = end;
    } else if (ch === '}' || ch === ']') throw new Fault(at + 1, 'unmatched close brace/bracket');
    else {
      text += ch;
      at++;
    }
  }
  flush();
  return parts;
}

/** `a,b}` */
function list(pattern: string, from: number): [choices: string[], end: number] {
  const choices: string[] = [];
  let one = '';
  for (let at = from; at < pattern.length; at++) {
    const ch = pattern.charAt(at);
    if (ch === '\\' && at + 1 < pattern.length) one += pattern.charAt(++at);
    else if (ch === '{' || ch === '[') throw new Fault(at + 1, 'nested brace');
    else if (ch === ']') throw new Fault(at + 1, 'unexpected close bracket');
    else if (ch === ',' || ch === '}') {
      choices.push(one);
      if (ch === '}') {
        if (choices.length === 1 && one === '') throw new Fault(at + 1, 'empty string within braces');
        return [choices, at + 1];
      }
      one = '';
    } else one += ch;
  }
  throw new Fault(from, 'unmatched brace');
}

/** `a-z]`, `a-z:2]`, `1-9]`, `01-99:3]` */
function range(pattern: string, from: number): [choices: string[], end: number] {
  const rest = pattern.slice(from);
  const m = /^(?:([A-Za-z])-([A-Za-z])|(\d+)-(\d+))(?::(\d+))?\]/.exec(rest);
  if (m === null) {
    if (!/^[A-Za-z0-9]/.test(rest)) throw new Fault(from + 1, 'bad range specification');
    const begun = /^\d+-/.exec(rest)?.[0].length ?? 0;
    throw new Fault(from + 1 + begun, 'bad range');
  }
  const [whole, a, b, low = '', high = '', by] = m;
  const step = by === undefined ? 1 : Number(by);
  const [first, last] = a === undefined ? [Number(low), Number(high)] : [a.charCodeAt(0), (b ?? '').charCodeAt(0)];
  if (step === 0 || first > last || step > Math.max(1, last - first))
    throw new Fault(from + whole.length + 1, 'bad range');
  const width = low.startsWith('0') && low.length > 1 ? low.length : 0;
  const choices: string[] = [];
  for (let n = first; n <= last; n += step) {
    if (choices.length > MOST) throw new Fault(0, 'range overflow');
    choices.push(a === undefined ? String(n).padStart(width, '0') : String.fromCharCode(n));
  }
  return [choices, from + whole.length];
}

/** `#1` in the name of a file is what the first range or list has come to. */
export const fillIn = (name: string, picks: readonly string[]): string =>
  name.replace(/#(\d+)/g, (all, n: string) => picks[Number(n) - 1] ?? all);
