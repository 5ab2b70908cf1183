import type { TraceEvent } from '../trace/events.ts';
import type { LiveInput, Mode, TimedInput, ToPage } from './protocol.ts';
import { BATCH, encodeBatch } from './wire.ts';

export interface Watch {
  /** Is it time to look at messages? */
  readonly pause: () => boolean;
  /** Python is about to run; it may never come back. */
  readonly beforePython: () => void;
}

/** One run, as scenario, engine and Python make it together. Times are virtual µs since the run's start. */
export interface Computation {
  /** All events so far; grows. */
  readonly events: readonly TraceEvent[];
  readonly now: number;
  /** Are the servers up? A live run boots as fast as it can and follows the playhead from then on. */
  readonly booted: boolean;
  /** Goes on until `until` is reached, the run has ended, or it is time to look at messages. */
  readonly advance: (until: number, watch: Watch) => Promise<'until' | 'paused' | 'ended'>;
  /** Something happens now. */
  readonly enter: (input: LiveInput) => void;
  /** Texts of files on the machine, by path; null where there is none. */
  readonly read: (paths: readonly string[]) => Record<string, string | null>;
  /** Forget the run: its stacks in Python are dropped. */
  readonly dispose: () => Promise<void>;
}

export type Made =
  | { readonly ok: true; readonly computation: Computation }
  | { readonly ok: false; readonly detail: string };

export interface RunnerHost {
  readonly make: (scenario: unknown, mode: Mode) => Made;
  readonly send: (message: ToPage) => void;
  /** Python has used itself up: a new one would do better. */
  readonly tired: () => boolean;
  /** Real milliseconds. */
  readonly now: () => number;
  /** Resolves after the messages that have arrived. */
  readonly breathe: () => Promise<void>;
}

interface Active {
  readonly run: number;
  readonly mode: Mode;
  readonly computation: Computation;
  /** Inputs that have not entered yet, the earliest first. */
  readonly inputs: TimedInput[];
  /** Live: the page's playhead. */
  until: number;
  /** Events that the page has been sent. */
  sent: number;
  unanswered: number;
  /** Steps of Python so far, and when the page was last told something, real ms. */
  steps: number;
  told: number;
  /** Waits for the page to take what it was sent. */
  stalled: boolean;
  wake: (() => void) | null;
}

/** The first slice is short, so that a picture is there soon; the others are long enough to be worth their message. */
const FIRST_SLICE_MS = 4;
const SLICE_MS = 12;
/** Batches under way to the page; beyond that it is the page that sets the speed. */
const MOST_UNANSWERED = 4;
/**
 * A step of Python that never ends must not swallow what went before it: the page is told of that first. Always for the
 * first steps (a boot, a first request), then at most every so many milliseconds.
 */
const FIRST_STEPS = 40;
const TELL_EVERY_MS = 2;

/**
 * Runs one computation at a time in slices of real time, looks at messages in between, and hands the events on in
 * batches. A new start, or a stop, is taken up at the next look; Python stays up.
 */
export class Runner {
  private active: Active | null = null;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly host: RunnerHost) {}

  start(run: number, scenario: unknown, mode: Mode, inputs: readonly TimedInput[]): void {
    this.stop();
    const made = this.make(scenario, mode);
    if (!made.ok) {
      this.host.send({ kind: 'failed', run, reason: 'scenario', detail: made.detail });
      return;
    }
    const active: Active = {
      run,
      mode,
      computation: made.computation,
      inputs: [...inputs].sort((a, b) => a.at - b.at),
      until: 0,
      sent: 0,
      unanswered: 0,
      steps: 0,
      told: 0,
      stalled: false,
      wake: null,
    };
    this.active = active;
    this.turn = this.turn.then(() => this.compute(active)).catch((error: unknown) => this.crashed(active, error));
  }

  /** A scenario may be well-formed and still ask for a machine that cannot be (a file below a file). */
  private make(scenario: unknown, mode: Mode): Made {
    try {
      return this.host.make(scenario, mode);
    } catch (error) {
      return { ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  stop(): void {
    const { active } = this;
    this.active = null;
    active?.wake?.();
  }

  /** It enters where the page stands, even where the computation is still on its way there. */
  input(run: number, input: LiveInput): void {
    const { active } = this;
    if (active?.run !== run) return;
    const at = Math.max(active.until, active.computation.now, active.inputs.at(-1)?.at ?? 0);
    active.inputs.push({ at, input });
    active.wake?.();
  }

  /** Null when that run is over. */
  read(run: number, paths: readonly string[]): Record<string, string | null> | null {
    return this.active?.run === run ? this.active.computation.read(paths) : null;
  }

  pace(run: number, until: number): void {
    const { active } = this;
    if (active?.run !== run) return;
    active.until = Math.max(active.until, until);
    active.wake?.();
  }

  taken(run: number): void {
    const { active } = this;
    if (active?.run !== run) return;
    active.unanswered = Math.max(0, active.unanswered - 1);
    if (active.stalled) active.wake?.();
  }

  private async compute(active: Active): Promise<void> {
    const { computation } = active;
    try {
      await this.slices(active);
    } catch (error) {
      // What went wrong matters more than what cannot be tidied up after it.
      await computation.dispose().catch(() => undefined);
      throw error;
    }
    await computation.dispose();
  }

  private async slices(active: Active): Promise<void> {
    const { computation } = active;
    for (let slice = FIRST_SLICE_MS; this.active === active; slice = SLICE_MS) {
      const end = this.host.now() + slice;
      const state = await computation.advance(target(active), {
        pause: () => this.active !== active || this.host.now() >= end,
        beforePython: () => this.tell(active),
      });
      const entered = state === 'until' && this.enterDue(active);
      await this.handOver(active, state !== 'paused');
      if (state === 'ended') {
        this.rest(active, true);
        return;
      }
      if (state === 'until' && !entered && mayRest(active)) {
        this.rest(active, false);
        await this.woken(active);
      } else await this.host.breathe();
    }
  }

  private enterDue({ run, inputs, computation }: Active): boolean {
    const before = inputs.length;
    for (let next = inputs[0]; next && next.at <= computation.now; next = inputs[0]) {
      inputs.shift();
      this.host.send({ kind: 'entered', run, at: computation.now, input: next.input });
      computation.enter(next.input);
    }
    return inputs.length < before;
  }

  /** Send what is new; where the page has not kept up, wait for it. */
  private async handOver(active: Active, all: boolean): Promise<void> {
    const { computation } = active;
    while (this.active === active && active.sent < computation.events.length) {
      if (active.unanswered < MOST_UNANSWERED) this.sendBatch(active);
      else if (all) {
        active.stalled = true;
        await this.woken(active);
        active.stalled = false;
      } else return;
    }
  }

  private tell(active: Active): void {
    const early = ++active.steps <= FIRST_STEPS;
    const full = active.unanswered >= MOST_UNANSWERED && !early;
    if (this.active !== active || full || active.sent === active.computation.events.length) return;
    if (early || this.host.now() - active.told >= TELL_EVERY_MS) this.sendBatch(active);
  }

  private sendBatch(active: Active): void {
    const { run, computation } = active;
    const events = computation.events.slice(active.sent, active.sent + BATCH);
    active.sent += events.length;
    active.unanswered++;
    active.told = this.host.now();
    this.host.send({ kind: 'events', run, batch: encodeBatch(events) });
  }

  private rest({ run, computation }: Active, ended: boolean): void {
    this.host.send({ kind: 'rest', run, at: computation.now, ended, tired: this.host.tired() });
  }

  private woken(active: Active): Promise<void> {
    return new Promise((resolve) => {
      active.wake = () => {
        active.wake = null;
        resolve();
      };
    });
  }

  private crashed(active: Active, error: unknown): void {
    if (this.active === active) this.active = null;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.host.send({ kind: 'failed', run: active.run, reason: 'crash', detail: detail.slice(0, 20_000) });
  }
}

/**
 * How far to compute. An input enters at an instant of which everything else has happened, so that it enters at the same
 * place when the run is lived through again.
 */
function target({ mode, until, inputs, computation }: Active): number {
  const playhead = mode === 'live' && computation.booted ? until : Infinity;
  return Math.min(playhead, Math.max(inputs[0]?.at ?? Infinity, computation.now));
}

const mayRest = ({ inputs, mode, until, computation }: Active): boolean =>
  mode === 'live' && computation.booted && until <= computation.now && (inputs[0]?.at ?? Infinity) > until;
