/**
 * Tokens of a configuration file, character by character as nginx 1.22.1 reads them (ngx_conf_read_token), so that
 * messages and line numbers come out the same. Text is latin-1: one character per byte.
 */
export type Statement =
  /** A simple directive, ended by `;`. */
  | { readonly type: 'simple'; readonly words: readonly Word[]; readonly line: number }
  /** The head of a block, ended by `{`. */
  | { readonly type: 'open'; readonly words: readonly Word[]; readonly line: number }
  | { readonly type: 'close'; readonly line: number }
  | { readonly type: 'end'; readonly line: number }
  | { readonly type: 'error'; readonly message: string; readonly line: number };

export interface Word {
  readonly text: string;
  /** 1-based line and 0-based column of its first character, quotes included. */
  readonly line: number;
  readonly column: number;
  /** 0-based column just after its last character (on the line where it ends). */
  readonly endLine: number;
  readonly endColumn: number;
  readonly quoted: boolean;
}

export interface Reader {
  next(): Statement;
  readonly line: number;
}

/** The size of nginx's buffer: a longer word is an error. */
const BUFFER = 4096;
const isSpace = (ch: string): boolean => ch === ' ' || ch === '\t' || ch === '\r' || ch === '\n';

/** `source` names what ends too early: a file, or the parameter of -g. */
export function confReader(text: string, source: 'file' | 'parameter'): Reader {
  let pos = 0;
  let line = 1;
  let lineStart = 0;

  const fail = (message: string, at = line): Statement => ({ type: 'error', message, line: at });
  const atEnd = (words: readonly Word[], clean: boolean): Statement => {
    if (words.length === 0 && clean) return { type: 'end', line };
    return fail(source === 'file' ? 'unexpected end of file, expecting ";" or "}"' : 'unexpected end of parameter, expecting ";"');
  };

  const next = (): Statement => {
    const words: Word[] = [];
    let quote = '';
    let inWord = false;
    let needSpace = false;
    let comment = false;
    let escaped = false;
    let variable = false;
    let start = pos;
    let mark = { line, column: 0 };
    for (;;) {
      if (pos >= text.length) return atEnd(words, !inWord && !needSpace);
      if (inWord && pos - start >= BUFFER) return tooLong(quote, text.slice(start, start + 10), mark.line);
      const ch = text.charAt(pos++);
      if (ch === '\n') {
        line++;
        lineStart = pos;
        comment = false;
      }
      if (comment) continue;
      if (escaped) {
        escaped = false;
        continue;
      }
      if (needSpace) {
        if (isSpace(ch)) {
          needSpace = false;
          continue;
        }
        if (ch === ';') return { type: 'simple', words, line };
        if (ch === '{') return { type: 'open', words, line };
        if (ch !== ')') return fail(`unexpected "${ch}"`);
        needSpace = false;
      }
      if (!inWord) {
        if (isSpace(ch)) continue;
        start = pos - 1;
        mark = { line, column: start - lineStart };
        if (ch === ';' || ch === '{') {
          if (words.length === 0) return fail(`unexpected "${ch}"`);
          return { type: ch === '{' ? 'open' : 'simple', words, line };
        }
        if (ch === '}') return words.length === 0 ? { type: 'close', line } : fail('unexpected "}"');
        if (ch === '#') {
          comment = true;
          continue;
        }
        inWord = true;
        escaped = ch === '\\';
        variable = ch === '$';
        quote = ch === '"' || ch === "'" ? ch : '';
        if (quote !== '') start = pos;
        continue;
      }
      if (ch === '{' && variable) continue;
      variable = false;
      if (ch === '\\') {
        escaped = true;
        continue;
      }
      if (ch === '$') {
        variable = true;
        continue;
      }
      if (quote !== '' ? ch !== quote : !isSpace(ch) && ch !== ';' && ch !== '{') continue;
      const end = ch === '\n' ? { line: line - 1, column: pos - 1 - previousLineStart(text, pos - 1) } : { line, column: pos - lineStart - (quote === '' ? 1 : 0) };
      words.push({ text: unescape(text.slice(start, pos - 1)), ...mark, endLine: end.line, endColumn: end.column, quoted: quote !== '' });
      inWord = false;
      needSpace = quote !== '';
      quote = '';
      if (needSpace) continue;
      if (ch === ';') return { type: 'simple', words, line };
      if (ch === '{') return { type: 'open', words, line };
    }
  };

  const tooLong = (quote: string, begin: string, at: number): Statement =>
    quote === ''
      ? fail(`too long parameter "${begin}..." started`, at)
      : fail(`too long parameter, probably missing terminating "${quote}" character`, at);

  return {
    next,
    get line() {
      return line;
    },
  };
}

const previousLineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** `\"`, `\'` and `\\` lose their backslash, `\t`, `\r` and `\n` become the character; others stay as they are. */
function unescape(raw: string): string {
  return raw.replace(/\\(["'\\trn])/g, (_, ch: string) => (ch === 't' ? '\t' : ch === 'r' ? '\r' : ch === 'n' ? '\n' : ch));
}
