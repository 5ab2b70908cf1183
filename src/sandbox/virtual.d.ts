/** Made by scripts/vite-sandbox.ts: the address of the worker's script, bundled from sandbox.worker.ts. */
declare module 'virtual:sandbox-worker' {
  const url: string;
  export default url;
  /** The script of further programs (scenario/extras.ts); it works in a worker that the first script made. */
  export const extrasUrl: string;
  /** The `.py` runtime of the guest (src/python/runtime), as JSON: text by path. */
  export const runtimeUrl: string;
}
