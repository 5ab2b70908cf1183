/** Steps a run to its end: the engine goes on until Python is needed, Python answers, the engine goes on. */
import type { Guest, GuestRequest } from '../machine/guest-port.ts';
import { guestKernel } from '../machine/guest-kernel.ts';
import type { Run } from '../scenario/run.ts';

/** No case lasts longer, virtual µs. */
const LONGEST = 600_000_000;
/** Real time that one case may take before it is given up, ms. */
const PATIENCE = 60_000;

/** Thrown when a run needs Python and there is none, or takes for ever. */
export class CannotRun extends Error {}

export async function drive(run: Run, guest: () => Promise<Guest>): Promise<void> {
  const { sim, world } = run;
  const begun = performance.now();
  let python: Guest | null = null;
  const flush = async (): Promise<void> => {
    for (const request of world.guestOutbox.splice(0)) await python?.step(request);
  };
  run.start();
  for (;;) {
    const pause = sim.run(LONGEST, 20_000);
    if (pause.kind === 'need') {
      if (!python) {
        python = await guest();
        python.attach(guestKernel(world));
      }
      await flush();
      sim.answer(await python.step(pause.need.request as GuestRequest));
    } else if (pause.kind !== 'budget') break;
    if (run.phase === 'ended') break;
    if (performance.now() - begun > PATIENCE) throw new CannotRun(`took more than ${PATIENCE / 1000} s of real time`);
  }
  await flush();
  for (const pid of interpreters(run)) await python?.step({ op: 'end', pid });
  if (run.phase !== 'ended') throw new CannotRun(`the run stopped in its phase “${run.phase}”`);
}

/** Processes whose interpreters are still up: none after a clean end. */
const interpreters = (run: Run): number[] =>
  [...run.world.hosts.values()].flatMap((host) => [...host.processes.values()].filter((p) => p.interpreter).map((p) => p.pid));
