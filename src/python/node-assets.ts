import type { PyodideAssets } from './assets.ts';
import type { LoadPyodide, ModuleFactory } from './pyodide-types.ts';

/** Pyodide from the npm package, for Node (tests, the headless runner). */
export async function nodeAssets(): Promise<PyodideAssets> {
  const entry = import.meta.resolve('pyodide');
  const factory = import.meta.resolve('pyodide/pyodide.asm.mjs');
  const { loadPyodide } = (await import(/* @vite-ignore */ entry)) as { loadPyodide: LoadPyodide };
  const { default: createModule } = (await import(/* @vite-ignore */ factory)) as { default: ModuleFactory };
  const indexURL = decodeURIComponent(new URL('.', entry).pathname);
  return { loadPyodide, createModule, options: { indexURL } };
}
