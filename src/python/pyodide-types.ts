/** The part of Pyodide 314.0.7 that is used, public and (marked) internal. Its own types would pull Node's in. */

export interface PyCallable {
  (...args: unknown[]): unknown;
  destroy(): void;
}

export interface FsNode {
  readonly name: string;
  mode: number;
  node_ops: unknown;
  stream_ops: unknown;
  readonly mount: { readonly mountpoint: string };
  readonly parent: FsNode;
}

export interface FsStream {
  readonly node: FsNode;
  readonly flags: number;
  position: number;
  kernelFd?: number;
}

/** Emscripten's file system layer. */
export interface EmscriptenFs {
  currentPath: string;
  mkdirTree(path: string): void;
  unlink(path: string): void;
  writeFile(path: string, data: Uint8Array | string): void;
  mount(type: unknown, options: object, mountpoint: string): FsNode;
  createNode(parent: FsNode | null, name: string, mode: number, dev: number): FsNode;
  hashRemoveNode(node: FsNode): void;
  getPath(node: FsNode): string;
  getStream(fd: number): FsStream | null;
  readonly ErrnoError: new (errno: number) => Error;
}

/** Internal: Emscripten's module object, with Pyodide's stack switching. */
export interface EmscriptenModule {
  readonly FS: EmscriptenFs;
  readonly ERRNO_CODES: Readonly<Record<string, number>>;
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  readonly HEAPU32: Uint32Array;
  readonly HEAPF64: Float64Array;
  readonly jspiSupported: boolean;
  readonly validSuspender: { value: boolean };
  enterTask(): void;
  promisingApply(
    pointer: number,
    args: unknown[],
    count: number,
    names: string[],
    named: number,
    error: number,
  ): Promise<readonly unknown[]>;
  stackSave(): number;
  _emscripten_stack_get_base(): number;
  _emscripten_stack_get_end(): number;
  _PyThreadState_Get(): number;
  _malloc(size: number): number;
  _free(pointer: number): void;
}

export interface Pyodide {
  readonly version: string;
  readonly _module: EmscriptenModule;
  readonly FS: EmscriptenFs;
  pyimport(name: string): unknown;
  runPython(code: string): unknown;
  makeMemorySnapshot(): Uint8Array;
}

/** What `loadPyodide` hands to Emscripten's module factory. */
export interface EmscriptenSettings {
  instantiateWasm?: (imports: WasmImports, done: (instance: unknown, module: unknown) => void) => unknown;
}

export type WasmImports = Record<string, Record<string, (...args: never[]) => unknown>>;
export type ModuleFactory = (settings: EmscriptenSettings) => Promise<unknown>;
export type LoadPyodide = (config: Readonly<Record<string, unknown>>) => Promise<Pyodide>;
