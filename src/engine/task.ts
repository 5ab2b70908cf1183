import type { Cond } from './cond.ts';
import type { GuestNeed } from './need.ts';

/**
 * What a task may yield. A number sleeps that many microseconds; a `Cond` waits for its next notification;
 * `AnyOf` waits for the first of several, or for a timeout; a `GuestNeed` stops the engine until the driver answers;
 * an `Inner` goes on in another generator first.
 */
export type Wait = number | Cond | AnyOf | GuestNeed | Inner;

/** A piece of simulated behaviour: call it with `yield*`. */
export type Eff<T> = Generator<Wait, T, unknown>;

/** Resumes with the condition that fired, or with null when `timeout` microseconds passed first. */
export class AnyOf {
  constructor(
    readonly conds: readonly Cond[],
    readonly timeout: number | null,
  ) {}
}

/**
 * Resumes with what the generator returned, or throws what it threw. As `yield* gen`, but each wait inside comes back to
 * `gen` at once, and not through all that called it: a request of nginx waits twenty calls deep. For calls that wait several
 * times.
 */
export class Inner {
  /** Set by the task: the generator that waits for this one, and what that one waits in. */
  waiting: Eff<unknown> | null = null;
  outer: Inner | null = null;

  constructor(readonly gen: Eff<unknown>) {}
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
  /** Where the generator that is at work was asked for, if it is not the task's own. */
  private inner: Inner | null = null;

  constructor(
    readonly id: number,
    readonly name: string,
    private gen: Eff<unknown>,
  ) {}

  /** Go on with what was waited for, up to the next wait or the end. Throws what escapes the task. */
  resume(sent: unknown, throws: boolean): IteratorResult<unknown, unknown> {
    let value = sent;
    let failed = throws;
    for (;;) {
      let result: IteratorResult<unknown, unknown>;
      try {
        result = failed ? this.gen.throw(value) : this.gen.next(value);
      } catch (error) {
        if (!this.leave()) throw error;
        value = error;
        failed = true;
        continue;
      }
      failed = false;
      value = result.value;
      if (!result.done && value instanceof Inner) {
        value.waiting = this.gen;
        value.outer = this.inner;
        this.inner = value;
        this.gen = value.gen;
        value = undefined;
      } else if (!result.done || !this.leave()) return result;
    }
  }

  /** End it where it waits: `finally` blocks run, the innermost first. What one of them throws, the next outer one gets. */
  unwind(): void {
    let thrown: { readonly error: unknown } | null = null;
    do {
      try {
        if (thrown === null) this.gen.return(undefined);
        else this.gen.throw(thrown.error);
        thrown = null;
      } catch (error) {
        thrown = { error };
      }
    } while (this.leave());
    if (thrown !== null) throw thrown.error;
  }

  /** Back to the generator outside; false when there is none. */
  private leave(): boolean {
    const { inner } = this;
    if (inner === null || inner.waiting === null) return false;
    this.gen = inner.waiting;
    this.inner = inner.outer;
    return true;
  }

  get ended(): boolean {
    return this.state === 'done' || this.state === 'failed' || this.state === 'cancelled';
  }
}
