import type { Pause, Sim } from '../engine/sim.ts';
import type { Guest, GuestRequest } from '../machine/guest-port.ts';

export interface DriveOptions {
  /** Virtual time up to which to go. */
  readonly until: number;
  /** Engine steps between two looks at `pause`. */
  readonly budget: number;
  /** Requests that need no answer (`drop`, `end`), left by tasks that ended; taken before the next call. */
  readonly outbox: GuestRequest[];
  /** True: come back now, to go on later. Asked after every budget and every step of Python's. May throw. */
  readonly pause: () => boolean;
}

export type Driven = Exclude<Pause, { readonly kind: 'need' }>;

/**
 * Engine and guest in turn: the engine runs until foreign code is needed, the guest takes that step, its answer goes in.
 * Virtual time stands still meanwhile. It awaits the guest alone, so the host's event loop gets its turn only when
 * `pause` says so. The guest may be one that is still to come up: nothing is asked of it before it is needed.
 */
export async function drive(sim: Sim, guest: Pick<Guest, 'step'>, options: DriveOptions): Promise<Driven> {
  const { until, budget, outbox, pause } = options;
  for (;;) {
    const stop = sim.run(until, budget);
    if (stop.kind === 'need') {
      if (outbox.length > 0) await flush(guest, outbox);
      sim.answer(await guest.step(stop.need.request as GuestRequest));
    } else if (stop.kind !== 'budget') {
      await flush(guest, outbox);
      return stop;
    }
    if (pause()) return { kind: 'budget' };
  }
}

/** Let the guest forget what is no more. */
export async function flush(guest: Pick<Guest, 'step'>, outbox: GuestRequest[]): Promise<void> {
  for (let request = outbox.shift(); request !== undefined; request = outbox.shift()) await guest.step(request);
}
