/** The `.py` runtime as text, by path below site-packages (`gd/core.py`). Bundled by Vite; Node reads it in runtime-node.ts. */
const files = import.meta.glob<string>('./runtime/**/*.py', { query: '?raw', import: 'default', eager: true });

export const RUNTIME: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.slice('./runtime/'.length), text]),
);
