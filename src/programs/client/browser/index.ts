/**
 * Visitors with browsers. The plan says when they come, as for any load; each of its requests is a visit (visit.ts). What
 * a browser knows (memory.ts) lasts as long as its person: one visit, or all of them where the same people come again.
 * HTTP/1.1 alone; scripts are fetched and not run.
 */
import type { Eff } from '../../../engine/task.ts';
import type { Program } from '../../../machine/world.ts';
import type { Sys } from '../../../machine/sys.ts';
import { resolveUrl, type WebUrl } from '../../../protocols/web/url.ts';
import { arrivals, pickTarget } from '../arrivals.ts';
import { Memory } from './memory.ts';
import type { BrowserPlan } from './plan.ts';
import { Visit } from './visit.ts';

export function browserClient(plan: BrowserPlan): Program {
  return function* client(sys: Sys): Eff<number> {
    const start = resolveUrl(`${plan.to}/`, null);
    if (start === null) return 1;
    const run = new Visitors(sys, plan, start);
    yield* plan.kind === 'closed' ? run.regulars() : run.passers();
    return 0;
  };
}

class Visitors {
  private readonly begin: number;
  private readonly changed;
  private readonly start: WebUrl;
  private readonly known = new Map<string, string>();
  private made = 0;
  private busy = 0;

  constructor(
    private readonly sys: Sys,
    private readonly plan: BrowserPlan,
    to: WebUrl,
  ) {
    this.begin = sys.now;
    this.changed = sys.cond();
    // A name for the address bar, at an address that the network does not know under it.
    const named = plan.hostHeader === null ? null : resolveUrl(`${to.scheme}://${plan.hostHeader}/`, null);
    this.start = named === null ? to : { ...named, port: to.port };
    if (named !== null) this.known.set(named.host, to.host.includes(':') ? `[${to.host}]` : to.host);
  }

  *passers(): Eff<void> {
    const same = this.plan.people === 'same' ? this.newMemory() : null;
    for (const due of arrivals(this.sys, this.plan)) {
      if (due >= this.plan.stopAfter) break;
      const wait = this.begin + due - this.sys.now;
      if (wait > 0) yield* this.sys.sleep(wait);
      this.spawn(`visit ${++this.made}`, this.once(same));
    }
    yield* this.allGone();
  }

  *regulars(): Eff<void> {
    for (let user = 0; user < this.plan.users; user++) this.spawn(`user ${user + 1}`, this.again());
    yield* this.allGone();
  }

  private *once(same: Memory | null): Eff<void> {
    const memory = same ?? this.newMemory();
    yield* this.visit(memory);
    if (same === null) memory.pool.closeIdle();
  }

  private *again(): Eff<void> {
    const { plan, sys } = this;
    const memory = this.newMemory();
    while (plan.count === 0 || this.made < plan.count) {
      if (sys.now - this.begin >= plan.stopAfter) break;
      this.made++;
      const started = sys.now;
      yield* this.visit(memory);
      // A visit may take no time (refused, or all from the cache): without a pause it would go on for ever at one instant.
      const pause = plan.think > 0 ? plan.think : sys.now === started ? 1000 : 0;
      if (pause > 0) yield* sys.sleep(pause);
    }
    memory.pool.closeIdle();
  }

  private *visit(memory: Memory): Eff<void> {
    const { sys, plan } = this;
    yield* new Visit(sys, memory, plan, this.start).run(pickTarget(sys, plan.targets, plan.client));
  }

  private newMemory(): Memory {
    return new Memory(this.sys, this.known);
  }

  private spawn(name: string, work: Eff<void>): void {
    this.busy++;
    this.sys.thread(name, this.counted(work));
  }

  private *counted(work: Eff<void>): Eff<void> {
    try {
      yield* work;
    } finally {
      this.busy--;
      this.changed.notifyAll();
    }
  }

  private *allGone(): Eff<void> {
    while (this.busy > 0) yield this.changed;
  }
}
