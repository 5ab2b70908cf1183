import type { TraceEvent } from '../trace/events.ts';
import type { LiveInput, Mode, TimedInput, ToPage } from './protocol.ts';
import { BATCH, encodeBatch } from './wire.ts';

/** One run, as scenario, engine and Python make it together. Times are virtual µs since the run's start. */
export interface Computation {
  /** All events so far; grows. */
  readonly events: readonly TraceEvent[];
  readonly now: number;
  /** Goes on until `until` is reached, the run has ended, or `pause` says that it is time to look at messages. */
  readonly advance: (until: number, pause: () => boolean) => Promise<'until' | 'paused' | 'ended'>;
  /** Something happens now. */
  readonly enter: (input: LiveInput) => void;
  /** Forget the run: its stacks in Python are dropped. */
  readonly dispose: () => Promise<void>;
}

export type Made =
  | { readonly ok: true; readonly computation: Computation }
  | { readonly ok: false; readonly detail: string };

export interface RunnerHost {
  readonly make: (scenario: unknown, mode: Mode) => Made;
  readonly send: (message: ToPage) => void;
  /** Real milliseconds. */
  readonly now: () => number;
  /** Resolves after the messages that have arrived. */
  readonly breathe: () => Promise<void>;
}

interface Active {
  readonly run: number;
  readonly mode: Mode;
  readonly computation: Computation;
  readonly replay: TimedInput[];
  readonly entering: LiveInput[];
  /** Live: the page's playhead. */
  until: number;
  /** Events that the page has been sent. */
  sent: number;
  unanswered: number;
  wake: (() => void) | null;
}

/** The first slice is short, so that a picture is there soon; the others are long enough to be worth their message. */
const FIRST_SLICE_MS = 4;
const SLICE_MS = 12;
/** Batches under way to the page; beyond that it is the page that sets the speed. */
const MOST_UNANSWERED = 4;

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
    const made = this.host.make(scenario, mode);
    if (!made.ok) {
      this.host.send({ kind: 'failed', run, reason: 'scenario', detail: made.detail });
      return;
    }
    const active: Active = {
      run,
      mode,
      computation: made.computation,
      replay: [...inputs].sort((a, b) => a.at - b.at),
      entering: [],
      until: 0,
      sent: 0,
      unanswered: 0,
      wake: null,
    };
    this.active = active;
    this.turn = this.turn.then(() => this.compute(active)).catch((error: unknown) => this.crashed(active, error));
  }

  stop(): void {
    const { active } = this;
    this.active = null;
    active?.wake?.();
  }

  input(run: number, input: LiveInput): void {
    const { active } = this;
    if (active?.run !== run) return;
    active.entering.push(input);
    active.wake?.();
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
    active.wake?.();
  }

  private async compute(active: Active): Promise<void> {
    const { computation } = active;
    try {
      for (let slice = FIRST_SLICE_MS; this.active === active; slice = SLICE_MS) {
        const end = this.host.now() + slice;
        const state = await computation.advance(target(active), () => this.active !== active || this.host.now() >= end);
        if (state === 'until') this.enterDue(active);
        await this.handOver(active, state !== 'paused');
        if (state === 'ended') {
          this.rest(active, true);
          return;
        }
        if (state === 'until' && mayRest(active)) {
          this.rest(active, false);
          await this.woken(active);
        } else await this.host.breathe();
      }
    } finally {
      await computation.dispose();
    }
  }

  /** Inputs of an earlier life whose time has come, then those that have just arrived. */
  private enterDue({ run, replay, entering, computation }: Active): void {
    while (replay[0] && replay[0].at <= computation.now) this.enter(run, computation, replay.shift()?.input);
    if (replay.length > 0) return;
    while (entering.length > 0) this.enter(run, computation, entering.shift());
  }

  private enter(run: number, computation: Computation, input: LiveInput | undefined): void {
    if (!input) return;
    this.host.send({ kind: 'entered', run, at: computation.now, input });
    computation.enter(input);
  }

  /** Send what is new; where the page has not kept up, wait for it. */
  private async handOver(active: Active, all: boolean): Promise<void> {
    const { run, computation } = active;
    while (this.active === active && active.sent < computation.events.length) {
      if (active.unanswered >= MOST_UNANSWERED) {
        if (!all) return;
        await this.woken(active);
        continue;
      }
      const events = computation.events.slice(active.sent, active.sent + BATCH);
      active.sent += events.length;
      active.unanswered++;
      this.host.send({ kind: 'events', run, batch: encodeBatch(events) });
    }
  }

  private rest({ run, computation }: Active, ended: boolean): void {
    this.host.send({ kind: 'rest', run, at: computation.now, ended });
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
function target({ mode, until, replay, entering, computation }: Active): number {
  const playhead = mode === 'live' ? until : Infinity;
  if (replay[0]) return Math.min(playhead, Math.max(replay[0].at, computation.now));
  return entering.length > 0 ? computation.now : playhead;
}

const mayRest = ({ replay, entering, mode, until, computation }: Active): boolean =>
  mode === 'live' && until <= computation.now && entering.length === 0 && (replay[0]?.at ?? Infinity) > until;
