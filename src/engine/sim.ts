import { assert } from '../base/assert.ts';
import { Random } from '../base/random.ts';
import type { EventInput } from '../trace/events.ts';
import { type SimTime, simTime } from '../trace/time.ts';
import { Trace } from '../trace/trace.ts';
import { Cond, type Waker } from './cond.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { GuestNeed } from './need.ts';
import { AnyOf, type Eff, Task } from './task.ts';
import { Timers, type Entry } from './timers.ts';

/** Why `run` came back. `need`: a task waits for foreign code; give the outcome to `answer` and run on. */
export type Pause =
  | { readonly kind: 'idle' }
  | { readonly kind: 'until' }
  | { readonly kind: 'budget' }
  | { readonly kind: 'limit' }
  | { readonly kind: 'need'; readonly need: GuestNeed };

/**
 * The engine: virtual clock, event queue, tasks. It knows no server. Order is total by (time, priority, sequence), and a
 * step is synchronous, so that the same tasks always give the same trace. An error that escapes a task is our own bug
 * and is thrown out of `run`.
 */
export class Sim implements Waker {
  now: SimTime = simTime(0);
  readonly trace = new Trace();
  /** The task that is running, or for which foreign code is running. */
  current: Task | null = null;
  private readonly timers = new Timers();
  /** From `readyHead` to `readyEnd`; when all has been taken it is filled from its beginning again. */
  private readonly ready: (Entry | undefined)[] = [];
  private readyHead = 0;
  private readyEnd = 0;
  private sequence = 0;
  private taskIds = 0;
  private pending: { readonly task: Task; readonly need: GuestNeed } | null = null;
  private readonly streams = new Map<string, Random>();
  private exhausted = false;
  /** While a plain action runs: the event that it follows from. */
  private actionCause = 0;
  /** The task whose generator is on the JavaScript stack right now. */
  private stepping: Task | null = null;

  constructor(
    readonly seed: number,
    readonly limits: Limits = LIMITS,
  ) {}

  /** The named stream of chance; the same name and seed give the same draws. */
  random(name: string): Random {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = new Random(this.seed, name)));
    return stream;
  }

  cond(lifo = false): Cond {
    return new Cond(this, lifo);
  }

  /** Start a task; its first step happens at the present instant, after what is already due. */
  spawn(name: string, gen: Eff<unknown>): Task {
    const task = new Task(++this.taskIds, name, gen);
    task.cause = this.cause;
    this.makeReady(task);
    return task;
  }

  /** Run a plain function at an instant (not before now). Returns a way to cancel it. */
  at(when: number, action: () => void, priority = 0): () => void {
    const entry = this.entry(Math.max(when, this.now), priority, null, action);
    this.timers.push(entry);
    return () => (entry.action = null);
  }

  /** Append an event; it follows from what its task saw last. Returns its sequence number. */
  emit(event: EventInput): number {
    const task = this.current;
    if (this.trace.length >= this.limits.events) {
      if (!this.exhausted) {
        this.exhausted = true;
        this.trace.append(this.now, 0, { kind: 'run.limit', limit: 'events', value: this.limits.events });
      }
      return 0;
    }
    const seq = this.trace.append(this.now, this.cause, event);
    if (task) task.cause = seq;
    else this.actionCause = seq;
    return seq;
  }

  wake(task: Task, token: number, by: Cond): void {
    if (task.token !== token || task.ended) return;
    if (this.cause !== 0) task.cause = this.cause;
    task.inbox = by;
    task.throws = false;
    this.makeReady(task);
  }

  /** Throw an error into a waiting task (a signal that interrupts a call). */
  interrupt(task: Task, error: unknown): void {
    if (task.ended) return;
    if (this.cause !== 0) task.cause = this.cause;
    task.inbox = error;
    task.throws = true;
    this.makeReady(task);
  }

  /** Let a task not go on from where it waits, whatever happens, until `thaw`. Time passes for it all the same. */
  freeze(task: Task): void {
    task.frozen = true;
  }

  /** Go on: at once when its turn came while it was frozen. */
  thaw(task: Task): void {
    task.frozen = false;
    if (!task.held || task.ended) return;
    task.held = false;
    this.makeReady(task);
  }

  /** End a task where it waits: its `finally` blocks run, nothing more of it does. */
  cancel(task: Task): void {
    if (task.ended) return;
    task.token++;
    task.state = 'cancelled';
    this.overtake(task);
    if (this.pending?.task === task) this.pending = null;
    const before = this.current;
    this.current = task;
    if (this.stepping !== task) task.unwind();
    this.current = before;
    task.onEnd?.(task);
  }

  /** Go on until nothing is due before `until`, the step budget is spent, or foreign code is needed. */
  run(until: number, budget = Infinity): Pause {
    assert(!this.pending, 'run() while a need is unanswered');
    this.actionCause = 0;
    for (let steps = 0; ; steps++) {
      if (this.exhausted) return { kind: 'limit' };
      if (steps >= budget) return { kind: 'budget' };
      const entry = this.next(until);
      if (!entry) {
        if (this.timers.over(until)) return { kind: 'idle' };
        this.now = simTime(Math.max(this.now, until));
        return { kind: 'until' };
      }
      const { task, action } = entry;
      if (action) {
        this.now = entry.at as SimTime;
        this.actionCause = entry.cause;
        action();
        this.actionCause = 0;
      } else if (task && task.token === entry.token && !task.ended) {
        this.now = entry.at as SimTime;
        if (task.frozen && !task.pinned) {
          task.held = true;
          continue;
        }
        this.step(task);
        const pending = this.pending as { need: GuestNeed } | null;
        if (pending) return { kind: 'need', need: pending.need };
      }
      // Anything else is stale (a timeout that did not happen): time does not move for it.
    }
  }

  /** The driver's answer to the need that `run` returned. If the task was cancelled meanwhile, it is dropped. */
  answer(value: unknown): void {
    const pending = this.pending;
    this.pending = null;
    this.current = null;
    if (!pending || pending.task.ended) return;
    pending.task.inbox = value;
    pending.task.throws = false;
    this.makeReady(pending.task);
  }

  private step(task: Task): void {
    task.token++;
    task.timeout = null;
    const { inbox, throws } = task;
    task.inbox = undefined;
    task.throws = false;
    this.current = task;
    this.stepping = task;
    let result: IteratorResult<unknown, unknown>;
    try {
      result = task.resume(inbox, throws);
    } catch (error) {
      task.state = 'failed';
      task.error = error;
      this.current = null;
      throw error;
    } finally {
      this.stepping = null;
    }
    if (task.state === 'cancelled') {
      // It was ended from within its own step (a process that killed itself): unwind now that the generator is idle.
      if (!result.done) task.unwind();
      this.current = null;
      return;
    }
    if (result.done) {
      task.state = 'done';
      task.onEnd?.(task);
      this.current = null;
      return;
    }
    task.state = 'waiting';
    this.suspend(task, result.value as number | Cond | AnyOf | GuestNeed);
  }

  private suspend(task: Task, wait: number | Cond | AnyOf | GuestNeed): void {
    if (typeof wait === 'number') this.timers.push(this.entry(this.now + Math.max(0, wait), 0, task, null));
    else if (wait instanceof Cond) wait.add(task);
    else if (wait instanceof AnyOf) {
      for (const cond of wait.conds) cond.add(task);
      if (wait.timeout !== null) {
        task.inbox = null;
        const entry = this.entry(this.now + Math.max(0, wait.timeout), 0, task, null);
        task.timeout = entry;
        this.timers.push(entry);
      }
    } else {
      // `current` stays set: what the foreign code does now is done by this task.
      this.pending = { task, need: wait };
      return;
    }
    this.current = null;
  }

  private makeReady(task: Task): void {
    task.token++;
    this.overtake(task);
    task.state = 'ready';
    this.ready[this.readyEnd++] = this.entry(this.now, 0, task, null);
  }

  /** A wait ended before its timeout. */
  private overtake(task: Task): void {
    if (task.timeout === null) return;
    this.timers.overtake(task.timeout);
    task.timeout = null;
  }

  private entry(at: number, priority: number, task: Task | null, action: (() => void) | null): Entry {
    return { at, priority, sequence: ++this.sequence, task, token: task ? task.token : 0, action, cause: this.cause };
  }

  /** The event that what happens now follows from; 0 for none. */
  private get cause(): number {
    return this.current ? this.current.cause : this.actionCause;
  }

  /** The earliest of the timers and of the tasks made ready at this instant. */
  private next(until: number): Entry | null {
    const timer = this.timers.first();
    const ready = this.readyHead < this.readyEnd ? this.ready[this.readyHead] : undefined;
    if (ready) {
      const timerFirst =
        timer && timer.at <= ready.at && (timer.priority < ready.priority || timer.sequence < ready.sequence);
      if (!timerFirst) {
        this.ready[this.readyHead++] = undefined;
        if (this.readyHead === this.readyEnd) this.readyHead = this.readyEnd = 0;
        return ready;
      }
    }
    if (!timer || timer.at > until) return null;
    return this.timers.take();
  }
}
