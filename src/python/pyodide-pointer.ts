import type { PyCallable } from './pyodide-types.ts';

/** Internal to Pyodide 314.0.7: the address of the Python object behind a proxy. */
export function pointerOf(proxy: PyCallable): number {
  const symbol = Object.getOwnPropertySymbols(proxy).find((s) => s.description === 'pyproxy.attrs');
  const attrs = symbol && (proxy as unknown as Record<symbol, { shared?: { ptr?: number } }>)[symbol];
  const pointer = attrs?.shared?.ptr;
  if (!pointer) throw new Error('this Pyodide keeps its objects elsewhere than 314.0.7 does');
  return pointer;
}
