import type { Sys } from '../../machine/sys.ts';
import type { LoadPlan, LoadTarget } from './load.ts';

/** When a plan's requests are due, µs after the start, in order. */
export function* arrivals(sys: Sys, plan: LoadPlan): Generator<number> {
  if (plan.kind === 'list') {
    yield* [...plan.list].sort((a, b) => a - b);
    return;
  }
  const random = sys.world.sim.random(`arrivals/${plan.client}`);
  const limit = plan.count > 0 ? plan.count : plan.kind === 'burst' ? 1 : Infinity;
  const gap = (): number => {
    if (plan.kind === 'burst') return 0;
    return Math.max(1, Math.round(plan.kind === 'every' ? plan.every : random.exponential(1_000_000 / plan.rate)));
  };
  for (let i = 0, at = plan.kind === 'poisson' ? gap() : 0; i < limit; i++, at += gap()) yield at;
}

/** One of the plan's targets, by their weights. */
export function pickTarget<T extends LoadTarget>(sys: Sys, targets: readonly T[], client: string): T {
  const total = targets.reduce((sum, t) => sum + t.weight, 0);
  let left = targets.length > 1 ? sys.world.sim.random(`targets/${client}`).float() * total : 0;
  for (const target of targets) {
    left -= target.weight;
    if (left < 0) return target;
  }
  return targets[0] as T;
}
