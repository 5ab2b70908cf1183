import { fromUtf8, utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { sayError } from './io.ts';
import { eachLine } from './lines.ts';
import { SedError, SedParser, type Address, type SedCommand, type Substitution } from './sed-script.ts';
import { tool, ToolError, type Parsed, type Tool } from './tool.ts';

type Outcome = 'next' | 'delete' | 'restart' | 'quit';

class Branch {
  constructor(readonly label: string) {}
}

/** Runs a script over lines. It reads one line ahead, since `$` must know the last. */
class Editor {
  private pattern = '';
  private hold = '';
  private number = 0;
  private last = false;
  private appended = '';
  private substituted = false;
  private regex: RegExp | null = null;
  private readonly active = new Map<SedCommand, number>();
  private waiting: string | null = null;
  private missingNewline = false;
  private steps = 0;
  /** N at the end of what has been read: the line that it waits to be joined to. */
  private joining: string | null = null;
  out = '';
  exit: number | null = null;

  constructor(
    private readonly script: readonly SedCommand[],
    private readonly quiet: boolean,
  ) {}

  feed(line: string, ended: boolean): void {
    if (this.waiting !== null) this.line(this.waiting, false);
    this.waiting = line;
    this.missingNewline = !ended;
  }

  finish(): void {
    if (this.waiting === null || this.exit !== null) return;
    const line = this.waiting;
    this.waiting = null;
    this.line(line, true);
    if (this.missingNewline) this.out = this.out.replace(/\n$/, '');
    this.missingNewline = false;
  }

  get done(): boolean {
    return this.exit !== null;
  }

  private line(line: string, last: boolean): void {
    if (this.exit !== null) return;
    this.number++;
    this.last = last;
    this.pattern = this.joining === null ? line : `${this.joining}\n${line}`;
    const resume = this.joining !== null;
    this.joining = null;
    this.substituted = false;
    this.cycle(resume);
  }

  private resumeAt: SedCommand | null = null;

  private cycle(resume: boolean): void {
    for (let again = true, resumed = resume; again; resumed = false) {
      const outcome = this.runAll(resumed);
      again = outcome === 'restart';
      if (this.joining !== null) return;
      if (outcome === 'next' || outcome === 'quit') if (!this.quiet) this.out += `${this.pattern}\n`;
      this.out += this.appended;
      this.appended = '';
      if (outcome === 'quit') return;
    }
  }

  private runAll(resumed: boolean): Outcome {
    let from = resumed && this.resumeAt ? this.script.indexOf(this.resumeAt) + 1 : 0;
    for (;;) {
      try {
        return this.run(this.script, from);
      } catch (error) {
        if (!(error instanceof Branch)) throw error;
        if (++this.steps > 100_000) throw new ToolError('script does not come to an end', 4);
        from =
          error.label === ''
            ? this.script.length
            : this.script.findIndex((c) => c.name === ':' && c.text === error.label);
        if (from < 0) throw new ToolError(`-e expression #1, char 0: can't find label for jump to \`${error.label}'`);
      }
    }
  }

  private run(commands: readonly SedCommand[], from = 0): Outcome {
    for (let i = from; i < commands.length; i++) {
      const command = commands[i] as SedCommand;
      if (this.applies(command) === command.negated) continue;
      const outcome = this.execute(command);
      if (outcome !== 'next') return outcome;
      if (this.joining !== null) return 'delete';
    }
    return 'next';
  }

  private applies(command: SedCommand): boolean {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return this.fits(from);
    const until = this.active.get(command);
    if (until !== undefined) {
      const ends = to.kind === 'line' || to.kind === 'count' ? this.number >= until : this.fits(to);
      if (ends) this.active.delete(command);
      return !(to.kind === 'line' && this.number > until);
    }
    if (!this.fits(from)) return false;
    const end = to.kind === 'line' ? to.n : to.kind === 'count' ? this.number + to.n : Infinity;
    if (end > this.number && !(to.kind === 'last' && this.last)) this.active.set(command, end);
    return true;
  }

  private fits(address: Address): boolean {
    switch (address.kind) {
      case 'line':
      case 'count':
        return this.number === address.n;
      case 'last':
        return this.last;
      case 'step':
        return address.step === 0
          ? this.number === address.first
          : this.number >= address.first && (this.number - address.first) % address.step === 0;
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

  private execute(command: SedCommand): Outcome {
    switch (command.name) {
      case '{':
        return this.run(command.block);
      case 's':
        if (command.substitution) this.substitute(command.substitution);
        return 'next';
      case 'p':
        this.out += `${this.pattern}\n`;
        return 'next';
      case 'P':
        this.out += `${this.pattern.split('\n')[0]}\n`;
        return 'next';
      case '=':
        this.out += `${this.number}\n`;
        return 'next';
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
      case 'N':
        if (this.last) return 'next';
        this.joining = this.pattern;
        this.resumeAt = command;
        return 'next';
      case 'n':
        throw new ToolError("-e expression #1, char 1: command `n' is not modelled");
      default:
        return this.textCommand(command);
    }
  }

  private textCommand(command: SedCommand): Outcome {
    switch (command.name) {
      case 'a':
        this.appended += command.text;
        return 'next';
      case 'i':
        this.out += command.text;
        return 'next';
      case 'c':
        if (!this.active.has(command)) this.out += command.text;
        return 'delete';
      case 'y': {
        const half = [...command.text];
        const n = half.length / 2;
        this.pattern = [...this.pattern]
          .map((c) => half[half.indexOf(c) + n * (half.slice(0, n).includes(c) ? 1 : 0)] ?? c)
          .join('');
        return 'next';
      }
      case 'g':
        this.pattern = this.hold;
        return 'next';
      case 'G':
        this.pattern += `\n${this.hold}`;
        return 'next';
      case 'h':
        this.hold = this.pattern;
        return 'next';
      case 'H':
        this.hold += `\n${this.pattern}`;
        return 'next';
      case 'x':
        [this.pattern, this.hold] = [this.hold, this.pattern];
        return 'next';
      case 't':
        if (!this.substituted) return 'next';
        this.substituted = false;
        throw new Branch(command.text);
      case 'b':
        throw new Branch(command.text);
      default:
        return 'next';
    }
  }

  private substitute(s: Substitution): void {
    const regex = this.using(s.regex);
    let n = 0;
    let changed = false;
    this.pattern = this.pattern.replace(new RegExp(regex.source, `${regex.flags}g`), (...args: unknown[]) => {
      n++;
      if (n < s.nth || (n > s.nth && !s.global)) return String(args[0]);
      changed = true;
      return s.by
        .map((part) => (typeof part === 'string' ? part : ((args[part] as string | undefined) ?? '')))
        .join('');
    });
    if (!changed) return;
    this.substituted = true;
    if (s.print) this.out += `${this.pattern}\n`;
  }
}

function parseScript(texts: readonly string[], extended: boolean): SedCommand[] {
  try {
    return new SedParser(texts.join('\n'), extended).parse();
  } catch (error) {
    if (error instanceof SedError) throw new ToolError(`-e expression #1, char ${error.at}: ${error.message}`);
    throw error;
  }
}

function* sed(sys: Sys, options: Parsed): Eff<number> {
  const scripts = [...options.values('e'), ...options.values('f').map((path) => sys.fs.readText(path))];
  const [first, ...others] = options.operands;
  if (scripts.length === 0 && first === undefined) {
    yield* sayError(sys, `Usage: ${MANUAL.usage}\n`);
    return 1;
  }
  const files = scripts.length > 0 ? options.operands : others;
  const script = parseScript(scripts.length > 0 ? scripts : [first as string], options.has('E') || options.has('r'));
  const inPlace = options.has('i');
  let editor = new Editor(script, options.has('n'));
  let status = 0;
  for (const path of files.length > 0 ? files : ['-']) {
    try {
      if (path !== '-' && sys.fs.stat(path).kind === 'dir') {
        yield* sayError(
          sys,
          inPlace ? `sed: couldn't edit ${path}: not a regular file\n` : `sed: read error on ${path}: Is a directory\n`,
        );
        status = inPlace ? 4 : 2;
        continue;
      }
      if (inPlace) {
        editor = new Editor(script, options.has('n'));
        editInPlace(sys, editor, path, options.value('i') ?? '');
      } else yield* stream(sys, editor, path);
    } catch (error) {
      if (!(error instanceof SysError) || error.errno === 'EPIPE') throw error;
      yield* sayError(
        sys,
        `sed: ${error.errno === 'ENOENT' || !inPlace ? `can't read ${path}` : `couldn't open temporary file ${path}`}: ${strerror(error.errno)}\n`,
      );
      status = 2;
    }
    if (editor.done) break;
  }
  editor.finish();
  yield* sys.fs.write(1, utf8(inPlace ? '' : editor.out));
  return editor.exit ?? status;
}

function* stream(sys: Sys, editor: Editor, path: string): Eff<void> {
  yield* eachLine(sys, path, (line, ended, flow) => {
    editor.feed(line, ended);
    flow.out += editor.out;
    editor.out = '';
    flow.stop = editor.done;
  });
}

/** sed -i writes a new file beside the old one and renames it over: a new inode, with the old mode and owner. */
function editInPlace(sys: Sys, editor: Editor, path: string, suffix: string): void {
  const before = sys.fs.stat(path);
  const text = fromUtf8(sys.fs.readFile(path));
  if (text !== '') {
    const lines = text.replace(/\n$/, '').split('\n');
    lines.forEach((line, i) => editor.feed(line, i < lines.length - 1 || text.endsWith('\n')));
  }
  editor.finish();
  const slash = path.lastIndexOf('/') + 1;
  const temporary = `${path.slice(0, slash)}sed${before.ino}tmp`;
  sys.fs.writeFile(temporary, editor.out, before.mode);
  const fresh = sys.fs.stat(temporary);
  fresh.mode = before.mode;
  if (sys.process.credentials.uid === 0) {
    fresh.uid = before.uid;
    fresh.gid = before.gid;
  }
  if (suffix !== '') sys.fs.rename(path, `${path}${suffix}`);
  sys.fs.rename(temporary, path);
  editor.out = '';
}

const MANUAL = {
  name: 'sed',
  version: 'sed (GNU sed) 4.9',
  usage: 'sed [OPTION]... {script-only-if-no-other-script} [input-file]...',
  about: 'Stream editor for filtering and transforming text.',
  options: [
    '-n, --quiet  suppress automatic printing of pattern space',
    '-e, --expression=SCRIPT  add the script to the commands to be executed',
    '-f, --file=FILE  add the contents of FILE to the commands',
    '-E, --regexp-extended  use extended regular expressions in the script',
    '-r  the same as -E',
    '-i, --in-place[=SUFFIX]  edit files in place (makes backup if SUFFIX supplied)',
    '-u, --unbuffered  (always so here)',
    '-s, --separate  (only with -i here)',
  ],
  notes: 'commands s y p P = d D q Q a i c N g G h H x b t : and blocks; not n, r, w, l, e, nor N inside a block.',
  onWrongOption: 'usage',
} as const;

export const sedTool: Tool = tool(MANUAL, sed);
