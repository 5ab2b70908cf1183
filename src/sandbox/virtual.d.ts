/** Made by scripts/vite-sandbox.ts: the address of the worker's script, bundled from sandbox.worker.ts. */
declare module 'virtual:sandbox-worker' {
  const url: string;
  export default url;
}
