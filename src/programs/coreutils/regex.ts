/**
 * POSIX regular expressions, basic and extended, with GNU's extensions (regex(7), grep(1) "REGULAR EXPRESSIONS"), turned
 * into JavaScript's. Leftmost-longest alternation is not modelled: like Perl's, the first alternative that fits wins.
 */
const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\x20-\\x7e\\u00a0-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u00a1-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

export class RegexError extends Error {}

export const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

export interface RegexOptions {
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
  readonly global?: boolean;
}

export function compile(pattern: string, options: RegexOptions): RegExp {
  const source = translate(pattern, options.extended);
  try {
    return new RegExp(source, `u${options.ignoreCase ? 'i' : ''}${options.global ? 'g' : ''}`);
  } catch {
    throw new RegexError('Invalid regular expression');
  }
}

/** Escapes that mean the same in both kinds: GNU's \w \W \s \S \b \B \< \> \` \' and back-references. */
function escape(char: string): string {
  if (/[wWsSbB]/.test(char)) return `\\${char}`;
  if (char === '<') return '\\b(?=\\w)';
  if (char === '>') return '\\b(?<=\\w)';
  if (char === '`') return '^';
  if (char === "'") return '$';
  if (/[1-9]/.test(char)) return `\\${char}`;
  if (char === 'n') return '\\n';
  if (char === 't') return '\\t';
  return quote(char);
}

function translate(pattern: string, extended: boolean): string {
  const chars = [...pattern];
  let out = '';
  let depth = 0;
  /** Nothing that could be repeated precedes: a `*` stands for itself there (basic), or is ignored (extended). */
  let atStart = true;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    const escaped = char === '\\';
    const next = chars[i + 1];
    if (escaped && next === undefined) throw new RegexError('Trailing backslash');
    const token = escaped ? (next as string) : char;
    if (escaped) i++;
    const special = escaped !== extended && /[(){}|+?]/.test(token);
    if (char === '[' && !escaped) {
      const [set, end] = bracket(chars, i);
      out += set;
      i = end;
    } else if (special) {
      if (token === '(') depth++;
      if (token === ')' && --depth < 0) {
        if (!extended) throw new RegexError('Unmatched ) or \\)');
        depth = 0;
        out += '\\)';
        continue;
      }
      if (token === '{') {
        const [repeat, end] = interval(chars, i, extended);
        out += atStart && extended ? '' : repeat;
        i = end;
      } else if ((token === '+' || token === '?') && atStart) out += extended ? '' : quote(token);
      else out += token;
      atStart = token === '(' || token === '|';
      continue;
    } else if (escaped) out += escape(token);
    else if (token === '*') out += atStart ? (extended ? '' : '\\*') : '*';
    else if (token === '^') {
      out += extended || atStart ? '^' : '\\^';
      continue;
    } else if (token === '$') out += extended || endsHere(chars, i) ? '$' : '\\$';
    else out += token === '.' ? '.' : quote(token);
    atStart = false;
  }
  if (depth > 0) throw new RegexError('Unmatched ( or \\(');
  return out;
}

const endsHere = (chars: readonly string[], i: number): boolean =>
  i === chars.length - 1 || (chars[i + 1] === '\\' && (chars[i + 2] === ')' || chars[i + 2] === '|'));

/** `{2}`, `{2,}`, `{,3}`, `{2,3}`; in a basic expression the end is `\}`. */
function interval(chars: readonly string[], at: number, extended: boolean): [text: string, end: number] {
  const rest = chars.slice(at + 1).join('');
  const match = (extended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/).exec(rest);
  if (!match) {
    if (extended) return ['\\{', at];
    throw new RegexError(rest.includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
  }
  const [all, low = '', comma = '', high = ''] = match;
  return [`{${low || '0'}${comma}${high}}`, at + [...all].length];
}

/** A bracket expression from its `[`: the JavaScript class and where its `]` stands. */
function bracket(chars: readonly string[], at: number): [text: string, end: number] {
  let i = at + 1;
  let out = '[';
  if (chars[i] === '^') {
    out += '^';
    i++;
  }
  for (let first = true; ; first = false, i++) {
    const char = chars[i];
    if (char === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    if (char === ']' && !first) return [`${out}]`, i];
    const named = char === '[' ? /^\[:(\w+):\]/.exec(chars.slice(i, i + 12).join('')) : null;
    if (named) {
      const set = CLASSES[named[1] as string];
      if (set === undefined) throw new RegexError('Invalid character class name');
      out += set;
      i += named[0].length - 1;
    } else if (char === '-' && !first && chars[i + 1] !== ']') {
      const from = chars[i - 1] as string;
      if ((chars[i + 1] ?? '') < from) throw new RegexError('Invalid range end');
      out += '-';
    } else out += char === '-' ? '\\-' : quote(char);
  }
}
