/** Steps a run to its end, with limits in real time: a case that hangs must not hold up the others. */
import './extras.ts';
import type { Guest, GuestRequest, GuestStep } from '../machine/guest-port.ts';
import { guestKernel } from '../machine/guest-kernel.ts';
import { drive as driveOn, flush } from '../python/driver.ts';
import type { Run } from '../scenario/run.ts';

/** No case lasts longer, virtual µs. */
const LONGEST = 600_000_000;
/** Real time that one case, and one step of Python, may take before they are given up, ms. */
const PATIENCE = 60_000;
const STEP_PATIENCE = 8_000;

/** Where Python comes from, and what to do with one that is no longer of use. */
export interface GuestSource {
  get(): Promise<Guest>;
  /** The interpreter has lost its way: the next `get` starts another. */
  discard(): void;
}

/** Thrown when a run needs Python and there is none, or takes for ever. */
export class CannotRun extends Error {}

export async function drive(run: Run, source: GuestSource): Promise<void> {
  const { sim, world } = run;
  const outbox = world.guestOutbox;
  const begun = performance.now();
  let python: Guest | null = null;
  let cutOff = false;
  const step = async (request: GuestRequest): Promise<GuestStep | null> => {
    if (!python) {
      python = await source.get();
      python.attach(guestKernel(world));
    }
    if (request.op === 'drop') cutOff = true;
    return patiently(python, request, source);
  };
  const pause = (): boolean => {
    if (performance.now() - begun > PATIENCE) throw new CannotRun(`took more than ${PATIENCE / 1000} s of real time`);
    return run.phase === 'ended';
  };
  run.start();
  await driveOn(sim, { step }, { until: LONGEST, budget: 20_000, outbox, pause });
  await flush({ step }, outbox);
  for (const pid of interpreters(run)) await step({ op: 'end', pid });
  if (cutOff) source.discard();
  if (run.phase !== 'ended') throw new CannotRun(`the run stopped in its phase “${run.phase}”`);
}

/** One step, with a limit: a stack that is lost must not hold up the cases after it. */
async function patiently(python: Guest, request: GuestRequest, source: GuestSource): Promise<GuestStep | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CannotRun(`Python did not answer (${request.op})`)), STEP_PATIENCE);
  });
  try {
    return await Promise.race([python.step(request), late]);
  } catch (error) {
    source.discard();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Processes whose interpreters are still up: none after a clean end. */
const interpreters = (run: Run): number[] =>
  [...run.world.hosts.values()].flatMap((host) =>
    [...host.processes.values()].filter((p) => p.interpreter).map((p) => p.pid),
  );
