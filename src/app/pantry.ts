/**
 * What the site keeps on this device beside the service worker's own shell: every file that was used, and on request all
 * of them (`offline.json`, which the build writes and the shell holds, so that list and page are of one version).
 */
import * as v from 'valibot';
import { PYTHON_CACHE, PYTHON_VERSION } from '../sandbox/python-files.ts';

/** The cache that the service worker reads, too (scripts/vite-offline.ts). */
const PANTRY = 'pantry';
/** Python and its packages have a place of their own, which the sandbox fills, too (src/sandbox/assets.ts). */
const PYTHON = `/py/${PYTHON_VERSION}/`;
const placeOf = (url: string): string => (url.includes(PYTHON) && !url.endsWith('/index.json') ? PYTHON_CACHE : PANTRY);
/** Files on their way at once. */
const AT_ONCE = 4;

const List = v.object({ files: v.array(v.tuple([v.pipe(v.string(), v.regex(/^[\w.+@/-]+$/)), v.number()])) });

interface Listed {
  readonly url: string;
  readonly bytes: number;
}

/** @throws {Error} when the list cannot be fetched or read */
async function listed(): Promise<readonly Listed[]> {
  const base = new URL('./', document.baseURI);
  const { files } = v.parse(List, await (await fetch(new URL('offline.json', base))).json());
  return files.map(([name, bytes]) => ({ url: new URL(name, base).href, bytes }));
}

/** A service worker marks the version of a file in the address that it keeps it by. */
const bare = (url: string): string => url.split('?')[0] ?? url;

async function kept(): Promise<ReadonlySet<string>> {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return new Set(all.flat().map((request) => bare(request.url)));
}

const keep = async (url: string): Promise<void> => (await caches.open(placeOf(url))).add(url);

/** Puts away what this page fetched before the service worker watched: from the browser's own cache, mostly. */
export async function keepWhatIsHere(): Promise<void> {
  const there = await kept();
  const used = performance
    .getEntriesByType('resource')
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === window.location.origin && /\/(?:py|assets)\//.test(url.pathname));
  for (const { href } of used) if (!there.has(bare(href))) await keep(href).catch(() => undefined);
}

/** Throws away what no file of this version is called, and tells whether all of this version is here. */
export async function tidy(): Promise<boolean> {
  const [pantry, files] = [await caches.open(PANTRY), await listed()];
  const current = new Set(files.map(({ url }) => url).filter((url) => placeOf(url) === PANTRY));
  const old = (await pantry.keys()).filter((request) => !current.has(bare(request.url)));
  await Promise.all(old.map((request) => pantry.delete(request)));
  const there = await kept();
  return files.every(({ url }) => there.has(url));
}

/**
 * Fetches everything that is not here yet.
 * @throws {Error} when the network is lost or the device full; what came until then stays
 */
export async function fill(onProgress: (done: number, total: number) => void): Promise<void> {
  // Granted or not: asked for, so that a browser that is short of room takes from others first.
  await navigator.storage.persist().catch(() => false);
  const [files, there] = [await listed(), await kept()];
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const rest = [...files];
  const fetchSome = async (): Promise<void> => {
    for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
      if (!there.has(next.url)) await keep(next.url);
      done += next.bytes;
      onProgress(done, total);
    }
  };
  onProgress(0, total);
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
}
