import type { Cond } from './cond.ts';
import type { GuestNeed } from './need.ts';

/**
 * What a task may yield. A number sleeps that many microseconds; a `Cond` waits for its next notification;
 * `AnyOf` waits for the first of several, or for a timeout; a `GuestNeed` stops the engine until the driver answers.
 */
export type Wait = number | Cond | AnyOf | GuestNeed;

/** A piece of simulated behaviour: call it with `yield*`. */
export type Eff<T> = Generator<Wait, T, unknown>;

/** Resumes with the condition that fired, or with null when `timeout` microseconds passed first. */
export class AnyOf {
  constructor(
    readonly conds: readonly Cond[],
    readonly timeout: number | null,
  ) {}
}

export type TaskState = 'ready' | 'waiting' | 'done' | 'failed' | 'cancelled';

/** One generator under the engine's care. `token` counts resumptions: a wake-up for an older token is stale. */
export class Task {
  token = 0;
  state: TaskState = 'ready';
  /** Sequence number of the event that this task's next event follows from. */
  cause = 0;
  /** What the engine will send in at the next step, or throw. */
  inbox: unknown = undefined;
  throws = false;
  /** It does not go on (its process was stopped): what would have woken it is kept until `Sim.thaw`. */
  frozen = false;
  /** Frozen, and its turn has come meanwhile. */
  held = false;
  /** Holds something that others wait for (a core): a freeze takes effect when this is over. */
  pinned = false;
  /** Where the engine's queue holds this task for the timeout of its wait. */
  timeout: { task: Task | null } | null = null;
  onEnd: ((task: Task) => void) | null = null;
  error: unknown = null;

  constructor(
    readonly id: number,
    readonly name: string,
    readonly gen: Eff<unknown>,
  ) {}

  get ended(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'cancelled';
  }
}
