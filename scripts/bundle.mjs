// Bundles a TypeScript entry for Node and imports it: the headless runner and the fidelity check start this way, with
// the same modules that the page runs. The bundle lies in node_modules/.cache, made again when a source is newer.
import { existsSync, globSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './tools.mjs';

/**
 * @param {string} entry path from the project's root, without `.ts`; it exports `main`
 * @returns {Promise<{ main: (args: readonly string[], root: string) => Promise<number> }>}
 */
export async function load(entry) {
  const outDir = join(root, 'node_modules', '.cache', 'gateway-diner', entry.replace(/\W+/g, '-'));
  const file = join(outDir, 'main.mjs');
  if (!existsSync(file) || newest() > statSync(file).mtimeMs) {
    const { build } = await import('vite');
    mkdirSync(outDir, { recursive: true });
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      publicDir: false,
      ssr: { noExternal: true, external: ['pyodide'] },
      build: {
        ssr: `${entry}.ts`,
        outDir,
        emptyOutDir: true,
        target: 'node24',
        minify: false,
        rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
      },
    });
  }
  return /** @type {{ main: (args: readonly string[], root: string) => Promise<number> }} */ (
    await import(pathToFileURL(file).href)
  );
}

const newest = () =>
  Math.max(
    ...globSync('{src,scripts,bench}/**/*.{ts,py,json}', { cwd: root }).map(
      (file) => statSync(join(root, file)).mtimeMs,
    ),
  );
