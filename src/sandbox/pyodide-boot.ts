import type { loadPyodide } from 'pyodide';
import type { KeptTools } from './harden.ts';
import { type PythonBytes, PYTHON_FILES, type PythonFile } from './python-files.ts';

/** Files of a message by name, or null where one is missing. */
export function pythonBytes(files: Readonly<Record<string, ArrayBuffer>>): PythonBytes | null {
  return PYTHON_FILES.every((file) => files[file] instanceof ArrayBuffer) ? (files as PythonBytes) : null;
}

/** The most that WebAssembly's memory may grow to, bytes; beyond it Python raises MemoryError. */
export const MEMORY_LIMIT = 512 * 1024 * 1024;
const PAGE = 65_536;

/** A name for files that are in memory already; nothing is ever fetched from it. */
const NOWHERE = 'https://python.invalid/';

/** What Pyodide's own loader needs, with every byte at hand. */
export interface PyodideSource {
  readonly loadPyodide: typeof loadPyodide;
  /** To be passed to it, besides what else the caller wants. */
  readonly options: NonNullable<Parameters<typeof loadPyodide>[0]>;
  /** Call when it has loaded: nothing answers for its files any more. */
  readonly done: () => void;
}

/** Refuse to grow memory beyond the limit, as a machine without more memory would. */
export function limitMemory(scope: typeof globalThis, bytes: number = MEMORY_LIMIT): void {
  const { prototype } = scope.WebAssembly.Memory;
  // eslint-disable-next-line typescript/unbound-method -- it is called with its own `this` below
  const grow = prototype.grow;
  prototype.grow = function limited(this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > bytes) throw new RangeError('memory limit of the sandbox');
    return grow.call(this, pages);
  };
}

/** Makes Pyodide's modules and files loadable from memory: blob modules, and a `fetch` that answers for two files. */
export async function pyodideSource(
  files: PythonBytes,
  tools: KeptTools,
  scope: typeof globalThis,
): Promise<PyodideSource> {
  const module = (file: PythonFile): string => tools.objectUrl(files[file], 'text/javascript');
  const [loader, asm] = (await Promise.all([
    import(/* @vite-ignore */ module('pyodide.mjs')),
    import(/* @vite-ignore */ module('pyodide.asm.mjs')),
  ])) as [
    { loadPyodide: typeof loadPyodide },
    { default: NonNullable<PyodideSource['options']['createPyodideModule']> },
  ];
  const answer = (input: RequestInfo | URL): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    if (url === `${NOWHERE}pyodide.asm.wasm`) {
      const headers = { 'content-type': 'application/wasm' };
      return Promise.resolve(new Response(files['pyodide.asm.wasm'], { headers }));
    }
    if (url === `${NOWHERE}python_stdlib.zip`) return Promise.resolve(new Response(files['python_stdlib.zip']));
    return Promise.reject(new TypeError('there is no network in the sandbox'));
  };
  Reflect.defineProperty(scope, 'fetch', { value: answer, configurable: true, writable: true });
  return {
    loadPyodide: loader.loadPyodide,
    options: {
      indexURL: NOWHERE,
      stdLibURL: `${NOWHERE}python_stdlib.zip`,
      lockFileContents: new TextDecoder().decode(files['pyodide-lock.json']),
      packageBaseUrl: NOWHERE,
      createPyodideModule: asm.default,
    },
    done: () => void Reflect.deleteProperty(scope, 'fetch'),
  };
}
