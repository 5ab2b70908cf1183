import type { PyodideAssets } from '../python/assets.ts';
import type { LoadPyodide, ModuleFactory } from '../python/pyodide-types.ts';
import type { KeptTools } from './harden.ts';
import { type PythonBytes, PYTHON_FILES, type PythonFile } from './python-files.ts';

/** Files of a message by name, or null where one is missing. */
export function pythonBytes(files: Readonly<Record<string, Blob>>): PythonBytes | null {
  return PYTHON_FILES.every((file) => files[file] instanceof Blob) ? (files as PythonBytes) : null;
}

/** A name for files that are in memory already; nothing is ever fetched from it. */
const NOWHERE = 'https://python.invalid/';

export interface BlobAssets {
  readonly assets: PyodideAssets;
  /** Call when Python stands: nothing answers for its files any more. */
  readonly done: () => void;
  /** Bytes of WebAssembly memory that the interpreter made last holds; it never shrinks. */
  readonly memoryInUse: () => number;
}

/** Pyodide's files as its loader wants them: two modules from memory, and a `fetch` that answers for two more files. */
export async function blobAssets(files: PythonBytes, tools: KeptTools, scope: typeof globalThis): Promise<BlobAssets> {
  const source = (file: PythonFile): string =>
    tools.objectUrl(files[file].slice(0, files[file].size, 'text/javascript'));
  const [loader, asm, lockFileContents] = (await Promise.all([
    import(/* @vite-ignore */ source('pyodide.mjs')),
    import(/* @vite-ignore */ source('pyodide.asm.mjs')),
    files['pyodide-lock.json'].text(),
  ])) as [{ loadPyodide: LoadPyodide }, { default: ModuleFactory }, string];
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
  let module: { readonly HEAPU8?: Uint8Array } = {};
  return {
    assets: {
      loadPyodide: loader.loadPyodide,
      createModule: async (settings) => (module = (await asm.default(settings)) as typeof module),
      options: {
        indexURL: NOWHERE,
        stdLibURL: `${NOWHERE}python_stdlib.zip`,
        lockFileContents,
        packageBaseUrl: NOWHERE,
      },
    },
    done: () => void Reflect.deleteProperty(scope, 'fetch'),
    memoryInUse: () => module.HEAPU8?.byteLength ?? 0,
  };
}
