import { fromUtf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';
import { say, sayError } from './io.ts';
import { readWhole } from './lines.ts';
import { manPage, type Manual } from './manual.ts';
import { tool, type Parsed, type Tool } from './tool.ts';

/** less(1) on a terminal: space, b, j, k, arrows, g, G, /text, n, q. Elsewhere it copies. */
function* less(sys: Sys, options: Parsed): Eff<number> {
  const [path] = options.operands;
  const input = sys.process.fds.get(0).description;
  if (path === undefined && input.kind === 'tty') {
    yield* sayError(sys, 'Missing filename ("less --help" for help)\n');
    return 1;
  }
  let text: string;
  try {
    text = fromUtf8(yield* readWhole(sys, path ?? '-'));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* sayError(sys, error.errno === 'EISDIR' ? `${path} is a directory\n` : `${path}: ${strerror(error.errno)}\n`);
    return 1;
  }
  return yield* page(sys, text, path ?? '');
}

function* page(sys: Sys, text: string, name: string): Eff<number> {
  const output = sys.process.fds.get(1).description;
  if (output.kind !== 'tty') {
    yield* say(sys, text);
    return 0;
  }
  const { tty } = output;
  const view = new View(tty, text.replace(/\n$/, '').split('\n'), name);
  tty.raw = true;
  try {
    yield* say(sys, `\u001b[?1049h${view.draw()}`);
    while (!view.left) {
      const bytes = tty.read(64);
      if (bytes === null) yield tty.readable;
      else {
        for (const key of fromUtf8(bytes).match(/\u001b\[[\d;]*[A-Za-z~]|[\s\S]/gu) ?? []) view.key(key);
        yield* say(sys, view.draw());
      }
    }
  } finally {
    tty.raw = false;
    tty.write(new TextEncoder().encode('\u001b[?1049l'));
  }
  return 0;
}

class View {
  left = false;
  private top = 0;
  private typed: string | null = null;
  private sought = '';
  private note = '';

  constructor(
    private readonly tty: Tty,
    private readonly lines: readonly string[],
    private readonly name: string,
  ) {}

  private get height(): number {
    return Math.max(2, this.tty.rows - 1);
  }

  private go(to: number): void {
    this.top = Math.max(0, Math.min(Math.max(0, this.lines.length - this.height), to));
  }

  key(key: string): void {
    this.note = '';
    if (this.typed !== null) return this.typing(key);
    if ('qQ\u0003'.includes(key)) this.left = true;
    else if (key === ' ' || key === 'f' || key === '\u001b[6~') this.go(this.top + this.height);
    else if (key === 'b' || key === '\u001b[5~') this.go(this.top - this.height);
    else if ('jed\r\n'.includes(key) || key === '\u001b[B') this.go(this.top + (key === 'd' ? this.height / 2 : 1));
    else if ('kyu'.includes(key) || key === '\u001b[A') this.go(this.top - (key === 'u' ? this.height / 2 : 1));
    else if (key === 'g' || key === '<') this.go(0);
    else if (key === 'G' || key === '>') this.go(this.lines.length);
    else if (key === '/') this.typed = '';
    else if (key === 'n') this.find();
  }

  private typing(key: string): void {
    const typed = this.typed ?? '';
    if (key === '\r' || key === '\n') {
      this.sought = typed || this.sought;
      this.typed = null;
      this.find();
    } else if (key === '\u0003' || key === '\u001b') this.typed = null;
    else this.typed = key === '\u007f' ? typed.slice(0, -1) : typed + key;
  }

  private find(): void {
    const at = this.lines.findIndex((line, i) => i > this.top && line.includes(this.sought));
    if (at < 0) this.note = 'Pattern not found';
    else this.top = at;
  }

  draw(): string {
    const shown = this.lines.slice(this.top, this.top + this.height);
    const fill = Array.from({ length: this.height - shown.length }, () => '~');
    const end = this.top + this.height >= this.lines.length;
    const status =
      this.typed !== null
        ? `/${this.typed}`
        : `\u001b[7m${this.note || (end ? '(END)' : this.top === 0 && this.name !== '' ? this.name : '')}\u001b[27m`;
    const cut = (line: string): string => line.slice(0, this.tty.columns);
    return `\u001b[H\u001b[2J${[...shown.map(cut), ...fill].join('\r\n')}\r\n${status === '\u001b[7m\u001b[27m' ? ':' : status}`;
  }
}

/** man(1): pages of what is modelled, from the same table as the options. */
export function manTool(manuals: () => readonly Manual[]): Tool {
  return tool(
    {
      name: 'man',
      version: 'man 2.11.2',
      usage: 'man [SECTION] PAGE',
      about: 'An interface to the system reference manuals.',
      options: [],
      notes: 'there are pages of what is modelled, made from the tables of the programs themselves.',
    },
    function* man(sys, options) {
      const name = options.operands.at(-1);
      if (name === undefined) {
        yield* sayError(sys, "What manual page do you want?\nFor example, try 'man man'.\n");
        return 1;
      }
      const manual = manuals().find((m) => m.name === name);
      if (manual) return yield* page(sys, manPage(manual), `Manual page ${name}(1)`);
      // Pages of larger programs lie as files.
      const section = [1, 5, 8].find((n) => sys.fs.exists(`/usr/share/man/man${n}/${name}.${n}`));
      if (section !== undefined)
        return yield* page(
          sys,
          sys.fs.readText(`/usr/share/man/man${section}/${name}.${section}`),
          `Manual page ${name}(${section})`,
        );
      yield* sayError(sys, `No manual entry for ${name}\n`);
      return 16;
    },
  );
}

export const lessTool: Tool = tool(
  {
    name: 'less',
    version: 'less 590 (GNU regular expressions)',
    usage: 'less [FILE]',
    about: 'Show a file screen by screen: space, b, j, k, g, G, /text, n, q.',
    options: [
      '-N  (line numbers are not shown here)',
      '-R  (colours are always passed on)',
      '-S  (long lines are always cut)',
      '-F  (a short file is shown as any other)',
    ],
  },
  less,
);
