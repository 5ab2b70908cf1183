import { Session } from 'node:inspector/promises';
import { runToEnd } from './drive.ts';
import { burgers } from './requests.ts';
import { createGuest } from '../src/python/guest.ts';
import { nodeAssets } from '../src/python/node-assets.ts';
import { RUNTIME } from '../src/python/runtime.ts';

const WARM_UP = 3_000;
const MEASURED = 6_000;
const SAMPLE_MICROS = 200;
const MOST = 60;

/** Where the time of a request goes once everything is warm: µs per request of each function itself, the dearest first. */
export async function profile(): Promise<string> {
  const guest = await createGuest({ assets: await nodeAssets(), runtime: RUNTIME });
  await runToEnd(burgers(WARM_UP), guest);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
  await session.post('Profiler.start');
  await runToEnd(burgers(MEASURED), guest);
  const { profile: taken } = await session.post('Profiler.stop');
  const names = new Map(
    taken.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const where = url.startsWith('wasm') ? 'wasm' : `${url.split('/').at(-1) ?? ''}:${lineNumber + 1}`;
      return [id, where === 'wasm' ? 'Python (WebAssembly)' : `${functionName} ${where}`];
    }),
  );
  const spent = new Map<string, number>();
  for (const [i, node] of (taken.samples ?? []).entries()) {
    const name = names.get(node) ?? '';
    // A longer gap is the machine doing something else.
    const us = Math.min(taken.timeDeltas?.[i] ?? 0, SAMPLE_MICROS * 2);
    spent.set(name, (spent.get(name) ?? 0) + us / MEASURED);
  }
  const sorted = [...spent].sort((a, b) => b[1] - a[1]).slice(0, MOST);
  return sorted.map(([name, us]) => `${us.toFixed(1).padStart(7)}  ${name}`).join('\n');
}
