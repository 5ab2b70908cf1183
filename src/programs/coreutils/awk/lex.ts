import { C_ESCAPES } from '../../../base/escapes.ts';

/** Tokens of awk (POSIX.1-2017, awk, "Lexical Conventions"). */
export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly line: number }
  | {
      readonly kind: 'string' | 'regex' | 'name' | 'call' | 'word' | 'op';
      readonly text: string;
      readonly line: number;
    }
  | { readonly kind: 'newline' | 'end'; readonly text: string; readonly line: number };

/** Ends with the message that the tool prints. */
export class AwkError extends Error {}

const KEYWORDS = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
);

export const BUILTINS = new Set(
  'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush systime strftime'.split(
    ' ',
  ),
);

const OPERATORS = /^(?:\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|&&|\|\||>>|[-+*/%^!~<>|?:=$(){}[\],;])/;

const ESCAPES: Readonly<Record<string, string>> = { ...C_ESCAPES, '"': '"', '/': '/' };

/** Text between quotes, or given with -v: escapes replaced. */
export const unescape = (text: string): string =>
  text.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, code: string) =>
    /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? all),
  );

export function tokens(source: string): Token[] {
  const out: Token[] = [];
  let line = 1;
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const skipped = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)+/.exec(rest)?.[0];
    if (skipped !== undefined) {
      line += skipped.split('\n').length - 1;
      at += skipped.length;
      continue;
    }
    const token = next(rest, line, out.at(-1));
    if (token === null) throw new AwkError(`${line}: unexpected character '${rest[0] ?? ''}'`);
    out.push(token.token);
    at += token.length;
    if (token.token.kind === 'newline') line++;
  }
  out.push({ kind: 'newline', text: '\n', line }, { kind: 'end', text: 'end of line', line });
  return out;
}

/** A `/` after one of these divides. */
const endsOperand = (token: Token | undefined): boolean =>
  token !== undefined &&
  (['number', 'string', 'regex', 'name'].includes(token.kind) ||
    (token.kind === 'op' && /^(\)|\]|\$|\+\+|--)$/.test(token.text)) ||
    (token.kind === 'word' && BUILTINS.has(token.text)));

function next(
  rest: string,
  line: number,
  before: Token | undefined,
): { readonly token: Token; readonly length: number } | null {
  if (rest[0] === '\n') return { token: { kind: 'newline', text: '\n', line }, length: 1 };
  const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)?.[0];
  if (number !== undefined) return { token: { kind: 'number', value: Number(number), line }, length: number.length };
  if (rest[0] === '"') {
    const text = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
    if (!text) throw new AwkError(`line ${line}: runaway string constant ${rest.slice(0, 10)} ...`);
    return { token: { kind: 'string', text: unescape(text[1] ?? ''), line }, length: text[0].length };
  }
  if (rest[0] === '/' && !endsOperand(before)) {
    const text = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\\\n]|\\.)*\])*)\//.exec(rest);
    if (!text) throw new AwkError(`line ${line}: runaway regular expression /${rest.slice(1, 10)} ...`);
    return { token: { kind: 'regex', text: text[1] ?? '', line }, length: text[0].length };
  }
  const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
  if (name !== undefined) {
    const kind = KEYWORDS.has(name) || BUILTINS.has(name) ? 'word' : rest[name.length] === '(' ? 'call' : 'name';
    return { token: { kind, text: name, line }, length: name.length };
  }
  const op = OPERATORS.exec(rest)?.[0];
  return op === undefined ? null : { token: { kind: 'op', text: op, line }, length: op.length };
}
