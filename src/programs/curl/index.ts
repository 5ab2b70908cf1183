/**
 * curl 7.88.1: transfers over HTTP with its output, messages and exit codes. Not modelled, and said so when asked for:
 * other protocols than http, https and file, proxies by SOCKS.
 */
import { concat, EMPTY, fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { headerValue } from '../../protocols/http1/index.ts';
import { CurlError } from './body.ts';
import { Pool } from './connect.ts';
import { CookieJar } from './cookies.ts';
import { parseOptions, TRY, type Job, type Options } from './options.ts';
import { isTerminal, Meter, Voice } from './terminal.ts';
import { Target } from './target.ts';
import { Transfer } from './transfer.ts';
import { facts } from './facts.ts';
import { writeOut } from './write-out.ts';

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
