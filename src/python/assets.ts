import type { LoadPyodide, ModuleFactory } from './pyodide-types.ts';

/**
 * Where Pyodide's files come from; the guest itself loads nothing. In the sandbox these are blob URLs of bytes that the
 * page handed in, in Node the package's own files.
 */
export interface PyodideAssets {
  /** Export `loadPyodide` of pyodide.mjs. */
  readonly loadPyodide: LoadPyodide;
  /** Default export of pyodide.asm.mjs. */
  readonly createModule: ModuleFactory;
  /** Further options for `loadPyodide`: indexURL, stdLibURL, lockFileContents … */
  readonly options: Readonly<Record<string, unknown>>;
}
