/**
 * Notices a worker that does not answer: an endless call in C, a loop that swallows every exception, an allocation
 * without end. It pings while the worker should be at its messages between slices of work, and counts its own ticks
 * instead of comparing clocks, so that a laptop that slept or a tab in the background is not taken for a dead worker.
 */
export interface Watched {
  readonly ping: (id: number) => void;
  readonly lost: (silentMs: number) => void;
}

/** Milliseconds between looks. */
const TICK = 500;

export class Watchdog {
  private timer: ReturnType<typeof setInterval> | null = null;
  private asked = 0;
  private answered = 0;
  private silentTicks = 0;

  constructor(
    private readonly watched: Watched,
    private readonly limitMs: number,
  ) {}

  /** Begin to look, or go on. */
  start(): void {
    if (this.timer !== null) return;
    this.silentTicks = 0;
    this.ask();
    this.timer = setInterval(() => this.tick(), TICK);
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  /** A sign of life: the answer to ping `id`, or any message (id left out). */
  alive(id?: number): void {
    this.silentTicks = 0;
    if (id !== undefined) this.answered = Math.max(this.answered, Math.min(id, this.asked));
  }

  private ask(): void {
    this.watched.ping(++this.asked);
  }

  private tick(): void {
    if (this.answered === this.asked) {
      this.silentTicks = 0;
      this.ask();
      return;
    }
    this.silentTicks++;
    if (this.silentTicks * TICK < this.limitMs) return;
    this.stop();
    this.watched.lost(this.silentTicks * TICK);
  }
}
