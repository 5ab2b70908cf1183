/** Where an answer goes: standard output or a file. */
import { fromUtf8, latin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { CurlError } from './body.ts';
import type { Job, Options } from './options.ts';
import { parseUrl, remoteName } from './url.ts';

/** Where the answer goes: bytes of the body, and the head where -i, -I or -D ask for it. */
export interface Destination {
  readonly body: (bytes: Bytes) => Eff<void>;
  readonly head: (text: string) => Eff<void>;
  /** Bytes that are there already, to be continued (-C). */
  readonly begun: number;
}

/** Standard output or a file, made when the first byte comes (or at the end, when none did). */
export class Target implements Destination {
  readonly begun: number;
  private fd: number | null = null;
  private path: string | null;

  constructor(
    private readonly sys: Sys,
    private readonly options: Options,
    private readonly job: Job,
  ) {
    const parsed = parseUrl(job.url);
    this.path =
      job.output.kind === 'file'
        ? job.output.path
        : job.output.kind === 'remote-name'
          ? parsed.ok
            ? remoteName(parsed.url)
            : 'x'
          : null;
    const dir = options.texts.get('output-dir');
    if (dir !== undefined && this.path !== null && this.path !== '') this.path = `${dir}/${this.path}`;
    if (options.flags.has('no-clobber')) this.path = this.unused(this.path);
    this.begun = this.resumeFrom(options.texts.get('continue-at'));
  }

  /** --no-clobber: the name, or the first of name.1, name.2 … that is free. */
  private unused(path: string | null): string | null {
    if (path === null || path === '' || !this.sys.fs.exists(path)) return path;
    for (let n = 1; n < 100; n++) if (!this.sys.fs.exists(`${path}.${n}`)) return `${path}.${n}`;
    return path;
  }

  /** -C: so many bytes, or with `-` those that the file has. */
  private resumeFrom(given: string | undefined): number {
    if (given === undefined) return 0;
    if (given !== '-') return Number(given);
    return this.path !== null && this.path !== '' && this.sys.fs.exists(this.path)
      ? this.sys.fs.readFile(this.path).length
      : 0;
  }

  /** -O -J: the name that the server gives, without directories. */
  private rename(line: string): void {
    const match = /^content-disposition:.*?filename=(?:"([^"]*)"|([^;\s]+))/i.exec(line);
    const name = (match?.[1] ?? match?.[2] ?? '').split('/').pop() ?? '';
    if (name !== '' && this.path !== null) this.path = this.path.replace(/[^/]*$/, name);
  }

  check(): void {
    if (this.path === '') throw new CurlError(23, 'Failed writing received data to disk/application');
  }

  *body(bytes: Bytes): Eff<void> {
    try {
      yield* this.sys.fs.write(this.open(), bytes);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CurlError(23, 'Failure writing output to destination');
    }
  }

  *head(text: string): Eff<void> {
    const { flags, texts } = this.options;
    if (flags.has('remote-header-name') && this.job.output.kind === 'remote-name')
      text.split('\r\n').forEach((line) => this.rename(line));
    const dump = texts.get('dump-header');
    if (dump === '-') yield* this.sys.fs.write(1, latin1(text));
    else if (dump !== undefined) this.append(dump, text);
    if (flags.has('include') || flags.has('head')) yield* this.body(latin1(text));
  }

  /** An empty answer makes an empty file, a failed one none. */
  close(well: boolean, remove: boolean): void {
    if (this.path === null || this.path === '' || (!well && this.fd === null)) return;
    try {
      this.sys.fs.close(this.open());
      if (remove) this.sys.fs.unlink(this.path);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  private open(): number {
    if (this.path === null) return 1;
    if (this.fd === null && this.options.flags.has('create-dirs')) this.makeParents(this.path);
    this.fd ??= this.sys.fs.open(this.path, {
      write: true,
      create: true,
      ...(this.begun > 0 ? { append: true } : { truncate: true }),
    });
    return this.fd;
  }

  private makeParents(path: string): void {
    const parts = path.split('/');
    for (let i = 1; i < parts.length; i++) {
      const dir = parts.slice(0, i).join('/');
      if (dir !== '' && !this.sys.fs.exists(dir)) this.sys.fs.mkdir(dir, 0o750);
    }
  }

  private append(path: string, text: string): void {
    const before = this.sys.fs.exists(path) ? fromUtf8(this.sys.fs.readFile(path)) : '';
    this.sys.fs.writeFile(path, before + text);
  }
}
