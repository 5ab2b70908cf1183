/** All transfers of one command line: in turn or at once (-Z), each tried again as --retry says. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { headerValue } from '../../protocols/http1/index.ts';
import { CurlError } from './body.ts';
import { Pool } from './pool.ts';
import { CookieJar } from './cookies.ts';
import { EtagError, withEtag } from './etag.ts';
import { facts } from './facts.ts';
import { TRY, type Job, type Manner, type Options } from './options.ts';
import { methodConflict, methodWords } from './methods.ts';
import { ParallelMeter } from './parallel-meter.ts';
import { Target } from './target.ts';
import { isTerminal, Meter, Voice } from './terminal.ts';
import { Transfer } from './transfer.ts';
import { writeOut } from './write-out.ts';

interface Result {
  readonly code: number;
  /** 0: no answer. */
  readonly status: number;
  /** Seconds, as the server asks for. */
  readonly retryAfter: number;
}

/** Statuses that --retry takes for passing trouble. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** After these nothing more is tried. */
const FATAL: ReadonlySet<number> = new Set([2, 27, 41, 43, 48]);

/** In curl's words why to try again, or null. */
function retryReason({ flags }: Options, code: number, status: number): string | null {
  if (code === 5 || code === 6 || code === 28) return ': timeout';
  if (code === 7 && flags.has('retry-connrefused')) return ': connection refused';
  if ((code === 0 || code === 22) && TRANSIENT.has(status)) return ': HTTP error';
  return code !== 0 && flags.has('retry-all-errors') ? '(retrying all errors)' : null;
}

/** A transfer that cannot even begin, which ends them all. */
class Stop {
  constructor(readonly code: number) {}
}

export class Session {
  private readonly voice: Voice;
  private readonly cookies = new CookieJar();
  private readonly pool: Pool;
  private readonly manner: Manner;
  private warnedOfSpares = false;

  constructor(
    private readonly sys: Sys,
    private readonly operations: readonly Options[],
    /** What reading the command line had to say. */
    private readonly said: string,
  ) {
    const [first] = operations;
    if (!first) throw new Error('no operation');
    this.manner = first.manner;
    this.voice = new Voice(sys, this.manner);
    this.pool = new Pool(sys, this.voice);
  }

  *run(): Eff<number> {
    const { operations, sys, voice, manner } = this;
    yield* voice.write(this.said);
    for (const one of operations) this.loadCookies(one);
    const code = manner.parallel > 0 ? yield* this.parallel() : yield* this.serial();
    for (const { texts } of operations) {
      const jar = texts.get('cookie-jar');
      if (jar === undefined) continue;
      if (jar === '-') yield* sys.fs.write(1, utf8(this.cookies.write()));
      else this.saveCookies(jar);
    }
    return code;
  }

  /** A jar that cannot be written is no failure. */
  private saveCookies(path: string): void {
    try {
      this.sys.fs.writeFile(path, this.cookies.write());
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }

  /** One transfer after the other, and what is said between them. */
  private *transfers(): Generator<Effect, void, undefined> {
    for (const [i, options] of this.operations.entries()) {
      if (i > 0 && options.jobs.length === 0) yield { stop: 2, text: `curl: no URL specified!\n${TRY}` };
      for (const job of options.jobs) yield { options, job };
      if (options.spare) yield { spare: true };
    }
  }

  private *serial(): Eff<number> {
    const { sys, voice, manner } = this;
    let code = 0;
    let begun: number | null = null;
    try {
      for (const next of this.transfers()) {
        if ('job' in next) {
          const target = yield* this.mayBegin(next.options, next.job);
          if (begun !== null) yield* this.pause(begun);
          begun = sys.now;
          // The last transfer's result is curl's.
          code = yield* this.persistently(next.options, next.job, target);
          if (FATAL.has(code) || (code !== 0 && manner.failEarly)) break;
        } else if ('stop' in next) {
          yield* voice.write(next.text);
          throw new Stop(next.stop);
        } else yield* this.warnOfSpares();
      }
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return code || error.code;
    }
    return code;
  }

  private *warnOfSpares(): Eff<void> {
    if (!this.warnedOfSpares) yield* this.voice.warn('Got more output options than URLs\n');
    this.warnedOfSpares = true;
  }

  /** --rate */
  private *pause(begun: number): Eff<void> {
    const took = Math.floor((this.sys.now - begun) / 1000);
    const left = this.manner.pace - took;
    if (this.manner.pace === 0 || left <= 0) return;
    yield* this.voice.note(`Transfer took ${took} ms, waits ${left}ms as set by --rate\n`);
    yield* this.sys.sleep(left * 1000);
  }

  /** -Z: so many at once, each on its own connection. */
  private *parallel(): Eff<number> {
    const { sys, manner } = this;
    const meter = new ParallelMeter(sys, this.voice, manner.meter);
    let code = 0;
    const waiting = [...this.transfers()].filter((one) => 'job' in one);
    const live = new Map<symbol, ReturnType<Sys['thread']>>();
    let over = false;
    const changed = sys.cond();
    const next = (): void => {
      while (!over && live.size < manner.parallel && waiting.length > 0) {
        const one = waiting.shift();
        if (!one) return;
        meter.begin(waiting.length);
        const work = this.begun(one.options, one.job, meter);
        const mine = Symbol(one.job.url);
        const task = sys.thread(
          'transfer',
          (function* (): Eff<void> {
            const result = yield* work;
            if (result !== 0) code = result;
            over ||= FATAL.has(result) || (result !== 0 && manner.failEarly);
            live.delete(mine);
            meter.end();
            changed.notifyAll();
          })(),
        );
        live.set(mine, task);
      }
    };
    next();
    while (live.size > 0) {
      yield* meter.update(false);
      const due = meter.due;
      yield* sys.waitAny([changed], due === null ? null : Math.max(0, due - sys.now));
      if (over) yield* this.abort(live, meter);
      next();
    }
    yield* meter.update(true);
    return code;
  }

  /** --fail-early: the others go no further. */
  private *abort(live: Map<symbol, ReturnType<Sys['thread']>>, meter: ParallelMeter): Eff<void> {
    for (const task of live.values()) {
      this.sys.world.sim.cancel(task);
      yield* this.voice.error(42, 'Transfer aborted due to critical error in another transfer');
      meter.end();
    }
    live.clear();
  }

  private *begun(options: Options, job: Job, meter: ParallelMeter): Eff<number> {
    try {
      return yield* this.persistently(options, job, yield* this.mayBegin(options, job), meter);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return error.code;
    }
  }

  private loadCookies({ cookieFiles, texts, flags }: Options): void {
    if (texts.has('cookie-jar') || cookieFiles.length > 0) this.cookies.enabled = true;
    for (const one of cookieFiles)
      if (one !== '' && this.sys.fs.access(one, 4))
        this.cookies.read(this.sys.fs.readText(one), flags.has('junk-session-cookies'));
  }

  /** Throws Stop for what makes no sense together, and for patterns and names of files that are none. */
  private *mayBegin(options: Options, job: Job): Eff<Target> {
    const { voice } = this;
    const conflict = methodConflict(options, job);
    if (conflict !== null) {
      yield* voice.warn(conflict);
      throw new Stop(2);
    }
    if (job.fault !== null) {
      yield* voice.error(3, job.fault);
      throw new Stop(3);
    }
    const target = new Target(this.sys, options, job, voice);
    try {
      yield* target.begin();
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      yield* voice.error(error.code, error.message);
      throw new Stop(error.code);
    }
    for (const words of methodWords(options, job)) yield* words.warns ? voice.warn(words.text) : voice.note(words.text);
    return target;
  }

  /** --retry: transient trouble is tried again after 1, 2, 4 … seconds. */
  private *persistently(options: Options, job: Job, target: Target, meter?: ParallelMeter): Eff<number> {
    const { sys, voice } = this;
    const { numbers } = options;
    const begun = sys.now;
    const most = numbers.get('retry-max-time') ?? 0;
    let left = numbers.get('retry') ?? 0;
    let pause = numbers.get('retry-delay') || 1;
    for (let told = false; ; told = true) {
      const { code, status, retryAfter } = yield* this.transfer(options, job, target, left, meter, told);
      const spent = (sys.now - begun) / 1_000_000;
      const why = left > 0 && (most === 0 || spent < most) ? retryReason(options, code, status) : null;
      if (why === null) return code;
      const asked = why === ': HTTP error' && retryAfter > 0 ? retryAfter : null;
      if (asked !== null && most > 0 && spent + asked > most) {
        yield* voice.warn(
          'The Retry-After: time would make this command line exceed the maximum allowed time for retries.',
        );
        return code;
      }
      const wait = asked ?? pause;
      yield* voice.warn(`Problem ${why}. Will retry in ${wait} seconds. ${left} retries left.\n`);
      yield* target.throwAway();
      left--;
      if (!numbers.get('retry-delay')) pause = Math.min(pause * 2, 600);
      yield* sys.sleep(wait * 1_000_000);
    }
  }

  /** `left`: how often it may be tried again, so that what is only said in the end waits; `told`: tried before. */
  private *transfer(
    given: Options,
    job: Job,
    target: Target,
    left: number,
    parallel: ParallelMeter | undefined,
    told: boolean,
  ): Eff<Result> {
    const { sys, voice, manner } = this;
    const { flags } = given;
    const toTerminal = job.output.kind === 'stdout' && job.upload === null && isTerminal(sys);
    const on = !manner.silent && manner.meter && !toTerminal && sys.process.fds.has(2) && manner.parallel === 0;
    const meter = new Meter(sys, voice, on, manner.bar, told);
    parallel?.add(meter);
    let failure: CurlError | null = null;
    let options = given;
    try {
      options = withEtag(sys, given);
    } catch (error) {
      if (!(error instanceof EtagError)) throw error;
      yield* voice.complain(error.message);
      return { code: 26, status: 0, retryAfter: 0 };
    }
    const transfer = new Transfer(sys, options, this.pool, this.cookies, voice, meter, target, job.upload);
    try {
      yield* this.readable(job);
      yield* transfer.run(job.url);
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      failure = error;
    }
    const status = transfer.head?.status ?? 0;
    if (transfer.connects > 0 || failure === null || failure.code === 7) yield* meter.end();
    if (failure) yield* voice.error(failure.code, failure.message);
    else if (flags.has('fail-with-body') && status >= 400) {
      failure = new CurlError(22, `The requested URL returned error: ${status}`);
      yield* voice.error(22, failure.message);
    }
    const code = failure?.code ?? 0;
    const after = transfer.head === null ? undefined : headerValue(transfer.head.headers, 'retry-after');
    const result = { code, status, retryAfter: Number(after ?? 0) || 0 };
    if (left > 0 && retryReason(options, code, status) !== null) return result;
    const unmade = yield* target.close(failure === null, failure !== null && flags.has('remove-on-error'));
    if (unmade) failure = new CurlError(23, 'Failed writing received data to disk/application');
    if (flags.has('remote-time') && failure === null && transfer.head) target.date(transfer.head);
    yield* this.report(options, transfer, failure, job, target);
    return { ...result, code: failure?.code ?? 0 };
  }

  private *readable({ upload }: Job): Eff<void> {
    if (upload === null || upload === '-' || upload === '.' || this.sys.fs.access(upload, 4)) return;
    yield* this.voice.write(`curl: Can't open '${upload}'!\n${TRY}`);
    throw new CurlError(26, 'Failed to open/read local data from file/application');
  }

  private *report(options: Options, transfer: Transfer, failure: CurlError | null, job: Job, to: Target): Eff<void> {
    const format = options.texts.get('write-out');
    if (format === undefined) return;
    const { head } = transfer;
    const written = writeOut(format, facts(this.sys, transfer, failure, job, to.name), {
      failed: failure !== null,
      header: (name) => (head === null ? '' : (headerValue(head.headers, name) ?? '')),
    });
    for (const name of written.unknown) yield* this.unknown(name);
    for (const part of written.parts) yield* this.sys.fs.write(part.to, utf8(part.text));
  }

  /** Said on standard error even where --stderr leads elsewhere. */
  private *unknown(name: string): Eff<void> {
    if (this.sys.process.fds.has(2))
      yield* this.sys.fs.write(2, utf8(`curl: unknown --write-out variable: '${name}'\n`));
  }
}

type Effect =
  | { readonly options: Options; readonly job: Job }
  | { readonly stop: number; readonly text: string }
  | { readonly spare: true };
