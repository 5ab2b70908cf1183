import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { SedInput } from './sed-input.ts';
import type { Address, Part, SedCommand, Substitution } from './sed-script.ts';
import { ToolError } from './tool.ts';

/** What a command does to the cycle. */
type Outcome = 'next' | 'delete' | 'restart' | 'quit';

interface Flat extends SedCommand {
  /** Where the script goes on when a block is passed over. */
  readonly after: number;
}

/** What the editor writes to and reads from besides its lines. */
export interface SedFiles {
  out(text: string): Eff<void>;
  write(path: string, text: string): void;
  read(path: string): string;
}

const STEPS = 100_000;

function flatten(commands: readonly SedCommand[], into: Flat[] = []): readonly Flat[] {
  for (const command of commands) {
    const at = into.push({ ...command, after: 0 }) - 1;
    flatten(command.block, into);
    into[at] = { ...command, after: into.length };
  }
  return into;
}

/** The script of sed(1) over lines: pattern space, hold space, and the cycle between them. */
export class SedEditor {
  private pattern = '';
  private hold = '';
  private number = 0;
  private ended = true;
  private appended = '';
  private substituted = false;
  private regex: RegExp | null = null;
  private readonly active = new Map<Flat, number>();
  private readonly script: readonly Flat[];
  private text = '';
  /** The last thing written was a line without its newline. */
  private owing = false;
  exit: number | null = null;

  constructor(
    script: readonly SedCommand[],
    private readonly quiet: boolean,
    private readonly files: SedFiles,
    private readonly separator = '\n',
  ) {
    this.script = flatten(script);
  }

  *run(input: SedInput): Eff<void> {
    while (this.exit === null && (yield* this.take(input))) {
      let steps = 0;
      for (let again = true; again;) {
        const outcome = yield* this.cycle(input);
        again = outcome === 'restart';
        if ((outcome === 'next' || outcome === 'quit') && !this.quiet) this.print();
        yield* this.flush();
        if (outcome === 'quit') this.exit ??= 0;
        if (++steps > STEPS) throw new ToolError('script does not come to an end', 4);
      }
    }
    this.exit = this.exit === 0 ? null : this.exit;
  }

  private *take(input: SedInput): Eff<boolean> {
    const line = yield* input.next();
    if (!line) return false;
    this.number++;
    this.pattern = line.text;
    this.ended = line.ended;
    this.substituted = false;
    return true;
  }

  /** The pattern space, or another line, with its newline if it had one. */
  private print(line = this.pattern, ended = this.ended): void {
    this.say(line + (ended ? this.separator : ''));
    this.owing = !ended;
  }

  private say(text: string): void {
    if (this.owing && text !== '') this.text += this.separator;
    this.owing = this.owing && text === '';
    this.text += text;
  }

  private *flush(): Eff<void> {
    this.say(this.appended);
    this.appended = '';
    if (this.text !== '') yield* this.files.out(this.text);
    this.text = '';
  }

  private *cycle(input: SedInput): Eff<Outcome> {
    let steps = 0;
    for (let i = 0; i < this.script.length; i++) {
      const command = this.script[i] as Flat;
      if ((yield* this.applies(command, input)) === command.negated) {
        i = command.after - 1;
        continue;
      }
      const jumps = command.name === 'b' || (command.name === 't' && this.substituted);
      if (command.name === 't') this.substituted = false;
      if (jumps) {
        if (++steps > STEPS) throw new ToolError('script does not come to an end', 4);
        i = this.target(command.text);
        continue;
      }
      const outcome = yield* this.execute(command, input);
      if (outcome !== 'next') return outcome;
    }
    return 'next';
  }

  private target(label: string): number {
    if (label === '') return this.script.length;
    const at = this.script.findIndex((c) => c.name === ':' && c.text === label);
    if (at < 0) throw new ToolError(`-e expression #1, char 0: can't find label for jump to \`${label}'`);
    return at;
  }

  private *applies(command: Flat, input: SedInput): Eff<boolean> {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return yield* this.fits(from, input);
    const fromZero = from.kind === 'line' && from.n === 0 && this.number === 1 && !this.active.has(command);
    const until = fromZero ? Infinity : this.active.get(command);
    if (until !== undefined) {
      const byNumber = to.kind === 'line' || to.kind === 'count';
      const ends = byNumber ? this.number >= until : yield* this.fits(to, input);
      if (ends) this.active.delete(command);
      else this.active.set(command, until);
      return !(byNumber && this.number > until);
    }
    if (!(yield* this.fits(from, input))) return false;
    const end = to.kind === 'line' ? to.n : to.kind === 'count' ? this.number + to.n : Infinity;
    const isOver = to.kind === 'last' && (yield* input.isLast());
    if (end > this.number && !isOver) this.active.set(command, end);
    return true;
  }

  private *fits(address: Address, input: SedInput): Eff<boolean> {
    switch (address.kind) {
      case 'line':
      case 'count':
        return this.number === address.n;
      case 'last':
        return yield* input.isLast();
      case 'step':
        if (address.step === 0) return this.number === address.first;
        return this.number >= address.first && (this.number - address.first) % address.step === 0;
      case 'regex':
        return this.using(address.regex).test(this.pattern);
    }
  }

  /** An empty expression is the last one used. */
  private using(regex: RegExp | null): RegExp {
    const found = regex ?? this.regex;
    if (!found) throw new ToolError('-e expression #1, char 0: no previous regular expression');
    return (this.regex = found);
  }

  private *execute(command: Flat, input: SedInput): Eff<Outcome> {
    switch (command.name) {
      case 'N': {
        if (yield* input.isLast()) return 'quit';
        const before = this.pattern;
        const { substituted } = this;
        yield* this.flush();
        yield* this.take(input);
        this.pattern = `${before}\n${this.pattern}`;
        this.substituted = substituted;
        return 'next';
      }
      case 'n': {
        if (yield* input.isLast()) return 'quit';
        const { substituted } = this;
        if (!this.quiet) this.print();
        yield* this.flush();
        yield* this.take(input);
        this.substituted = substituted;
        return 'next';
      }
      case 'd':
        return 'delete';
      case 'D': {
        const newline = this.pattern.indexOf('\n');
        if (newline < 0) return 'delete';
        this.pattern = this.pattern.slice(newline + 1);
        return 'restart';
      }
      case 'q':
      case 'Q':
        this.exit = Number(command.text || 0);
        return command.name === 'q' ? 'quit' : 'delete';
      case 'c':
        if (!this.active.has(command)) this.say(command.text);
        return 'delete';
      default:
        this.change(command);
        return 'next';
    }
  }

  private change(command: Flat): void {
    switch (command.name) {
      case 's':
        if (command.substitution) this.substitute(command.substitution);
        return;
      case 'p':
        return this.print();
      case 'P':
        return this.print(this.pattern.split('\n')[0], true);
      case '=':
        return this.say(`${this.number}\n`);
      case 'l':
        return this.say(visible(this.pattern));
      case 'a':
        this.appended += command.text;
        return;
      case 'i':
        return this.say(command.text);
      case 'r':
        this.appended += this.files.read(command.text);
        return;
      case 'w':
        return this.files.write(command.text, `${this.pattern}\n`);
      case 'z':
        this.pattern = '';
        return;
      case 'y':
        this.pattern = transliterated(this.pattern, [...command.text]);
        return;
      case 'g':
        this.pattern = this.hold;
        return;
      case 'G':
        this.pattern += `\n${this.hold}`;
        return;
      case 'h':
        this.hold = this.pattern;
        return;
      case 'H':
        this.hold += `\n${this.pattern}`;
        return;
      case 'x':
        [this.pattern, this.hold] = [this.hold, this.pattern];
    }
  }

  private substitute(s: Substitution): void {
    const regex = this.using(s.regex);
    let [n, end, changed] = [0, -1, false];
    this.pattern = this.pattern.replace(new RegExp(regex.source, `${regex.flags}g`), (...args: unknown[]) => {
      const [all, at] = [String(args[0]), Number(args.findLast((arg) => typeof arg === 'number'))];
      // What is empty right behind a match is no match of its own, as it is to JavaScript.
      if (all === '' && at === end) return '';
      end = at + all.length;
      n++;
      if (n < s.nth || (n > s.nth && !s.global)) return all;
      changed = true;
      return replacement(s.by, args);
    });
    if (!changed) return;
    this.substituted = true;
    if (s.print) this.print();
    if (s.file !== null) this.files.write(s.file, `${this.pattern}\n`);
  }
}

/** The right side of `s`, with GNU's changes of case. */
function replacement(parts: readonly Part[], groups: readonly unknown[]): string {
  let out = '';
  let mode: 'U' | 'L' | null = null;
  let next: 'u' | 'l' | null = null;
  for (const part of parts) {
    if (typeof part === 'object') {
      if (part.letters === 'u' || part.letters === 'l') next = part.letters;
      else mode = part.letters === 'E' ? null : part.letters;
      continue;
    }
    let text = typeof part === 'string' ? part : ((groups[part] as string | undefined) ?? '');
    if (mode !== null) text = mode === 'U' ? text.toUpperCase() : text.toLowerCase();
    if (next !== null && text !== '') {
      const first = text.slice(0, 1);
      text = (next === 'u' ? first.toUpperCase() : first.toLowerCase()) + text.slice(1);
      next = null;
    }
    out += text;
  }
  return out;
}

/** `y`: the first half of the characters becomes the second. */
function transliterated(text: string, pairs: readonly string[]): string {
  const half = pairs.length / 2;
  return [...text]
    .map((c) => {
      const at = pairs.indexOf(c);
      return at >= 0 && at < half ? (pairs[at + half] ?? c) : c;
    })
    .join('');
}

const NAMED: Readonly<Record<number, string>> = {
  7: 'a',
  8: 'b',
  9: 't',
  10: 'n',
  11: 'v',
  12: 'f',
  13: 'r',
  92: '\\',
};

/** `l`: what cannot be seen, named; in lines of 69 characters. */
function visible(text: string): string {
  let line = '';
  let out = '';
  for (const byte of utf8(text)) {
    const name = NAMED[byte];
    const shown =
      name !== undefined
        ? `\\${name}`
        : byte < 32 || byte > 126
          ? `\\${byte.toString(8).padStart(3, '0')}`
          : String.fromCharCode(byte);
    if (line.length + shown.length > 69) {
      out += `${line}\\\n`;
      line = '';
    }
    line += shown;
  }
  return `${out}${line}$\n`;
}
