import { createGuest, makeSnapshot, type PythonGuest } from '../python/guest.ts';
import { RUNTIME } from '../python/runtime.ts';
import { blobAssets, pythonBytes } from './blob-assets.ts';
import type { KeptTools } from './harden.ts';
import type { ToWorker } from './protocol.ts';
import type { Machinery, PythonUp } from './serve.ts';

/** Scenario, engine and Python as they run in the worker. */
export function makeMachinery(tools: KeptTools): Machinery {
  const startPython = async ({ files, snapshot, eager }: Extract<ToWorker, { kind: 'python' }>): Promise<PythonUp> => {
    const bytes = pythonBytes(files);
    if (!bytes) throw new Error('a file of Python is missing');
    const { assets, done } = await blobAssets(bytes, tools, globalThis);
    const made = snapshot ? null : await makeSnapshot({ assets, runtime: RUNTIME }).catch(() => null);
    const memory = snapshot ? new Uint8Array(await snapshot.arrayBuffer()) : made;
    const guest: PythonGuest = await createGuest({
      assets,
      runtime: RUNTIME,
      jspi: !eager,
      ...(memory ? { snapshot: memory } : {}),
    });
    done();
    const { suspends, python } = guest.capabilities;
    return { version: python, suspends, snapshot: made ? made.slice().buffer : null };
  };
  return {
    make: () => ({ ok: false, detail: 'none' }),
    startPython,
    check: () => Promise.resolve(null),
  };
}
