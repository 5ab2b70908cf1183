import { EMPTY, concat, fromUtf8, utf8, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';

/** A source of records: what has been read and not yet taken. */
export class Reader {
  private rest: Bytes = EMPTY;
  private ended = false;

  constructor(
    private readonly sys: Sys,
    readonly fd: number,
    /** Called before a wait: output goes out first. */
    private readonly flush: () => Eff<void>,
  ) {}

  /** The next record by RS; null at the end. */
  *record(separator: string): Eff<string | null> {
    const end =
      separator === ''
        ? /\n\n+/g
        : separator === '\n'
          ? null
          : separator.length === 1
            ? separator
            : new RegExp(separator, 'g');
    for (;;) {
      if (separator === '' && this.rest[0] === 10) {
        this.rest = this.rest.slice(
          this.rest.findIndex((byte) => byte !== 10) < 0
            ? this.rest.length
            : this.rest.findIndex((byte) => byte !== 10),
        );
      }
      const found = this.find(end);
      if (found) {
        this.rest = this.rest.subarray(found.next);
        return found.text;
      }
      if (this.ended) {
        const text = fromUtf8(this.rest).replace(separator === '' ? /\n+$/ : separator === '\n' ? /$^/ : /\n$/, '');
        this.rest = EMPTY;
        return text === '' ? null : text;
      }
      yield* this.flush();
      const bytes = yield* this.sys.fs.read(this.fd);
      if (bytes.length === 0) this.ended = true;
      else this.rest = this.rest.length === 0 ? bytes : concat([this.rest, bytes]);
    }
  }

  private find(end: string | RegExp | null): { readonly text: string; readonly next: number } | null {
    if (end === null) {
      const at = this.rest.indexOf(10);
      return at < 0 ? null : { text: fromUtf8(this.rest.subarray(0, at)), next: at + 1 };
    }
    const text = fromUtf8(this.rest);
    const match = typeof end === 'string' ? { index: text.indexOf(end), 0: end } : end.exec(text);
    // At the very end a separator may still grow.
    if (
      !match ||
      match.index < 0 ||
      (typeof end !== 'string' && !this.ended && match.index + match[0].length === text.length)
    )
      return null;
    return { text: text.slice(0, match.index), next: utf8(text.slice(0, match.index + match[0].length)).length };
  }
}

interface Output {
  readonly fd: number;
  readonly pid: number | null;
}

/** Files and commands that a program reads from and writes to, by the text that names them. */
export class Streams {
  private out = '';
  private readonly outputs = new Map<string, Output>();
  private readonly readers = new Map<string, { readonly reader: Reader; readonly pid: number | null }>();

  constructor(private readonly sys: Sys) {}

  readonly flush = function* (this: Streams): Eff<void> {
    const { out } = this;
    this.out = '';
    if (out !== '') yield* this.sys.fs.write(1, utf8(out));
  }.bind(this);

  /** To standard output; it goes out before the next wait. */
  *print(text: string): Eff<void> {
    this.out += text;
    if (this.out.length > 4096 || this.sys.process.fds.get(1).description.kind === 'tty') yield* this.flush();
  }

  *write(how: '>' | '>>' | '|', name: string, text: string): Eff<void> {
    if (name === '/dev/stdout' || name === '-') return yield* this.print(text);
    if (name === '/dev/stderr') return yield* this.sys.fs.write(2, utf8(text));
    let output = this.outputs.get(name);
    if (!output) {
      if (how === '|') yield* this.flush();
      output =
        how === '|'
          ? this.command(name, 'write')
          : {
              fd: this.sys.fs.open(name, { write: true, create: true, append: how === '>>', truncate: how === '>' }),
              pid: null,
            };
      this.outputs.set(name, output);
    }
    yield* this.sys.fs.write(output.fd, utf8(text));
  }

  reader(name: string, pipe: boolean): Reader {
    const known = this.readers.get(name);
    if (known) return known.reader;
    const { fd, pid } = pipe
      ? this.command(name, 'read')
      : { fd: name === '-' ? 0 : this.sys.fs.open(name, { read: true }), pid: null };
    const reader = new Reader(this.sys, fd, this.flush);
    this.readers.set(name, { reader, pid });
    return reader;
  }

  private command(text: string, use: 'read' | 'write'): Output {
    const { sys } = this;
    const [read, write] = sys.fs.pipe();
    const [mine, theirs, as] = use === 'read' ? [read, write, 1] : [write, read, 0];
    const pid = sys.fork(function* child(own): Eff<number> {
      own.fs.close(mine);
      own.fs.dup(theirs, as);
      own.fs.close(theirs);
      return yield* own.exec(['sh', '-c', text]);
    });
    sys.fs.close(theirs);
    return { fd: mine, pid };
  }

  *system(text: string): Eff<number> {
    yield* this.flush();
    const pid = this.sys.fork((own) => own.exec(['sh', '-c', text]));
    const { status } = yield* this.sys.wait(pid);
    return status.code ?? 256;
  }

  /** close(name): its exit status, or -1 when there is no such stream. */
  *close(name: string): Eff<number> {
    const output = this.outputs.get(name);
    const input = this.readers.get(name);
    this.outputs.delete(name);
    this.readers.delete(name);
    const [fd, pid] = output ? [output.fd, output.pid] : [input?.reader.fd, input?.pid ?? null];
    if (fd === undefined) return -1;
    if (fd > 2) this.sys.fs.close(fd);
    if (pid === null) return 0;
    const { status } = yield* this.sys.wait(pid);
    return status.code ?? 256;
  }

  *closeAll(): Eff<void> {
    yield* this.flush();
    for (const name of [...this.outputs.keys(), ...this.readers.keys()]) {
      try {
        yield* this.close(name);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
    }
  }
}
