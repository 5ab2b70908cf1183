/** Where an answer goes: standard output or a file. */
import { EMPTY, fromUtf8, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { headerValue, type ResponseHead } from '../../protocols/http1/index.ts';
import { CurlError } from './body.ts';
import { dateOf } from './dates.ts';
import type { Job, Options } from './options.ts';
import { isTerminal, type Voice } from './terminal.ts';
import { parseUrl, remoteName } from './url.ts';

/** Where the answer goes: bytes of the body, and the head where -i, -I or -D ask for it. */
export interface Destination {
  readonly body: (bytes: Bytes) => Eff<void>;
  readonly head: (text: string) => Eff<void>;
  /** Bytes that are there already, to be continued (-C). */
  readonly begun: number;
}

const BOLD = '\x1b[1m';
const PLAIN = '\x1b[0m';

/** Standard output or a file, made when the first byte comes (or at the end, when none did). */
export class Target implements Destination {
  begun = 0;
  private fd: number | null = null;
  private path: string | null;
  private written = 0;
  /** The server named the file: what is there already stays. */
  private named = false;

  constructor(
    private readonly sys: Sys,
    private readonly options: Options,
    private readonly job: Job,
    private readonly voice: Voice,
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
  }

  /** The file's name as it is now; empty for standard output. */
  get name(): string {
    return this.path ?? '';
  }

  /** Throws CurlError for a file that cannot be. */
  *begin(): Eff<void> {
    const { flags, texts } = this.options;
    if (this.path === '' && !flags.has('remote-header-name')) {
      yield* this.voice.complain('Remote file name has no length!\n');
      throw new CurlError(23, 'Failed writing received data to disk/application');
    }
    const dir = texts.get('output-dir');
    if (dir !== undefined && dir !== '' && this.path !== null) this.path = `${dir}/${this.path}`;
    if (flags.has('create-dirs') && this.path !== null) this.makeParents(this.path);
    this.begun = this.resumeFrom(texts.get('continue-at'));
    const dump = texts.get('dump-header');
    if (dump !== undefined && dump !== '-') this.startDump(dump);
  }

  /** One file for the heads of all transfers of an operation, which the first clears. */
  private startDump(path: string): void {
    if (this.job === this.options.jobs[0]) this.sys.fs.writeFile(path, '');
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
    if (name === '' || this.path === null) return;
    this.path = this.path.replace(/[^/]*$/, name);
    this.named = true;
  }

  *body(bytes: Bytes): Eff<void> {
    const fd = yield* this.open();
    if (fd === null) throw new CurlError(23, 'Failure writing output to destination');
    try {
      yield* this.sys.fs.write(fd, bytes);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CurlError(23, 'Failure writing output to destination');
    }
    this.written += bytes.length;
  }

  *head(text: string): Eff<void> {
    const { flags, texts } = this.options;
    const lines = text.split(/\r?\n/);
    if (flags.has('remote-header-name') && this.job.output.kind === 'remote-name')
      lines.forEach((line) => this.rename(line));
    const dump = texts.get('dump-header');
    if (dump === '-') yield* this.sys.fs.write(1, latin1(text));
    else if (dump !== undefined) this.append(dump, text);
    for (const line of lines) yield* this.keepTag(/^etag:\s*(.*?)\s*$/i.exec(line)?.[1]);
    if ((flags.has('include') || flags.has('head') || this.named) && (yield* this.open()) === null)
      throw new CurlError(23, 'Failed writing header');
    if (flags.has('include') || flags.has('head')) yield* this.body(latin1(this.styled(text)));
  }

  /** On a terminal the names of headers stand out. */
  private styled(text: string): string {
    if (!this.options.manner.styled || this.path !== null || !isTerminal(this.sys)) return text;
    return text.replace(/^[^:\r\n]+(?=:)/gm, `${BOLD}$&${PLAIN}`);
  }

  /** --etag-save */
  private *keepTag(tag: string | undefined): Eff<void> {
    const path = this.options.texts.get('etag-save');
    if (tag === undefined || path === undefined) return;
    if (path === '-') yield* this.sys.fs.write(1, utf8(`${tag}\n`));
    else this.sys.fs.writeFile(path, `${tag}\n`);
  }

  /** --retry: what came so far does not count. */
  *throwAway(): Eff<void> {
    if (this.fd === null || this.written === 0 || this.path === null) return;
    if (!this.options.manner.silent) yield* this.voice.write(`Throwing away ${this.written} bytes\n`);
    const kept = this.begun > 0 ? this.sys.fs.readFile(this.path).subarray(0, this.begun) : EMPTY;
    this.sys.fs.close(this.fd);
    this.sys.fs.writeFile(this.path, kept);
    this.fd = null;
    this.written = 0;
  }

  /** An empty answer makes an empty file, a failed one none. True when that file could not be made. */
  *close(well: boolean, remove: boolean): Eff<boolean> {
    if (this.path === null || (!well && this.fd === null)) return false;
    const fd = yield* this.open();
    if (fd === null) return true;
    this.sys.fs.close(fd);
    if (remove) {
      yield* this.voice.note(`Removing output file: ${this.path}\n`);
      this.sys.fs.unlink(this.path);
    }
    return false;
  }

  /** -R: the file is as old as the server's. */
  date(head: ResponseHead): void {
    const at = dateOf(headerValue(head.headers, 'last-modified'));
    if (at > 0 && this.path !== null && this.sys.fs.exists(this.path))
      this.sys.fs.stat(this.path).mtime = at * 1_000_000;
  }

  /** Null, and a warning, where the file cannot be made. */
  private *open(): Eff<number | null> {
    if (this.path === null) return 1;
    if (this.fd !== null) return this.fd;
    const { flags } = this.options;
    try {
      if (flags.has('no-clobber')) this.path = this.unused(this.path);
      else if (this.named && !flags.has('clobber') && this.sys.fs.exists(this.path)) throw new SysError('EEXIST');
      const how = this.begun > 0 ? { append: true } : { truncate: true };
      return (this.fd = this.sys.fs.open(this.path, { write: true, create: true, ...how }));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* this.voice.warn(`Failed to open the file ${this.path}: ${strerror(error.errno)}\n`);
      return null;
    }
  }

  /** --no-clobber: the name, or the first of name.1, name.2 … that is free. */
  private unused(path: string): string {
    if (!this.sys.fs.exists(path)) return path;
    for (let n = 1; n < 100; n++) if (!this.sys.fs.exists(`${path}.${n}`)) return `${path}.${n}`;
    return path;
  }

  private makeParents(path: string): void {
    const parts = path.split('/');
    try {
      for (let i = 1; i < parts.length; i++) {
        const dir = parts.slice(0, i).join('/');
        if (dir !== '' && !this.sys.fs.exists(dir)) this.sys.fs.mkdir(dir, 0o750);
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw new CurlError(23, 'Failed writing received data to disk/application');
    }
  }

  private append(path: string, text: string): void {
    const before = this.sys.fs.exists(path) ? fromUtf8(this.sys.fs.readFile(path)) : '';
    this.sys.fs.writeFile(path, before + text);
  }
}
