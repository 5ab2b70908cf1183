/**
 * nano 7.2 and vim 9.0 by their door: the file is edited in the page, which speaks with the program over the terminal in
 * escape sequences (OSC 7700, as terminals have them for images and files). The program waits until the page
 * closes the file, or Ctrl-X is pressed here. Reading and writing are the caller's: who may not write is told so.
 */
import { toBase64, base64 } from '../../base/base64.ts';
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Tty } from '../../machine/tty.ts';

/** A file that is larger is not for an editor in a page, bytes. */
const LARGEST = 60_000;

/** Words for what goes wrong. */
interface Voice {
  readonly unreadable: (path: string, why: string) => string;
  readonly unwritable: (path: string, why: string) => string;
  readonly noTerminal: string;
}

const NANO: Voice = {
  unreadable: (path, why) => `Error reading ${path}: ${why}\n`,
  unwritable: (path, why) => `Error writing ${path}: ${why}`,
  noTerminal: 'Standard input is not a terminal\n',
};

const VIM: Voice = {
  unreadable: (path, why) => `"${path}" ${why === 'Permission denied' ? '[Permission Denied]' : why}\n`,
  unwritable: (path) => `"${path}" E212: Can't open file for writing`,
  noTerminal: 'Vim: Warning: Input is not from a terminal\n',
};

export const nano = (sys: Sys): Eff<number> => edit(sys, 'nano', NANO);
export const vim = (sys: Sys): Eff<number> => edit(sys, 'vim', VIM);

function* edit(sys: Sys, name: string, voice: Voice): Eff<number> {
  const [asked] = sys.argv.slice(1).filter((arg) => !/^[-+]/.test(arg));
  const { description } = sys.process.fds.get(0);
  if (sys.argv.includes('--version')) {
    sys.print(1, name === 'nano' ? ' GNU nano, version 7.2\n' : 'VIM - Vi IMproved 9.0\n');
    return 0;
  }
  if (description.kind !== 'tty' || sys.process.fds.get(1).description.kind !== 'tty') {
    sys.print(2, voice.noTerminal);
    return 1;
  }
  if (asked === undefined) {
    sys.print(2, `${name}: an editor without a file is not modelled; name the file: ${name} FILE\n`);
    return 1;
  }
  const opened = open(sys, asked);
  if (typeof opened === 'string') {
    sys.print(2, voice.unreadable(asked, opened));
    return 1;
  }
  return yield* new Session(sys, description.tty, name, voice, asked).run(opened);
}

interface Opened {
  readonly text: string;
  readonly isNew: boolean;
  readonly isWritable: boolean;
}

function open(sys: Sys, path: string): Opened | string {
  try {
    if (!sys.fs.exists(path)) {
      const full = sys.path(path);
      const dir = full.slice(0, full.lastIndexOf('/')) || '/';
      if (!sys.fs.exists(dir)) return 'No such file or directory';
      return { text: '', isNew: true, isWritable: sys.fs.access(dir, 2) };
    }
    if (sys.fs.stat(path).kind !== 'file') return 'Is a directory';
    const bytes = sys.fs.readFile(path);
    if (bytes.length > LARGEST) return 'File too large';
    return { text: fromUtf8(bytes), isNew: false, isWritable: sys.fs.access(path, 2) };
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return strerror(error.errno);
  }
}

class Session {
  private rest = '';

  constructor(
    private readonly sys: Sys,
    private readonly tty: Tty,
    private readonly name: string,
    private readonly voice: Voice,
    private readonly path: string,
  ) {}

  *run({ text, isNew, isWritable }: Opened): Eff<number> {
    const { tty, sys } = this;
    const about = { program: this.name, path: sys.path(this.path), isNew, isWritable, text };
    tty.raw = true;
    try {
      this.tell('open', about);
      this.say(`${this.name}: ${this.path} is open in the page's editor. Close it there, or press Ctrl-X here.\n`);
      while (this.step()) this.rest += fromUtf8(yield* sys.fs.read(0));
      return 0;
    } finally {
      this.tell('close', {});
      tty.raw = false;
    }
  }

  /** Take what has come; false when the file is closed. */
  private step(): boolean {
    for (;;) {
      const [whole, verb, data = ''] = /^\u001b\]7700;(\w+);?([A-Za-z0-9+/=]*)\u0007/.exec(this.rest) ?? [];
      if (whole !== undefined) {
        this.rest = this.rest.slice(whole.length);
        if (verb === 'save') this.save(fromUtf8(base64(data)));
        if (verb === 'close') return false;
        continue;
      }
      // The beginning of a sequence waits for its end.
      if (this.rest.startsWith('\u001b]7700;') || this.rest === '') return true;
      const [key = ''] = this.rest;
      this.rest = this.rest.slice(key.length);
      if (key === '\u0018' || key === '\u0003') return false;
    }
  }

  private save(text: string): void {
    const { sys, path } = this;
    try {
      sys.fs.writeFile(path, text);
      const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
      this.tell('saved', {});
      this.say(
        this.name === 'nano' ? `[ Wrote ${lines} lines ]\n` : `"${path}" ${lines}L, ${utf8(text).length}B written\n`,
      );
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const why = this.voice.unwritable(path, strerror(error.errno));
      this.tell('failed', { why });
      this.say(`${why}\n`);
    }
  }

  private say(text: string): void {
    this.tty.write(utf8(text.replaceAll('\n', '\r\n')));
  }

  private tell(verb: string, data: Readonly<Record<string, string | boolean>>): void {
    this.tty.write(utf8(`\u001b]7700;${verb};${toBase64(utf8(JSON.stringify(data)))}\u0007`));
  }
}
