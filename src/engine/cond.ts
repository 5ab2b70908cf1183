import type { Task } from './task.ts';

interface Waiter {
  readonly task: Task;
  readonly token: number;
}

/** Never added to: most conditions of a run are never waited for. */
const NOBODY: Waiter[] = [];

/** Who turns a notification into a runnable task. */
export interface Waker {
  wake(task: Task, token: number, by: Cond): void;
}

/**
 * A condition to wait for. It has no memory: a notification with nobody waiting is lost, so callers loop
 * `while (!state) yield cond`. Waking is in the order of arrival, or newest first for `lifo` (Linux puts pollers at the
 * head of a socket's wait queue, which is why the worker that became idle last tends to win the next connection).
 */
export class Cond {
  private waiters = NOBODY;

  constructor(
    private readonly waker: Waker,
    private readonly lifo = false,
  ) {}

  add(task: Task): void {
    if (this.waiters.length >= 16 && (this.waiters.length & (this.waiters.length - 1)) === 0) this.compact();
    const waiter = { task, token: task.token };
    // Mostly there is one: a list that is made for it has room for no more, one that is added to has room for sixteen.
    if (this.waiters.length === 0) this.waiters = [waiter];
    else this.waiters.push(waiter);
  }

  remove(task: Task): void {
    const i = this.waiters.findIndex((w) => w.task === task);
    if (i >= 0) this.waiters.splice(i, 1);
  }

  notifyAll(): void {
    if (this.waiters.length === 0) return;
    const woken = this.waiters;
    this.waiters = NOBODY;
    if (this.lifo) woken.reverse();
    for (const w of woken) this.waker.wake(w.task, w.token, this);
  }

  notifyOne(): void {
    for (;;) {
      const w = this.lifo ? this.waiters.pop() : this.waiters.shift();
      if (!w) return;
      if (w.task.token === w.token && !w.task.ended) {
        this.waker.wake(w.task, w.token, this);
        return;
      }
    }
  }

  private compact(): void {
    this.waiters = this.waiters.filter((w) => w.task.token === w.token && !w.task.ended);
  }
}
