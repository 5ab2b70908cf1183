import {
  type PythonBytes,
  type PythonFile,
  PYTHON_CACHE,
  PYTHON_FILES,
  PYTHON_SIZES,
  PYTHON_VERSION,
} from './python-files.ts';

/** Bytes of a file that have arrived, of those that will. */
export interface LoadProgress {
  readonly file: PythonFile;
  readonly loaded: number;
  readonly total: number;
}

/** A file could not be fetched, after all tries. `cause` is the last error. */
class AssetError extends Error {
  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'AssetError';
  }
}

/** Milliseconds to wait before the second, third … try. */
const RETRY_AFTER = [400, 1500, 4000] as const;

const wait = (milliseconds: number): Promise<void> => new Promise((done) => void setTimeout(done, milliseconds));

/** The browser's store for responses, or null where it is closed to us (a frame without storage, plain http). */
async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(PYTHON_CACHE);
  } catch {
    return null;
  }
}

async function readBody(response: Response, size: number, onBytes: (n: number) => void): Promise<Blob> {
  if (!response.body) throw new Error('empty answer');
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    length += part.value.length;
    onBytes(length);
  }
  if (length !== size) throw new Error(`${length} of ${size} bytes`);
  return new Blob(parts);
}

async function fetchOnce(url: string, size: number, onBytes: (n: number) => void): Promise<Blob> {
  const cache = await openCache();
  const kept = await cache?.match(url).catch(() => undefined);
  if (kept) {
    try {
      return await readBody(kept, size, onBytes);
    } catch {
      await cache?.delete(url);
    }
  }
  const response = await fetch(url, { credentials: 'omit' });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const body = await readBody(response, size, onBytes);
  // A full disk is no reason to fail: the bytes are here.
  cache?.put(url, new Response(body)).catch(() => undefined);
  return body;
}

/** One file of a known size, tried again when it fails, kept for the next visit. */
export async function fetchFile(url: string, file: string, size: number, onBytes: (n: number) => void): Promise<Blob> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(url, size, onBytes);
    } catch (error) {
      const pause = RETRY_AFTER[attempt];
      if (pause === undefined) throw new AssetError(file, error);
      onBytes(0);
      await wait(pause);
    }
  }
}

/**
 * Fetches what it takes to start Python, all files at once, each tried again when it fails.
 * @param base address of the site's root, ending in `/`
 */
export async function loadPython(base: string, onProgress: (progress: LoadProgress) => void): Promise<PythonBytes> {
  const one = async (file: PythonFile): Promise<[PythonFile, Blob]> => {
    const url = new URL(`py/${PYTHON_VERSION}/${file}`, base).href;
    const total = PYTHON_SIZES[file];
    const bytes = await fetchFile(url, file, total, (loaded) => onProgress({ file, loaded, total }));
    return [file, bytes];
  };
  return Object.fromEntries(await Promise.all(PYTHON_FILES.map(one))) as PythonBytes;
}

const SNAPSHOT = 'snapshot-';

/** A name for a snapshot that goes with this text and no other (FNV-1a, 2 × 32 bits; no secret hangs on it). */
function snapshotKey(base: string, workerText: string): string {
  let a = 0x811c9dc5;
  let b = 0x1000193;
  for (let i = 0; i < workerText.length; i++) {
    const code = workerText.charCodeAt(i);
    a = Math.imul(a ^ code, 0x1000193);
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13);
  }
  const hash = [a, b].map((half) => (half >>> 0).toString(36)).join('');
  return new URL(`py/${PYTHON_VERSION}/${SNAPSHOT}${hash}`, base).href;
}

/** The snapshot that an earlier visit made with the same worker; null where there is none or nothing can be kept. */
export async function keptSnapshot(base: string, workerText: string): Promise<Blob | null> {
  const cache = await openCache();
  const kept = await cache?.match(snapshotKey(base, workerText)).catch(() => undefined);
  return kept ? await kept.blob().catch(() => null) : null;
}

/** Keep a snapshot for the next visit, in place of older ones; null only takes them away. */
export async function keepSnapshot(base: string, workerText: string, snapshot: Blob | null): Promise<void> {
  const cache = await openCache();
  for (const { url } of (await cache?.keys().catch(() => [])) ?? []) {
    if (url.includes(`/${SNAPSHOT}`)) await cache?.delete(url);
  }
  if (snapshot) await cache?.put(snapshotKey(base, workerText), new Response(snapshot)).catch(() => undefined);
}

/** The worker's script, tried again like the other files. */
export async function loadWorkerText(url: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(url, { credentials: 'omit' });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return await response.text();
    } catch (error) {
      const pause = RETRY_AFTER[attempt];
      if (pause === undefined) throw new AssetError('the sandbox worker', error);
      await wait(pause);
    }
  }
}
