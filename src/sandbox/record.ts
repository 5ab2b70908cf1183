import type { TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import type { LiveInput, Mode, TimedInput } from './protocol.ts';
import { decodeBatch } from './wire.ts';

/** What the page keeps of the run under way: enough to start it again, and to end it in the worker's stead. */
export class RunRecord {
  /** No more events come until something is asked of it. */
  resting = false;
  ended = false;
  /** Live: the playhead; and inputs that no worker was there to take. */
  until = 0;
  readonly unsent: LiveInput[] = [];
  private seq = 0;
  private at = 0;

  constructor(
    readonly run: number,
    readonly scenario: unknown,
    readonly mode: Mode,
    /** What was put in, live, and when; grows. */
    readonly inputs: TimedInput[],
  ) {}

  /** Nothing of it has been seen yet. */
  get fresh(): boolean {
    return this.seq === 0;
  }

  /** The next batch's events; null where it does not follow on what came before. */
  take(batch: string): readonly TraceEvent[] | null {
    const events = decodeBatch(batch, this.seq);
    const last = events?.at(-1);
    if (last && last.at < this.at) return null;
    this.seq = last?.seq ?? this.seq;
    this.at = last?.at ?? this.at;
    return events;
  }

  /** The end of a run whose worker is gone, as events that follow on the last one. */
  endedBy(note: string): readonly TraceEvent[] {
    const at = simTime(this.at);
    const seq = this.seq;
    this.resting = true;
    this.ended = true;
    this.seq += 2;
    return [
      { seq: seq + 1, at, cause: seq, kind: 'run.note', note },
      { seq: seq + 2, at, cause: seq + 1, kind: 'run.ended', reason: 'stopped' },
    ];
  }
}

export const recordOf = (run: number, scenario: unknown, mode: Mode, inputs: readonly TimedInput[]): RunRecord =>
  new RunRecord(run, scenario, mode, [...inputs]);
