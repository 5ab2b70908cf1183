import { createGuest, makeSnapshot } from '../python/guest.ts';
import { RUNTIME } from '../python/runtime.ts';
import { blobAssets, pythonBytes } from './blob-assets.ts';
import { checkNginx, isNginxFile } from './check-nginx.ts';
import { makeComputation } from './computation.ts';
import { GuestDesk } from './guest-desk.ts';
import type { KeptTools } from './harden.ts';
import type { Diagnostic, Mode, ToWorker } from './protocol.ts';
import type { Made } from './runner.ts';
import type { Machinery, PythonUp } from './serve.ts';

/** Scenario, engine and Python as they run in the worker. */
export function makeMachinery(tools: KeptTools, wantPython: () => void): Machinery {
  const desk = new GuestDesk(wantPython);
  /** Files of the scenario that ran last: what a configuration is checked against. */
  let files: Readonly<Record<string, unknown>> = {};
  return {
    make(scenario: unknown, mode: Mode): Made {
      files = filesOf(scenario);
      return makeComputation(scenario, mode, desk);
    },
    startPython: (message) => startPython(message, tools, desk),
    async check(path: string, text: string): Promise<readonly Diagnostic[] | null> {
      if (path.endsWith('.py')) return desk.check(path, text);
      return isNginxFile(path) ? checkNginx(files, path, text) : [];
    },
  };
}

const filesOf = (scenario: unknown): Readonly<Record<string, unknown>> =>
  typeof scenario === 'object' && scenario !== null && 'files' in scenario && typeof scenario.files === 'object'
    ? { ...scenario.files }
    : {};

/**
 * Every interpreter comes out of a snapshot, the first one too: so all lives of the worker begin alike. Where a snapshot
 * cannot be made, Python starts the plain way.
 */
async function startPython(
  { files, snapshot, eager }: Extract<ToWorker, { kind: 'python' }>,
  tools: KeptTools,
  desk: GuestDesk,
): Promise<PythonUp> {
  const bytes = pythonBytes(files);
  if (!bytes) throw new Error('a file of Python is missing');
  const { assets, done } = await blobAssets(bytes, tools, globalThis);
  const made = snapshot ? null : await makeSnapshot({ assets, runtime: RUNTIME }).catch(() => null);
  const memory = snapshot ? new Uint8Array(await snapshot.arrayBuffer()) : made;
  const guest = await createGuest({
    assets,
    runtime: RUNTIME,
    jspi: !eager,
    ...(memory ? { snapshot: memory } : {}),
  });
  done();
  desk.set(guest);
  const { suspends, python } = guest.capabilities;
  return { version: python, suspends, snapshot: made ? made.slice().buffer : null };
}
