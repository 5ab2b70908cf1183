import { Heap } from '../base/heap.ts';
import type { Task } from './task.ts';

/** Something that is due at an instant: a task's next step, or a plain action. */
export interface Entry {
  at: number;
  priority: number;
  sequence: number;
  /** Neither task nor action: a timeout that was overtaken. */
  task: Task | null;
  token: number;
  action: (() => void) | null;
  /** What an action's events follow from. */
  readonly cause: number;
}

/** Overtaken timeouts that may lie about before they are looked for. */
const MOST_OVERTAKEN = 256;
/** µs that are kept in order ahead of the earliest entry; more when entries lie far apart. */
const SPAN = 250_000;

/**
 * What is due, earliest first. Most entries of a busy server are timeouts of many seconds that never happen: only what is
 * due until `border` is kept in order, the rest lies as it came until all before it is done.
 */
export class Timers {
  private readonly near = new Heap<Entry>();
  private far: Entry[] = [];
  private span = SPAN;
  private border = SPAN;
  private overtaken = 0;
  /** When the last of the overtaken timeouts that were thrown away would have been. */
  private horizon = 0;

  push(entry: Entry): void {
    if (entry.at > this.border) this.far.push(entry);
    else this.near.push(entry);
  }

  first(): Entry | undefined {
    if (this.near.size === 0 && this.far.length > 0) this.advance();
    return this.near.peek();
  }

  take(): Entry | null {
    return this.near.pop() ?? null;
  }

  /** Is nothing left, and would nothing that was overtaken have come after `until`? */
  over(until: number): boolean {
    return this.near.size === 0 && this.far.length === 0 && this.horizon <= until;
  }

  /** Let go of a task whose wait has ended: thousands of requests would be held in memory by their servers' timeouts. */
  overtake(timeout: { task: Task | null }): void {
    timeout.task = null;
    if (++this.overtaken < MOST_OVERTAKEN || this.overtaken * 2 < this.near.size + this.far.length) return;
    this.overtaken = 0;
    this.near.keep((entry) => this.live(entry));
    this.far = this.far.filter((entry) => this.live(entry));
  }

  private live(entry: Entry): boolean {
    const live = entry.task !== null || entry.action !== null;
    if (!live) this.horizon = Math.max(this.horizon, entry.at);
    return live;
  }

  /** All that was in order is done: on to the earliest of the rest. */
  private advance(): void {
    const rest = this.far.filter((entry) => this.live(entry));
    let earliest = Infinity;
    for (const { at } of rest) earliest = Math.min(earliest, at);
    this.border = earliest + this.span;
    this.far = [];
    for (const entry of rest) this.push(entry);
    this.span = this.near.size * 8 < rest.length ? this.span * 2 : SPAN;
  }
}
