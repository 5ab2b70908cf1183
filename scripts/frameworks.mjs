// `npm run frameworks`: fetches Flask, Starlette, Django and waitress, from a Python index or else from Debian, and packs
// each package with its licence into node_modules/.cache/gateway-diner/packages. Nothing of it is committed, and nothing
// fails without it: what needs a package that a build does not have says so. `--again` fetches what is there already.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WANTED } from './frameworks/list.mjs';
import { readJson, root } from './tools.mjs';

const HOME = 'node_modules/.cache/gateway-diner/packages';
const folder = join(root, HOME);
/** After a day without luck it is tried again. */
const RETRY_MS = 24 * 3600 * 1000;

/** @typedef {{ wanted: string, tried: number, packages: import('./frameworks/pack.mjs').Packed[] }} Shelf */

/** Changes where what is made of the packages does. */
const FORM = 5;

const wantedNow = () =>
  JSON.stringify([
    FORM,
    ...WANTED.map(({ name, version, without, empty }) => [name, version, String(without), String(empty)]),
  ]);

/** Sees to it that the archives are there, as far as they can be had. Never throws. */
export async function ensureFrameworks(again = false) {
  const shelf = /** @type {Shelf | undefined} */ (readJson(`${HOME}/index.json`));
  const fresh = shelf?.wanted === wantedNow() && (shelf.packages.length > 0 || Date.now() - shelf.tried < RETRY_MS);
  if (fresh && !again) return shelf.packages;
  try {
    return await fetchAll();
  } catch (error) {
    console.log(`frameworks: not fetched (${error instanceof Error ? error.message : String(error)})`);
    return shelf?.packages ?? [];
  }
}

async function fetchAll() {
  const [{ unzipSync }, { fromIndex }, { fromDebian }, { pack, normalise }] = await Promise.all([
    import('fflate'),
    import('./frameworks/python-index.mjs'),
    import('./frameworks/debian.mjs'),
    import('./frameworks/pack.mjs'),
  ]);
  console.log('frameworks: fetching the real Flask, Starlette, Django and waitress …');
  const work = `${folder}.work`;
  const wheels = await fromIndex(WANTED, join(work, 'index'));
  // Django of today needs no pytz: fetch from Debian what the index did not have, and only what then is needed.
  const missing = WANTED.filter(({ name }) => !wheels.has(name) && !(name === 'pytz' && wheels.has('django')));
  const debs = fromDebian(missing.filter(notAlone(wheels)), join(work, 'debian'));
  mkdirSync(join(work, 'out'), { recursive: true });
  const packages = [];
  for (const wanted of WANTED) {
    const wheel = wheels.get(wanted.name);
    /** @type {Map<string, Uint8Array> | undefined} */
    const files = wheel ? new Map(Object.entries(unzipSync(wheel))) : debs.get(wanted.name);
    if (!files) continue;
    const { packed, zip } = pack(wanted, files, wheel ? 'index' : 'debian');
    packages.push(packed);
    writeFileSync(join(work, 'out', `${normalise(packed.name)}-${packed.version}.zip`), zip);
  }
  /** @type {Shelf} */
  const shelf = { wanted: wantedNow(), tried: Date.now(), packages };
  writeFileSync(join(work, 'out', 'index.json'), `${JSON.stringify(shelf, null, 1)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(work, 'out'), folder);
  rmSync(work, { recursive: true, force: true });
  const said = packages.map(({ name, version, bytes }) => `${name} ${version} (${Math.ceil(bytes / 1024)} KB)`);
  console.log(`frameworks: ${said.length > 0 ? said.join(', ') : 'none could be had here'}`);
  return packages;
}

/** Small helpers that only an older Starlette wants are not worth a trip to Debian. */
const notAlone =
  (/** @type {ReadonlyMap<string, unknown>} */ wheels) =>
  (/** @type {{ name: string }} */ { name }) =>
    !(name === 'sniffio' && wheels.has('anyio'));

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await ensureFrameworks(process.argv.includes('--again'));
