/** The one table for all transfers of -Z: what has come in, how many there are, how many still run. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { clock, short, type Meter, type Voice } from './terminal.ts';

const HEAD = 'DL% UL%  Dled  Uled  Xfers  Live Total     Current  Left    Speed\n';
const STEP = 500_000;
/** poll(2) wakes a curl with nothing to do once a second. */
const TICK = 1_000_000;

export class ParallelMeter {
  private readonly begun: number;
  private readonly meters: Meter[] = [];
  private shown: number | null = null;
  private started = 0;
  private made = 0;
  private live = 0;

  constructor(
    private readonly sys: Sys,
    private readonly voice: Voice,
    private readonly on: boolean,
  ) {
    this.begun = sys.now;
  }

  /** When the next line could be due. */
  get due(): number | null {
    return this.on ? (this.shown ?? this.begun) + TICK : null;
  }

  /** One more has begun, with so many left; the next is already made by then. */
  begin(left: number): void {
    this.started++;
    this.live++;
    this.made = this.started + Math.min(1, left);
  }

  end(): void {
    this.live--;
  }

  add(meter: Meter): void {
    this.meters.push(meter);
  }

  *update(last: boolean): Eff<void> {
    const { sys } = this;
    if (!this.on) return;
    if (this.shown === null) yield* this.voice.write(HEAD);
    if (!last && this.shown !== null && sys.now - this.shown <= STEP) return;
    this.shown = sys.now;
    yield* this.voice.write(`\r${this.line(last)}${(last ? '\n' : '').padStart(5)}`);
  }

  private line(last: boolean): string {
    const sum = (of: (meter: Meter) => number): number => this.meters.reduce((n, meter) => n + of(meter), 0);
    const [down, up] = [sum((m) => m.received), sum((m) => m.sent)];
    const [downs, ups] = [sum((m) => m.total), sum((m) => m.toSend)];
    // Shares of a whole are known when that of every transfer still under way is.
    const percent = (part: number, whole: number): string =>
      (last && whole > 0 ? String(Math.floor((part * 100) / whole)).padStart(3) : '--').padEnd(3);
    const spent = Math.max(1, Math.floor((this.sys.now - this.begun) / 1000)) / 1000;
    const speed = Math.floor(Math.max(down, up) / spent);
    const total = last && speed > 0 ? Math.floor(downs / speed) : 0;
    const left = last && speed > 0 ? Math.floor((downs - down) / speed) : 0;
    const number = (n: number): string => String(n).padStart(5);
    return (
      `${percent(down, downs)} ${percent(up, ups)} ${short(down)} ${short(up)} ${number(this.made)} ${number(this.live)} ` +
      ` ${clock(total)} ${clock(spent)} ${clock(left)} ${short(speed)} `
    );
  }
}
