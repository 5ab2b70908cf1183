import { EMPTY, concat, fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

export interface Line {
  readonly text: string;
  /** False for a last line without its newline. */
  readonly ended: boolean;
}

/** The lines of files, one after another as one text. It looks ahead only when asked whether a line is the last. */
export class SedInput {
  private readonly paths: string[];
  private fd: number | null = null;
  private rest: Bytes = EMPTY;
  private ahead: Line | null = null;

  constructor(
    private readonly sys: Sys,
    paths: readonly string[],
    /** The byte that ends a line. */
    private readonly end: number,
    private readonly tell: (path: string, error: SysError) => Eff<void>,
  ) {
    this.paths = [...paths];
  }

  *next(): Eff<Line | null> {
    const { ahead } = this;
    this.ahead = null;
    return ahead ?? (yield* this.read());
  }

  *isLast(): Eff<boolean> {
    this.ahead ??= yield* this.read();
    return this.ahead === null;
  }

  private *read(): Eff<Line | null> {
    for (;;) {
      if (this.fd === null && !(yield* this.open())) return null;
      const at = this.rest.indexOf(this.end);
      if (at >= 0) return this.take(at, 1);
      const bytes = yield* this.sys.fs.read(this.fd ?? 0);
      if (bytes.length > 0) {
        this.rest = concat([this.rest, bytes]);
        continue;
      }
      if (this.fd !== null && this.fd !== 0) this.sys.fs.close(this.fd);
      this.fd = null;
      if (this.rest.length > 0) return this.take(this.rest.length, 0);
    }
  }

  private take(length: number, ended: 0 | 1): Line {
    const text = fromUtf8(this.rest.subarray(0, length));
    this.rest = this.rest.slice(length + ended);
    return { text, ended: ended === 1 };
  }

  /** The next file that can be read; those that cannot are told. */
  private *open(): Eff<boolean> {
    for (let path = this.paths.shift(); path !== undefined; path = this.paths.shift()) {
      try {
        if (path !== '-' && this.sys.fs.stat(path).kind === 'dir') throw new SysError('EISDIR');
        this.fd = path === '-' ? 0 : this.sys.fs.open(path, { read: true });
        return true;
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* this.tell(path, error);
      }
    }
    return false;
  }
}
