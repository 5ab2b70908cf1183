/** Timer units (systemd.timer(5), version 252): OnBootSec= and its kin, OnCalendar=. Accuracy and random delays are 0. */
import { civilTime } from '../../base/calendar.ts';
import type { Cond } from '../../engine/cond.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { nextElapse, parseCalendar } from './calendar.ts';
import type { Journal } from './journal.ts';
import { triggeredBy, type Unit } from './unit.ts';
import { parseSpan } from './values.ts';

export interface Served {
  /** µs since the epoch; 0: never. */
  readonly activeSince: number;
  readonly since: number;
  readonly isRunning: boolean;
}

export class TimerUnit {
  active: 'inactive' | 'active' = 'inactive';
  sub = 'dead';
  since = 0;
  /** When it last went off, and when it will, µs since the epoch; 0: never. */
  last = 0;
  next = 0;
  readonly changed: Cond;
  private life = 0;

  constructor(
    readonly sys: Sys,
    public unit: Unit,
    private readonly journal: Journal,
    private readonly trigger: () => Eff<boolean>,
    private readonly served: () => Served,
  ) {
    this.changed = sys.cond();
  }

  get serviceName(): string {
    return triggeredBy(this.unit) ?? '';
  }

  start(): boolean {
    if (this.active === 'active') return true;
    this.active = 'active';
    this.since = this.sys.clock;
    this.life++;
    this.journal.add(this.unit.name, 'systemd', 1, `Started ${this.unit.shown}.`);
    this.sys.thread(`${this.unit.name} watch`, this.watch(this.life));
    return true;
  }

  stop(): void {
    if (this.active === 'inactive') return;
    this.life++;
    this.active = 'inactive';
    this.sub = 'dead';
    this.next = 0;
    this.changed.notifyAll();
    this.journal.add(this.unit.name, 'systemd', 1, `${this.unit.name}: Deactivated successfully.`);
    this.journal.add(this.unit.name, 'systemd', 1, `Stopped ${this.unit.shown}.`);
  }

  private *watch(life: number): Eff<void> {
    const { sys } = this;
    while (this.life === life) {
      this.next = this.upcoming();
      this.sub = this.next === 0 ? 'elapsed' : 'waiting';
      if (this.next === 0) {
        yield* sys.waitAny([this.changed], 1_000_000);
        continue;
      }
      const wait = this.next - sys.clock;
      if (wait > 0) {
        yield* sys.waitAny([this.changed], wait);
        continue;
      }
      this.last = sys.clock;
      this.sub = 'running';
      yield* this.trigger();
      while (this.life === life && this.served().isRunning) yield* sys.waitAny([this.changed], 100_000);
    }
  }

  /** The nearest instant of all settings that lies after the last one. */
  private upcoming(): number {
    const { sys, unit } = this;
    const boot = sys.world.epoch + sys.process.host.bootedAt;
    const { activeSince, since, isRunning } = this.served();
    const from: readonly (readonly [key: string, base: number])[] = [
      ['OnBootSec', boot],
      ['OnStartupSec', boot],
      ['OnActiveSec', this.since],
      ['OnUnitActiveSec', activeSince],
      ['OnUnitInactiveSec', isRunning || activeSince === 0 ? 0 : since],
    ];
    const moments = from.flatMap(([key, base]) =>
      base === 0 ? [] : unit.list(`Timer.${key}`).map((span) => base + (parseSpan(span) ?? 0)),
    );
    // A boot that is long past makes OnBootSec= due at once, but once only.
    const due = moments.filter((at) => at > this.last && (this.last === 0 || at > this.since));
    for (const text of unit.list('Timer.OnCalendar')) {
      const calendar = parseCalendar(text);
      const at = calendar ? nextElapse(calendar, Math.floor(Math.max(sys.clock, this.last) / 1e6), civilTime) : null;
      if (at !== null) due.push(at * 1e6);
    }
    return due.length === 0 ? 0 : Math.min(...due);
  }
}
