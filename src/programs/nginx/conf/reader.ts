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
  return new CharacterReader(text, source);
}

/** The word that is being read. */
interface Open {
  /** Where its text begins, after an opening quote. */
  readonly start: number;
  readonly quote: string;
  readonly line: number;
  readonly column: number;
}

class CharacterReader implements Reader {
  line = 1;
  private pos = 0;
  private lineStart = 0;
  private words: Word[] = [];
  private open: Open | null = null;
  /** After a closing quote a separator must follow. */
  private needSpace = false;
  private escaped = false;
  /** After a `$`: a `{` belongs to the variable. */
  private variable = false;

  constructor(
    private readonly text: string,
    private readonly source: 'file' | 'parameter',
  ) {}

  next(): Statement {
    this.words = [];
    this.open = null;
    this.needSpace = this.escaped = this.variable = false;
    for (;;) {
      if (this.pos >= this.text.length) return this.atEnd();
      const open = this.current();
      if (open !== null && this.pos - open.start >= BUFFER) return this.tooLong(open);
      const ch = this.text.charAt(this.pos++);
      if (ch === '\n') {
        this.line++;
        this.lineStart = this.pos;
      }
      if (this.escaped) {
        this.escaped = false;
        continue;
      }
      const statement = open === null ? this.between(ch) : this.inside(ch, open);
      if (statement !== null) return statement;
    }
  }

  /** The open word: asked for, since the methods below open and close it. */
  private current(): Open | null {
    return this.open;
  }

  private fail(message: string, line = this.line): Statement {
    return { type: 'error', message, line };
  }

  private atEnd(): Statement {
    if (this.words.length === 0 && this.open === null && !this.needSpace) return { type: 'end', line: this.line };
    return this.fail(
      this.source === 'file'
        ? 'unexpected end of file, expecting ";" or "}"'
        : 'unexpected end of parameter, expecting ";"',
    );
  }

  private tooLong({ quote, start, line }: Open): Statement {
    if (quote === '') return this.fail(`too long parameter "${this.text.slice(start, start + 10)}..." started`, line);
    return this.fail(`too long parameter, probably missing terminating "${quote}" character`, line);
  }

  private ended(ch: string): Statement {
    return { type: ch === '{' ? 'open' : 'simple', words: this.words, line: this.line };
  }

  /** A character between words. */
  private between(ch: string): Statement | null {
    if (this.needSpace) {
      if (!isSpace(ch) && ch !== ';' && ch !== '{' && ch !== ')') return this.fail(`unexpected "${ch}"`);
      this.needSpace = false;
    }
    if (isSpace(ch)) return null;
    if (ch === ';' || ch === '{') return this.words.length === 0 ? this.fail(`unexpected "${ch}"`) : this.ended(ch);
    if (ch === '}') return this.words.length === 0 ? { type: 'close', line: this.line } : this.fail('unexpected "}"');
    if (ch === '#') {
      const end = this.text.indexOf('\n', this.pos);
      this.pos = end < 0 ? this.text.length : end;
      return null;
    }
    const quote = ch === '"' || ch === "'" ? ch : '';
    const at = this.pos - 1;
    this.open = { start: quote === '' ? at : this.pos, quote, line: this.line, column: at - this.lineStart };
    this.escaped = ch === '\\';
    this.variable = ch === '$';
    return null;
  }

  /** A character of a word. */
  private inside(ch: string, open: Open): Statement | null {
    if (ch === '{' && this.variable) return null;
    this.variable = ch === '$';
    if (ch === '\\') {
      this.escaped = true;
      return null;
    }
    if (ch === '$') return null;
    if (open.quote !== '' ? ch !== open.quote : !isSpace(ch) && ch !== ';' && ch !== '{') return null;
    this.takeWord(ch, open);
    return open.quote === '' && (ch === ';' || ch === '{') ? this.ended(ch) : null;
  }

  private takeWord(ch: string, { start, quote, line, column }: Open): void {
    const last = this.pos - 1;
    const endLine = ch === '\n' ? this.line - 1 : this.line;
    const endColumn =
      ch === '\n' ? last - previousLineStart(this.text, last) : this.pos - this.lineStart - (quote === '' ? 1 : 0);
    this.words.push({
      text: unescape(this.text.slice(start, last)),
      line,
      column,
      endLine,
      endColumn,
      quoted: quote !== '',
    });
    this.open = null;
    this.needSpace = quote !== '';
  }
}

const previousLineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** `\"`, `\'` and `\\` lose their backslash, `\t`, `\r` and `\n` become the character; others stay as they are. */
function unescape(raw: string): string {
  return raw.replace(/\\(["'\\trn])/g, (_, ch: string) =>
    ch === 't' ? '\t' : ch === 'r' ? '\r' : ch === 'n' ? '\n' : ch,
  );
}
