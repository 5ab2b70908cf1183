import '../src/cli/extras.ts';
import { guestKernel } from '../src/machine/guest-kernel.ts';
import type { Guest } from '../src/machine/guest-port.ts';
import { drive } from '../src/python/driver.ts';
import { createRun, type Run } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/schema.ts';

/** A run from start to end with one interpreter, as the sandbox's worker does it, without its messages. */
export async function runToEnd(scenario: Scenario, guest: Guest): Promise<Run> {
  const run = createRun(scenario);
  guest.attach(guestKernel(run.world));
  run.start();
  const { guestOutbox: outbox } = run.world;
  await drive(run.sim, guest, { until: 600_000_000, budget: 20_000, outbox, pause: () => run.phase === 'ended' });
  return run;
}
