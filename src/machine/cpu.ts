import type { Cond } from '../engine/cond.ts';
import type { Sim } from '../engine/sim.ts';
import type { Eff } from '../engine/task.ts';

/** A task that others want the core of gives it up after this long (Linux's slices are of this order under load). */
const QUANTUM = 4_000;
/** Below this a slice is not worth an event of its own. */
const TRACED = 1_000;

/** The cores of one host: a task that computes takes one, or waits in line for one. */
export class Cpu {
  private readonly busy: boolean[];
  private readonly free: Cond;
  private waiting = 0;

  constructor(
    private readonly sim: Sim,
    readonly cores: number,
  ) {
    this.busy = Array.from({ length: cores }, () => false);
    this.free = sim.cond();
  }

  /** Compute for `us` microseconds of one core; returns when they have been had. */
  *use(pid: number, tid: number, us: number): Eff<void> {
    let left = Math.round(us);
    while (left > 0) {
      const asked = this.sim.now;
      const free = this.waiting === 0 ? this.busy.indexOf(false) : -1;
      if (free >= 0) this.busy[free] = true;
      const core = free >= 0 ? free : yield* this.take();
      const task = this.sim.current;
      const slice = this.waiting > 0 ? Math.min(left, QUANTUM) : Math.min(left, QUANTUM * 4);
      const waited = this.sim.now - asked;
      try {
        if (task) task.pinned = true;
        yield slice;
      } finally {
        if (task) task.pinned = false;
        this.busy[core] = false;
        this.free.notifyOne();
      }
      left -= slice;
      if (slice >= TRACED || waited > 0) this.sim.emit({ kind: 'cpu.slice', pid, tid, core, us: slice, waited });
      // Stopped meanwhile: it gave the core back first, and waits here for SIGCONT.
      if (task?.frozen) yield 0;
    }
  }

  private *take(): Eff<number> {
    for (let first = true; ; first = false) {
      const core = this.busy.indexOf(false);
      // Newcomers queue behind those who already wait.
      if (core >= 0 && (!first || this.waiting === 0)) {
        this.busy[core] = true;
        return core;
      }
      this.waiting++;
      let woken = false;
      try {
        yield this.free;
        woken = true;
      } finally {
        this.waiting--;
        // Ended between the call and its turn: the core that was meant for it goes to the next in line.
        if (!woken && this.busy.includes(false)) this.free.notifyOne();
      }
    }
  }
}
