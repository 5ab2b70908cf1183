/** The script of sed(1) (GNU sed 4.9): parsed to commands. Errors carry the character's position, as sed tells it. */
import { compile, RegexError } from './regex.ts';

export type Address =
  | { readonly kind: 'line'; readonly n: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'regex'; readonly regex: RegExp | null }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'count'; readonly n: number };

/** A literal text, a group (0 is `&`), or where GNU's change of case begins and ends (`\\U \\L \\u \\l \\E`). */
export type Part = string | number | { readonly letters: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
  readonly regex: RegExp | null;
  readonly by: readonly Part[];
  readonly nth: number;
  readonly global: boolean;
  readonly print: boolean;
  /** `s/…/…/w file` */
  readonly file: string | null;
}

export interface SedCommand {
  /** `{ line 0 }` in `0,/x/`: the expression may fit the first line already. */
  readonly from: Address | null;
  readonly to: Address | null;
  readonly negated: boolean;
  readonly name: string;
  /** Text of a, i, c; characters of y; the label of b and t. */
  readonly text: string;
  readonly substitution: Substitution | null;
  readonly block: readonly SedCommand[];
}

export class SedError extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

export class SedParser {
  private i = 0;

  constructor(
    private readonly source: string,
    private readonly extended: boolean,
  ) {}

  parse(): SedCommand[] {
    const commands = this.commands(false);
    if (this.i < this.source.length) this.fail("unexpected `}'");
    return commands;
  }

  private fail(message: string, at = this.i): never {
    throw new SedError(at, message);
  }

  private commands(inBlock: boolean): SedCommand[] {
    const out: SedCommand[] = [];
    for (;;) {
      this.skip(/[\s;]/);
      const char = this.source[this.i];
      if (char === undefined) {
        if (inBlock) throw new SedError(0, "unmatched `{'");
        return out;
      }
      if (char === '}') {
        if (!inBlock) this.fail("unexpected `}'", this.i + 1);
        this.i++;
        return out;
      }
      if (char === '#') this.takeLine();
      else out.push(this.command());
    }
  }

  private skip(what: RegExp): void {
    while (this.i < this.source.length && what.test(this.source[this.i] as string)) this.i++;
  }

  private takeLine(): string {
    const end = this.source.indexOf('\n', this.i);
    const text = this.source.slice(this.i, end < 0 ? undefined : end);
    this.i = end < 0 ? this.source.length : end + 1;
    return text;
  }

  private command(): SedCommand {
    const from = this.address();
    let to: Address | null = null;
    if (from && this.source[this.i] === ',') {
      this.i++;
      to = this.address();
      if (!to) this.fail("unexpected `,'", this.i + 1);
    }
    this.skip(/\s/);
    const negated = this.source[this.i] === '!';
    if (negated) this.i++;
    this.skip(/\s/);
    const name = this.source[this.i++];
    if (name === undefined) this.fail('missing command');
    const base = { from, to, negated, name, text: '', substitution: null, block: [] };
    if (name === '{') return { ...base, block: this.commands(true) };
    if (name === 's') return this.end({ ...base, substitution: this.substitution() });
    if (name === 'y') return this.end({ ...base, text: this.transliteration() });
    if ('aic'.includes(name)) return { ...base, text: this.text() };
    if ('bt:'.includes(name)) return { ...base, text: this.label() };
    if ('rw'.includes(name)) return { ...base, text: this.fileName() };
    if ('pdqQ=nNDPgGhHxlz'.includes(name)) return this.end({ ...base, text: 'qQ'.includes(name) ? this.digits() : '' });
    return this.fail(`unknown command: \`${name}'`);
  }

  private fileName(): string {
    this.skip(/[ \t]/);
    const name = this.takeLine();
    if (name === '') this.fail('missing filename in r/R/w/W commands');
    return name;
  }

  private digits(): string {
    this.skip(/[ \t]/);
    const match = /^\d*/.exec(this.source.slice(this.i))?.[0] ?? '';
    this.i += match.length;
    return match;
  }

  private end(command: SedCommand): SedCommand {
    this.skip(/[ \t]/);
    const char = this.source[this.i];
    if (char !== undefined && !';\n}#'.includes(char))
      this.fail(command.name === 's' ? "unknown option to `s'" : 'extra characters after command', this.i + 1);
    return command;
  }

  private address(): Address | null {
    const rest = this.source.slice(this.i);
    const number = /^\d+/.exec(rest)?.[0];
    if (number !== undefined) {
      this.i += number.length;
      const step = /^~(\d+)/.exec(this.source.slice(this.i));
      if (!step) return { kind: 'line', n: Number(number) };
      this.i += step[0].length;
      return { kind: 'step', first: Number(number), step: Number(step[1]) };
    }
    const count = /^\+(\d+)/.exec(rest);
    if (count) {
      this.i += count[0].length;
      return { kind: 'count', n: Number(count[1]) };
    }
    if (rest.startsWith('$')) {
      this.i++;
      return { kind: 'last' };
    }
    if (!rest.startsWith('/') && !rest.startsWith('\\')) return null;
    this.i += rest.startsWith('/') ? 1 : 2;
    const pattern = this.delimited(this.source[this.i - 1] as string, 'unterminated address regex');
    const ignoreCase = this.source[this.i] === 'I';
    if (ignoreCase) this.i++;
    return { kind: 'regex', regex: this.regex(pattern, ignoreCase) };
  }

  private regex(pattern: string, ignoreCase: boolean): RegExp | null {
    if (pattern === '') return null;
    try {
      return compile(pattern, { extended: this.extended, ignoreCase });
    } catch (error) {
      if (error instanceof RegexError) return this.fail(error.message);
      throw error;
    }
  }

  /** Text up to the delimiter; a delimiter that is escaped stands for itself, and brackets hide it not. */
  private delimited(delimiter: string, missing: string): string {
    let text = '';
    for (;;) {
      const char = this.source[this.i++];
      if (char === undefined) return this.fail(missing, this.source.length);
      if (char === delimiter) return text;
      if (char === '\\') {
        const next = this.source[this.i++] ?? '';
        text += next === delimiter ? next : `\\${next}`;
      } else text += char;
    }
  }

  private substitution(): Substitution {
    const delimiter = this.source[this.i++] ?? '';
    if (delimiter === '' || delimiter === '\n' || delimiter === '\\') this.fail("unterminated `s' command");
    const pattern = this.delimited(delimiter, "unterminated `s' command");
    const by = this.delimited(delimiter, "unterminated `s' command");
    const flags = /^[gpiI\d]*/.exec(this.source.slice(this.i))?.[0] ?? '';
    this.i += flags.length;
    const groups = (pattern.match(this.extended ? /(?<!\\)\(/g : /\\\(/g) ?? []).length;
    const replacement = parseReplacement(by);
    const wrong = replacement.find((part): part is number => typeof part === 'number' && part > groups);
    if (wrong !== undefined) this.fail(`invalid reference \\${wrong} on \`s' command's RHS`);
    const nth = Number(/\d+/.exec(flags)?.[0] ?? 1);
    const writes = this.source[this.i] === 'w';
    if (writes) this.i++;
    const file = writes ? this.fileName() : null;
    return {
      regex: this.regex(pattern, /i/i.test(flags)),
      by: replacement,
      nth,
      global: flags.includes('g'),
      print: flags.includes('p'),
      file,
    };
  }

  private transliteration(): string {
    const delimiter = this.source[this.i++] ?? '';
    const from = this.delimited(delimiter, "unterminated `y' command").replace(/\\n/g, '\n');
    const to = this.delimited(delimiter, "unterminated `y' command").replace(/\\n/g, '\n');
    if ([...from].length !== [...to].length) this.fail("strings for `y' command are different lengths");
    return from + to;
  }

  private text(): string {
    this.skip(/[ \t]/);
    if (this.source[this.i] === '\\') {
      this.i++;
      this.skip(/[ \t]/);
      if (this.source[this.i] === '\n') this.i++;
    }
    if (this.i >= this.source.length) this.fail("expected \\ after `a', `c' or `i'");
    let text = '';
    for (;;) {
      const line = this.takeLine();
      if (!line.endsWith('\\')) return `${text}${line.replace(/\\(.)/g, '$1')}\n`;
      text += `${line.slice(0, -1)}\n`;
    }
  }

  private label(): string {
    this.skip(/[ \t]/);
    const match = /^[^;\n}]*/.exec(this.source.slice(this.i))?.[0] ?? '';
    this.i += match.length;
    return match.trim();
  }
}

/** Literal pieces, and numbers for groups (0 is `&`). */
function parseReplacement(text: string): Part[] {
  const out: Part[] = [];
  const literal = (s: string): void => {
    const last = out.length - 1;
    if (typeof out[last] === 'string') out[last] = (out[last] as string) + s;
    else out.push(s);
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '&') out.push(0);
    else if (char !== '\\') literal(char);
    else {
      const next = text[++i] ?? '';
      if (/\d/.test(next)) out.push(Number(next));
      else if (/[ULulE]/.test(next)) out.push({ letters: next as 'U' });
      else literal(next === 'n' ? '\n' : next === 't' ? '\t' : next);
    }
  }
  return out;
}
