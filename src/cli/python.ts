import type { Guest } from '../machine/guest-port.ts';
import { createGuest } from '../python/guest.ts';
import { nodeAssets } from '../python/node-assets.ts';
import { RUNTIME } from '../python/runtime.ts';
import type { GuestSource } from './drive.ts';

/** One interpreter for all cases: each simulated process has its own modules, so a world leaves nothing to the next. */
export function lazyGuest(): GuestSource {
  let started: Promise<Guest> | null = null;
  return {
    get: () => (started ??= nodeAssets().then((assets) => createGuest({ assets, runtime: RUNTIME }))),
    discard: () => (started = null),
  };
}
