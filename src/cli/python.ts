import type { Guest } from '../machine/guest-port.ts';
import { createGuest } from '../python/guest.ts';
import { nodeAssets } from '../python/node-assets.ts';
import { RUNTIME } from '../python/runtime.ts';
import type { GuestSource } from './drive.ts';
import { cachedSnapshot } from './guest-cache.ts';

/**
 * One interpreter for many cases: each simulated process has its own modules, so a world leaves nothing to the next. One
 * whose stacks were cut off is replaced, from a snapshot, since what they left behind may run on.
 */
export function lazyGuest(): GuestSource {
  let snapshot: Promise<Uint8Array> | null = null;
  let started: Promise<Guest> | null = null;
  const start = async (): Promise<Guest> => {
    const assets = await nodeAssets();
    snapshot ??= cachedSnapshot();
    return createGuest({ assets, runtime: RUNTIME, snapshot: await snapshot });
  };
  return {
    get: () => (started ??= start()),
    discard: () => (started = null),
  };
}
