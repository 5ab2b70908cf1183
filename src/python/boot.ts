import type { PyodideAssets } from './assets.ts';
import { mountMachine, type FileCalls } from './files.ts';
import type { EmscriptenSettings, Pyodide, WasmImports } from './pyodide-types.ts';

/** The virtual instant at which every interpreter boots; only its own start-up ever sees it. */
export const BOOT_EPOCH = 1_767_225_600_000_000;
const SITE_PACKAGES = '/lib/python3.14/site-packages';

export interface BootOptions {
  readonly assets: PyodideAssets;
  readonly runtime: Readonly<Record<string, string>>;
  readonly snapshot?: Uint8Array;
  readonly makeSnapshot?: boolean;
  /** Virtual µs since the epoch, for every clock of Python. */
  readonly now: () => number;
  /** Bytes that Python's memory may grow to. */
  readonly maximumMemory: number;
  readonly calls: FileCalls;
  /** Bytes of chance for the running process, at most 256 at once. */
  readonly random: (n: number) => Uint8Array;
  /** The promise for which Python's stack is to be suspended now, if it is. Asked whenever Python calls poll(2). */
  readonly suspension: () => Promise<number> | null;
}

const WORD = 2 ** 32;

/** Microseconds as 64 bits of nanoseconds, in two words: more than a number holds, and big integers are slow. */
export function putNanoseconds(words: Uint32Array, at: number, us: number): void {
  // 2^22 µs at a time, so that no part goes beyond what a number holds: 1000 · 2^22 µs are 1000 / 2^10 high words.
  const high = Math.floor(us / 2 ** 22) * 1000;
  const low = (high % 2 ** 10) * 2 ** 22 + (us % 2 ** 22) * 1000;
  words[at] = low % WORD;
  words[at + 1] = Math.floor(high / 2 ** 10) + Math.floor(low / WORD);
}

/** Every clock that wasm code can read, the limit of its memory, and its way to wait are imports: replaced here. */
function patchImports(imports: WasmImports, options: BootOptions, memory: () => Int8Array | null): void {
  const { now, maximumMemory, random, suspension } = options;
  const env = imports['env'];
  const wasi = imports['wasi_snapshot_preview1'];
  if (!env || !wasi) throw new Error('unknown layout of the WebAssembly imports');
  const monotonic = (): number => now() - BOOT_EPOCH + 1_000_000_000;
  const grow = env['emscripten_resize_heap'] as ((size: number) => number) | undefined;
  const patched: Record<string, (...args: never[]) => unknown> = {
    emscripten_date_now: () => now() / 1000,
    emscripten_get_now: () => monotonic() / 1000,
    emscripten_performance_now: () => monotonic() / 1000,
    _maybe_poll_async: () => suspension(),
  };
  patched['random_get'] = (at: number, size: number) => {
    const heap = memory();
    if (!heap) return 28;
    const bytes = new Uint8Array(heap.buffer, at >>> 0, size >>> 0);
    for (let i = 0; i < bytes.length; i += 256) bytes.set(random(Math.min(256, bytes.length - i)), i);
    return 0;
  };
  if (grow) patched['emscripten_resize_heap'] = (size: number) => (size >>> 0 > maximumMemory ? 0 : grow(size));
  for (const [name, fn] of Object.entries(patched)) if (env[name]) env[name] = fn;
  let words: Uint32Array = new Uint32Array(0);
  wasi['clock_time_get'] = (id: number, _precision: bigint, at: number) => {
    const heap = memory();
    if (!heap) return 28;
    if (words.buffer !== heap.buffer) words = new Uint32Array(heap.buffer);
    putNanoseconds(words, at >>> 2, id === 0 ? now() : monotonic());
    return 0;
  };
}

/** Load Pyodide (from a snapshot where there is one) with the runtime's files in place. */
export async function bootPyodide(options: BootOptions): Promise<Pyodide> {
  const { assets } = options;
  const text = new TextEncoder();
  const createPyodideModule = (settings: EmscriptenSettings & { HEAP8?: Int8Array }): Promise<unknown> => {
    const instantiate = settings.instantiateWasm;
    if (!instantiate) throw new Error('Pyodide did not say how to instantiate its module');
    let heap: (() => Int8Array | null) | null = null;
    let seen = new Int8Array(0);
    settings.instantiateWasm = (imports, done) => {
      patchImports(imports, options, () => heap?.() ?? null);
      return instantiate(imports, (instance, module) => {
        const memory = (instance as { exports: { memory?: { buffer: ArrayBuffer } } }).exports.memory;
        heap = () => {
          if (!memory) return null;
          if (seen.buffer !== memory.buffer) seen = new Int8Array(memory.buffer);
          return seen;
        };
        done(instance, module);
      });
    };
    return assets.createModule(settings);
  };
  const pyodide = await assets.loadPyodide({
    ...assets.options,
    createPyodideModule,
    env: { HOME: '/', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', LANG: 'C.UTF-8', TZ: 'UTC' },
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    ...(options.snapshot ? { _loadSnapshot: options.snapshot } : {}),
    ...(options.makeSnapshot ? { _makeSnapshot: true } : {}),
  });
  for (const [path, source] of Object.entries(options.runtime)) {
    const file = `${SITE_PACKAGES}/${path}`;
    pyodide.FS.mkdirTree(file.slice(0, file.lastIndexOf('/')));
    pyodide.FS.writeFile(file, text.encode(source));
  }
  if (!options.snapshot) pyodide.runPython('import gd.boot; gd.boot.install()');
  mountMachine(pyodide._module, options.calls);
  return pyodide;
}
