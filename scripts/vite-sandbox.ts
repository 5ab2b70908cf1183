// What the sandbox needs of the build: its worker as one classic script (a module worker from a blob does not start in
// an opaque origin), Pyodide's files under a path that names their version, and the page's policy in the built HTML.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { PAGE_POLICY } from '../src/sandbox/frame-document.ts';
import { PACKAGES_PATH, PYTHON_FILES, PYTHON_VERSION } from '../src/sandbox/python-files.ts';

const MODULE = 'virtual:sandbox-worker';
const ENTRY = fileURLToPath(new URL('../src/sandbox/sandbox.worker.ts', import.meta.url));
const DEV_PATH = 'sandbox-worker.js';
const pyodideFolder = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));

/** Bundles the worker's entry and all that it imports into the text of one classic script. */
async function bundleWorker(minify: boolean): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: 'es2023',
      minify,
      modulePreload: false,
      assetsInlineLimit: 0,
      lib: { entry: ENTRY, formats: ['iife'], name: 'gatewayDinerSandbox', fileName: () => DEV_PATH },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const chunks = outputs.flatMap(({ output }) => output).filter((file) => file.type === 'chunk');
  const [chunk] = chunks;
  if (!chunk || chunks.length !== 1) throw new Error(`${ENTRY}: one chunk expected, ${chunks.length} built`);
  return chunk.code;
}

const pythonFile = (name: string): Buffer => readFileSync(join(pyodideFolder, name));

/** What `npm run frameworks` has fetched; without it the list is empty, and the page says what a run lacks. */
const packagesFolder = fileURLToPath(new URL('../node_modules/.cache/gateway-diner/packages/', import.meta.url));
const packageFiles = (): string[] => (existsSync(packagesFolder) ? readdirSync(packagesFolder) : ['index.json']);

function packageFile(name: string): Buffer | string {
  const path = join(packagesFolder, name);
  return existsSync(path) ? readFileSync(path) : '{"packages":[]}';
}

const TYPES: Readonly<Record<string, string>> = {
  mjs: 'text/javascript',
  wasm: 'application/wasm',
  zip: 'application/zip',
  json: 'application/json',
};

async function send(
  bundled: Promise<string>,
  response: ServerResponse,
  failed: (error: unknown) => void,
): Promise<void> {
  try {
    const code = await bundled;
    response.setHeader('content-type', 'text/javascript').end(code);
  } catch (error) {
    failed(error);
  }
}

/** `import url from 'virtual:sandbox-worker'` gives the address of the bundled script. */
export function sandbox(): Plugin {
  let dev = false;
  let bundled: Promise<string> | null = null;
  return {
    name: 'gateway-diner:sandbox',
    enforce: 'pre',
    configResolved(config) {
      dev = config.command === 'serve';
      const version = (JSON.parse(pythonFile('package.json').toString()) as { version: string }).version;
      if (version !== PYTHON_VERSION) throw new Error(`pyodide ${version} is installed, ${PYTHON_VERSION} is named`);
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    async load(id) {
      if (id !== `\0${MODULE}`) return undefined;
      if (dev) return `export default ${JSON.stringify(`/${DEV_PATH}`)};`;
      const source = await bundleWorker(true);
      const file = this.emitFile({ type: 'asset', name: DEV_PATH, source });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
    buildStart() {
      if (dev) return;
      for (const name of PYTHON_FILES) {
        this.emitFile({ type: 'asset', fileName: `py/${PYTHON_VERSION}/${name}`, source: pythonFile(name) });
      }
      for (const name of packageFiles()) {
        this.emitFile({ type: 'asset', fileName: `${PACKAGES_PATH}/${name}`, source: packageFile(name) });
      }
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { server }) =>
        // In development Vite's own client is an inline script, so the policy stands in the built pages alone.
        server
          ? []
          : [
              {
                tag: 'meta',
                attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
                injectTo: 'head-prepend',
              },
            ],
    },
    configureServer(server) {
      server.watcher.on('all', (_event, path) => {
        if (path.includes('/src/')) bundled = null;
      });
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').replace(/\?.*$/, '');
        const name = PYTHON_FILES.find((file) => path === `/py/${PYTHON_VERSION}/${file}`);
        if (name !== undefined) {
          response.setHeader('content-type', TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
          response.end(pythonFile(name));
        } else if (path.startsWith(`/${PACKAGES_PATH}/`)) {
          const file = packageFiles().find((one) => path === `/${PACKAGES_PATH}/${one}`);
          if (file === undefined) next();
          else response.end(packageFile(file));
        } else if (path === `/${DEV_PATH}`) {
          bundled ??= bundleWorker(false);
          void send(bundled, response, next);
        } else next();
      });
    },
  };
}
