/**
 * A snapshot of Python with this very runtime, kept between runs of Node: starting it takes seconds on a busy machine,
 * restoring it a fraction of one. The name holds a hash of all that goes into it, so a kept one is never stale.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGuest, makeSnapshot, type GuestOptions, type PythonGuest } from '../python/guest.ts';
import { nodeAssets } from '../python/node-assets.ts';
import { RUNTIME } from '../python/runtime.ts';

const DIRECTORY = join('node_modules', '.cache', 'gateway-diner');
const PYODIDE = '314.0.7';

function fileName(): string {
  const hash = createHash('sha256').update(PYODIDE).update(process.version);
  for (const path of Object.keys(RUNTIME).sort())
    hash
      .update(path)
      .update('\0')
      .update(RUNTIME[path] ?? '')
      .update('\0');
  return join(DIRECTORY, `python-${hash.digest('hex').slice(0, 16)}.snapshot`);
}

/** Taken from the working directory's `node_modules/.cache`, or made and left there. */
export async function cachedSnapshot(): Promise<Uint8Array> {
  const file = fileName();
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    const snapshot = await makeSnapshot({ assets: await nodeAssets(), runtime: RUNTIME });
    mkdirSync(DIRECTORY, { recursive: true });
    const part = `${file}.${process.pid}`;
    writeFileSync(part, snapshot);
    renameSync(part, file);
    return snapshot;
  }
}

/** An interpreter for Node. `jspi: false` for eager mode. */
export async function cachedGuest(options: Pick<GuestOptions, 'jspi'> = {}): Promise<PythonGuest> {
  return createGuest({ assets: await nodeAssets(), runtime: RUNTIME, snapshot: await cachedSnapshot(), ...options });
}
