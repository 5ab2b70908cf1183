import * as v from 'valibot';
import { createGuest, makeSnapshot } from '../python/guest.ts';
import type { PackageArchive } from '../machine/packages.ts';
import { makeShelf, readList } from '../python/shelf.ts';
import { extras, provideExtras, type Extras } from '../scenario/extras-slot.ts';
import { type BlobAssets, blobAssets, pythonBytes } from './blob-assets.ts';
import { checkNginx, isNginxFile } from './check-nginx.ts';
import { checkUnit, isUnitFile } from './check-unit.ts';
import { makeComputation } from './computation.ts';
import { GuestDesk } from './guest-desk.ts';
import type { KeptTools } from './harden.ts';
import type { Diagnostic, Mode, ToWorker } from './protocol.ts';
import type { Made } from './runner.ts';
import type { Machinery, PythonUp } from './serve.ts';

/** Text by path below site-packages. */
const RUNTIME = v.record(v.string(), v.string());
/** A fresh interpreter holds some 30 MB. */
const TIRED_BYTES = 200_000_000;
const TIRED_STACKS = 1000;
/** No snapshot is smaller than a bare interpreter. */
const SNAPSHOT_BYTES = 16_000_000;

/** Scenario, engine and Python as they run in the worker. */
export function makeMachinery(tools: KeptTools, wantPython: () => void): Machinery {
  const desk = new GuestDesk(wantPython, (look) => void setInterval(look, 500));
  let memoryInUse = (): number => 0;
  /** Files of the scenario that ran last: what a configuration is checked against. */
  let files: Readonly<Record<string, unknown>> = {};
  const shelf = new Map<string, PackageArchive>();
  return {
    make(scenario: unknown, mode: Mode): Made {
      files = filesOf(scenario);
      return makeComputation(scenario, mode, desk, shelf);
    },
    stock(list, archives): void {
      const bytes = (file: string): Uint8Array | null => {
        const archive = archives[file];
        return archive ? new Uint8Array(archive) : null;
      };
      for (const [name, archive] of makeShelf(readList(list), bytes)) shelf.set(name, archive);
    },
    async more(code): Promise<void> {
      const url = tools.objectUrl(new Blob([code], { type: 'text/javascript' }));
      await import(/* @vite-ignore */ url);
      provideExtras((globalThis as unknown as { gatewayDinerExtras: { EXTRAS: Extras } }).gatewayDinerExtras.EXTRAS);
    },
    tired: () => memoryInUse() > TIRED_BYTES || desk.abandoned > TIRED_STACKS,
    async startPython(message): Promise<PythonUp> {
      const { up, assets } = await startPython(message, tools, desk);
      memoryInUse = assets.memoryInUse;
      return up;
    },
    async check(path: string, text: string): Promise<readonly Diagnostic[] | null> {
      if (path.endsWith('.py')) return desk.check(path, text);
      if (isUnitFile(path)) return extras() === null ? null : checkUnit(files, path, text);
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
  { files, runtime: text, snapshot, eager }: Extract<ToWorker, { kind: 'python' }>,
  tools: KeptTools,
  desk: GuestDesk,
): Promise<{ readonly up: PythonUp; readonly assets: BlobAssets }> {
  const bytes = pythonBytes(files);
  if (!bytes) throw new Error('a file of Python is missing');
  const source = await blobAssets(bytes, tools, globalThis);
  const { assets } = source;
  // A truncated one would make WebAssembly fail without a word to anybody.
  if (snapshot && snapshot.size < SNAPSHOT_BYTES) throw new Error('a broken snapshot');
  const runtime = v.parse(RUNTIME, JSON.parse(text));
  const made = snapshot ? null : await makeSnapshot({ assets, runtime }).catch(() => null);
  const memory = snapshot ? new Uint8Array(await snapshot.arrayBuffer()) : made;
  const guest = await createGuest({
    assets,
    runtime,
    jspi: !eager,
    ...(memory ? { snapshot: memory } : {}),
  });
  source.done();
  desk.set(guest);
  const { suspends, python } = guest.capabilities;
  const up = { version: python, suspends, snapshot: made ? made.slice().buffer : null };
  return { up, assets: source };
}
