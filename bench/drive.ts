import { guestKernel } from '../src/machine/guest-kernel.ts';
import type { Guest, GuestRequest } from '../src/machine/guest-port.ts';
import { createRun, type Run } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/schema.ts';

/** A run from start to end with one interpreter, as the sandbox's worker does it, without its messages. */
export async function runToEnd(scenario: Scenario, guest: Guest): Promise<Run> {
  const run = createRun(scenario);
  guest.attach(guestKernel(run.world));
  run.start();
  for (;;) {
    const pause = run.sim.run(600_000_000);
    if (pause.kind !== 'need') break;
    for (const request of run.world.guestOutbox.splice(0)) await guest.step(request);
    run.sim.answer(await guest.step(pause.need.request as GuestRequest));
    if (run.phase === 'ended') break;
  }
  for (const request of run.world.guestOutbox.splice(0)) await guest.step(request);
  return run;
}
