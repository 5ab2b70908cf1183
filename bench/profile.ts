import { runToEnd } from './drive.ts';
import { burgers } from './requests.ts';
import { createGuest } from '../src/python/guest.ts';
import { nodeAssets } from '../src/python/node-assets.ts';
import { RUNTIME } from '../src/python/runtime.ts';

export async function profile(): Promise<string> {
  const guest = await createGuest({ assets: await nodeAssets(), runtime: RUNTIME });
  const times: string[] = [];
  for (const n of [0, 1000, 1000, 1000, 3000]) {
    const start = performance.now();
    const run = await runToEnd(burgers(n), guest);
    times.push(`${n}: ${(performance.now() - start).toFixed(0)} ms, ${run.sim.trace.length} events`);
  }
  return times.join('\n');
}
