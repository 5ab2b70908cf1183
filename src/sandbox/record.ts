import type { TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import type { LiveInput, Mode, TimedInput } from './protocol.ts';
import { decodeBatch } from './wire.ts';

/** What the page keeps of the run under way: enough to start it again, and to end it in the worker's stead. */
export class RunRecord {
  /** No more events come until something is asked of it. */
  resting = false;
  ended = false;
  /** The worker has not been told of it yet: its Python packages are on their way. */
  held = false;
  /** Live: the playhead; and inputs that no worker was there to take. */
  until = 0;
  readonly unsent: LiveInput[] = [];
  /** The last event of this life of the worker, and of all that has been handed on. */
  private seq = 0;
  private seen = 0;
  private at = 0;
  private seenAt = 0;
  /** Inputs that have entered in this life of the worker. */
  private entered = 0;

  constructor(
    readonly run: number,
    readonly scenario: unknown,
    readonly mode: Mode,
    /** What was put in, live, and when; grows. */
    readonly inputs: TimedInput[],
  ) {}

  /** Another worker takes it up, from the beginning: the same events come again, and are not handed on twice. */
  again(): void {
    this.seq = 0;
    this.at = 0;
    this.entered = 0;
  }

  /** An input has entered: a new one, or one of those that are lived through again. */
  enter(timed: TimedInput): void {
    if (this.entered++ >= this.inputs.length) this.inputs.push(timed);
  }

  /** The next batch's events that are new; null where it does not follow on what came before. */
  take(batch: string): readonly TraceEvent[] | null {
    const events = decodeBatch(batch, this.seq);
    const last = events?.at(-1);
    if (!events || (events[0] && events[0].at < this.at)) return null;
    const fresh = events.filter(({ seq }) => seq > this.seen);
    this.seq = last?.seq ?? this.seq;
    this.seen = Math.max(this.seen, this.seq);
    this.at = last?.at ?? this.at;
    this.seenAt = Math.max(this.seenAt, this.at);
    return fresh;
  }

  /** The end of a run whose worker is gone, as events that follow on the last one. */
  endedBy(note: string): readonly TraceEvent[] {
    const at = simTime(this.seenAt);
    const seq = this.seen;
    this.resting = true;
    this.ended = true;
    return [
      { seq: seq + 1, at, cause: seq, kind: 'run.note', note },
      { seq: seq + 2, at, cause: seq + 1, kind: 'run.ended', reason: 'stopped' },
    ];
  }
}

export const recordOf = (run: number, scenario: unknown, mode: Mode, inputs: readonly TimedInput[]): RunRecord =>
  new RunRecord(run, scenario, mode, [...inputs]);

/** Of so many runs it is known what was put into them. */
const MOST_REMEMBERED = 64;

/** What was put into the latest runs, so that they can be lived through again up to an instant. */
export class InputMemory {
  private readonly byRun = new Map<number, readonly TimedInput[]>();

  keep({ run, inputs }: RunRecord): void {
    this.byRun.set(run, inputs);
    for (const old of this.byRun.keys()) {
      if (this.byRun.size <= MOST_REMEMBERED) return;
      this.byRun.delete(old);
    }
  }

  /** In the order in which they entered; none of a run that is not known. */
  upTo(run: number, at: number): readonly TimedInput[] {
    return (this.byRun.get(run) ?? []).filter((one) => one.at <= at);
  }
}
