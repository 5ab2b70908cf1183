/**
 * curl 7.88.1: transfers over HTTP with its output, messages and exit codes. Not modelled, and said so when asked for:
 * other protocols than http, https and file, proxies by SOCKS.
 */
import { concat, EMPTY, fromUtf8, latin1, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { headerValue } from '../../protocols/http1/index.ts';
import { CurlError } from './body.ts';
import { Pool } from './connect.ts';
import { CookieJar } from './cookies.ts';
import { parseOptions, TRY, type Job, type Options } from './options.ts';
import { isTerminal, Meter, Voice } from './terminal.ts';
import { Transfer, type Destination } from './transfer.ts';
import { parseUrl, remoteName, urlText } from './url.ts';
import { secondsText, writeOut, type Facts } from './write-out.ts';

export { wget } from './wget.ts';

export function* curl(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  // After -o, -c, -D, -C and their kin a dash means something else.
  const asks = args.some((arg, i) => ASKS_FOR_INPUT.test(arg) && (arg !== '-' || TAKES_INPUT.test(args[i - 1] ?? '')));
  const stdin = asks ? yield* input(sys) : EMPTY;
  const read = (path: string): string | null =>
    path === '-' ? fromUtf8(stdin) : sys.fs.access(path, 4) ? sys.fs.readText(path) : null;
  const parsed = parseOptions(args, read, sys.process.env.get('HOME') ?? null, stdin);
  if (!parsed.ok) {
    yield* sys.fs.write(parsed.toOutput ? 1 : 2, utf8(parsed.message));
    return parsed.code;
  }
  const { options } = parsed;
  const upload = options.texts.get('upload-file');
  if (upload !== undefined && upload !== '-' && !sys.fs.exists(upload)) {
    yield* sys.fs.write(2, utf8(`curl: Can't open '${upload}'!\n${TRY}`));
    yield* new Voice(sys, options).error(26, 'Failed to open/read local data from file/application');
    return 26;
  }
  const user = options.texts.get('user');
  if (user === undefined || user.includes(':') || user === '') return yield* new Session(sys, options).run();
  const texts = new Map([...options.texts, ['user', `${user}:${yield* password(sys, user)}`]]);
  return yield* new Session(sys, { ...options, texts }).run();
}

/** `-`, `@-`, `name@-`, `f=@-`, `f=<-` */
const ASKS_FOR_INPUT = /^-$|(?:^|[\w=])[@<]-(?:;|$)|^-[A-Za-z]*[dKTFH]@?-$/;

const TAKES_INPUT = /^(?:--config|--upload-file|-[A-Za-z]*[KT])$/;

/** -u with a name alone asks for the rest. */
function* password(sys: Sys, user: string): Eff<string> {
  yield* sys.fs.write(2, utf8(`Enter host password for user '${user}':`));
  const typed = sys.process.fds.has(0) ? fromUtf8(yield* sys.fs.read(0)) : '';
  yield* sys.fs.write(2, utf8('\n'));
  return typed.split('\n')[0] ?? '';
}

/** All that standard input holds, unless a person would have to type it. */
function* input(sys: Sys): Eff<Bytes> {
  const parts: Bytes[] = [];
  if (!sys.process.fds.has(0)) return EMPTY;
  for (;;) {
    const bytes = yield* sys.fs.read(0);
    if (bytes.length === 0) return concat([...parts, EMPTY]);
    parts.push(bytes);
  }
}

interface Result {
  readonly code: number;
  /** 0: no answer. */
  readonly status: number;
  /** Seconds, as the server asks for. */
  readonly retryAfter: number;
}

/** Statuses that --retry takes for passing trouble. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** In curl's words why to try again, or null. */
function retryReason({ flags }: Options, code: number, status: number): string | null {
  if (code === 6 || code === 28) return ': timeout';
  if (code === 7 && flags.has('retry-connrefused')) return ': connection refused';
  if ((code === 0 || code === 22) && TRANSIENT.has(status)) return ': HTTP error';
  return code !== 0 && flags.has('retry-all-errors') ? '(retrying all errors)' : null;
}

class Session {
  private readonly voice: Voice;
  private readonly cookies = new CookieJar();
  private readonly pool: Pool;

  constructor(
    private readonly sys: Sys,
    private readonly options: Options,
  ) {
    this.voice = new Voice(sys, options);
    this.pool = new Pool(sys, options, this.voice);
  }

  *run(): Eff<number> {
    const { options, sys } = this;
    this.loadCookies();
    const code = options.flags.has('parallel') ? yield* this.parallel() : yield* this.serial();
    const jar = options.texts.get('cookie-jar');
    if (jar !== undefined) {
      if (jar === '-') yield* sys.fs.write(1, utf8(this.cookies.write()));
      else sys.fs.writeFile(jar, this.cookies.write());
    }
    return code;
  }

  private *serial(): Eff<number> {
    let code = 0;
    for (const job of this.options.jobs) {
      // The last transfer's result is curl's.
      const one = yield* this.persistently(job);
      code = one;
      if (one !== 0 && this.options.flags.has('fail-early')) break;
    }
    return code;
  }

  /** -Z: all at once, each on its own connection. */
  private *parallel(): Eff<number> {
    const { sys } = this;
    let code = 0;
    let left = this.options.jobs.length;
    const done = sys.cond();
    for (const job of this.options.jobs) {
      const one = this.persistently(job);
      sys.thread(
        'transfer',
        (function* (): Eff<void> {
          const result = yield* one;
          if (result !== 0) code = result;
          left--;
          done.notifyAll();
        })(),
      );
    }
    while (left > 0) yield done;
    return code;
  }

  private loadCookies(): void {
    const { cookies, texts } = this.options;
    if (texts.has('cookie-jar')) this.cookies.enabled = true;
    for (const one of cookies) {
      if (one.includes('=')) continue;
      this.cookies.enabled = true;
      if (one !== '' && this.sys.fs.access(one, 4))
        this.cookies.read(this.sys.fs.readText(one), this.options.flags.has('junk-session-cookies'));
    }
  }

  /** --retry: transient trouble is tried again after 1, 2, 4 … seconds. */
  private *persistently(job: Job): Eff<number> {
    const { sys, options, voice } = this;
    if (job.fault !== null) {
      yield* voice.error(3, job.fault);
      return 3;
    }
    const { numbers } = options;
    const begun = sys.now;
    const most = numbers.get('retry-max-time') ?? 0;
    let left = numbers.get('retry') ?? 0;
    let pause = numbers.get('retry-delay') || 1;
    for (;;) {
      const { code, status, retryAfter } = yield* this.transfer(job);
      const why = left > 0 ? retryReason(options, code, status) : null;
      const wait = Math.max(pause, why === null ? 0 : retryAfter);
      if (why === null || (most > 0 && sys.now - begun + wait * 1_000_000 > most * 1_000_000)) return code;
      yield* voice.warn(`Problem ${why}. Will retry in ${wait} seconds. ${left} retries left.`);
      yield* sys.sleep(wait * 1_000_000);
      left--;
      if (!numbers.get('retry-delay')) pause = Math.min(pause * 2, 600);
    }
  }

  private *transfer(job: Job): Eff<Result> {
    const { sys, options, voice } = this;
    const { flags } = options;
    const target = new Target(sys, options, job);
    const toTerminal = job.output.kind === 'stdout' && isTerminal(sys);
    const meter = new Meter(
      sys,
      voice,
      !flags.has('silent') && !flags.has('no-progress-meter') && !toTerminal && sys.process.fds.has(2),
      flags.has('progress-bar'),
    );
    const transfer = new Transfer(sys, options, this.pool, this.cookies, voice, meter, target);
    let failure: CurlError | null = null;
    try {
      target.check();
      yield* transfer.run(job.url);
      if (flags.has('fail-with-body') && (transfer.head?.status ?? 0) >= 400) {
        failure = new CurlError(22, `The requested URL returned error: ${transfer.head?.status ?? 0}`);
      }
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      failure = error;
    }
    target.close(failure === null, failure !== null && flags.has('remove-on-error'));
    yield* meter.end();
    if (failure) yield* voice.error(failure.code, failure.message);
    yield* this.report(transfer, failure, job);
    const after = transfer.head === null ? undefined : headerValue(transfer.head.headers, 'retry-after');
    return { code: failure?.code ?? 0, status: transfer.head?.status ?? 0, retryAfter: Number(after ?? 0) || 0 };
  }

  private *report(transfer: Transfer, failure: CurlError | null, job: Job): Eff<void> {
    const format = this.options.texts.get('write-out');
    if (format === undefined) return;
    const from = format.startsWith('@') ? format.slice(1) : null;
    const file = from === '-' ? fromUtf8(this.options.stdin) : from === null ? format : this.sys.fs.readText(from);
    const text = from === null ? format : file.replace(/[\r\n]/g, '');
    const written = writeOut(text, facts(this.sys, transfer, failure, job, this.options.jobs.indexOf(job)), {
      failed: failure !== null,
      header: (name) => (transfer.head === null ? '' : (headerValue(transfer.head.headers, name) ?? '')),
    });
    for (const name of written.unknown) yield* this.voice.write(`curl: unknown --write-out variable: '${name}'\n`);
    for (const part of written.parts) yield* this.sys.fs.write(part.to, utf8(part.text));
  }
}

/** Standard output or a file, made when the first byte comes (or at the end, when none did). */
class Target implements Destination {
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

function facts(sys: Sys, t: Transfer, failure: CurlError | null, job: Job, urlnum: number): Facts {
  const { head } = t;
  const total = sys.now - t.begun;
  const since = (at: number): string => secondsText(at === 0 ? 0 : at - t.begun);
  const rate = (bytes: number): number => Math.floor(bytes / (Math.max(total, 1) / 1_000_000));
  const code = head === null ? '000' : String(head.status).padStart(3, '0');
  return {
    http_code: code,
    response_code: code,
    http_version: head === null ? '0' : t.security?.http2 === true ? '2' : head.version.minor === 0 ? '1' : '1.1',
    method: t.method,
    content_type: head === null ? '' : (headerValue(head.headers, 'content-type') ?? ''),
    size_download: t.received,
    size_upload: t.uploaded,
    size_header: t.headerBytes,
    size_request: t.requestBytes,
    speed_download: rate(t.downloaded),
    speed_upload: rate(t.uploaded),
    num_headers: head?.headers.length ?? 0,
    urlnum,
    local_ip: t.connects > 0 && !t.remote.startsWith('/') ? localOf(t.remote) : '',
    http_connect: '000',
    proxy_ssl_verify_result: 0,
    header_json: head === null ? '{}' : headerJson(head.headers),
    certs: '',
    num_certs: 0,
    referer: '',
    ftp_entry_path: '',
    num_redirects: t.redirects,
    num_connects: t.connects,
    redirect_url: head !== null && t.url !== null ? redirectUrl(t) : '',
    url: job.url,
    url_effective: t.url === null ? job.url : effective(t, job),
    remote_ip: t.remote,
    remote_port: t.url?.port ?? 0,
    scheme: t.url === null ? '' : t.url.scheme.toUpperCase(),
    ssl_verify_result: t.security?.session.judgement?.problems[0]?.code ?? 0,
    exitcode: failure?.code ?? 0,
    errormsg: failure?.message ?? '',
    filename_effective: job.output.kind === 'file' ? job.output.path : '',
    time_namelookup: since(t.begun + 1),
    time_connect: since(t.connectedAt),
    time_appconnect: since(t.securedAt),
    time_pretransfer: since(t.connectedAt),
    time_redirect: secondsText(0),
    time_starttransfer: since(t.startedAt),
    time_total: secondsText(total),
  };
}

/** Loopback answers itself; elsewhere a machine has one address here. */
const localOf = (remote: string): string => (remote === '::1' ? '::1' : remote.startsWith('127.') ? '127.0.0.1' : '');

/** %{header_json}: lower-case names, each with the list of its values. */
function headerJson(headers: readonly { readonly name: string; readonly value: string }[]): string {
  const names = [...new Set(headers.map((h) => h.name.toLowerCase()))];
  const values = (name: string): string =>
    headers
      .filter((h) => h.name.toLowerCase() === name)
      .map((h) => JSON.stringify(h.value))
      .join(',');
  return `{${names.map((name) => `${JSON.stringify(name)}:[${values(name)}]`).join(',\n')}\n}`;
}

const redirectUrl = (t: Transfer): string => {
  const location = t.head === null ? undefined : headerValue(t.head.headers, 'location');
  if (location === undefined || t.url === null) return '';
  const next = parseUrl(
    location.startsWith('/') ? `${urlText({ ...t.url, target: '/' }).slice(0, -1)}${location}` : location,
  );
  return next.ok ? urlText(next.url) : '';
};

/** As it was typed, unless a redirect or -G made another of it. */
const effective = (t: Transfer, job: Job): string =>
  t.redirects === 0 && t.url !== null && job.url.startsWith('http') && job.url.includes(t.url.target)
    ? job.url
    : t.url === null
      ? job.url
      : urlText(t.url);
