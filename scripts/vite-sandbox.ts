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
const EXTRAS = fileURLToPath(new URL('../src/scenario/extras.ts', import.meta.url));
const LAID_OUT = 'virtual:sandbox-worker-entry';
const DEV_PATH = 'sandbox-worker.js';
const DEV_EXTRAS = 'sandbox-extras.js';
const RUNTIME = 'sandbox-runtime.json';
const RUNTIME_FOLDER = fileURLToPath(new URL('../src/python/runtime/', import.meta.url));
const pyodideFolder = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));

/** A module as its script: one chunk in the form of a function that is called at once. */
async function script(entry: string, name: string, minify: boolean, plugins: Plugin[], globals: Globals = {}) {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins,
    build: {
      write: false,
      target: 'es2023',
      minify,
      modulePreload: false,
      assetsInlineLimit: 0,
      lib: { entry, formats: ['iife'], name, fileName: () => DEV_PATH },
      rolldownOptions: { output: { globals: (id) => globals[id] ?? 'undefined' } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  const chunks = outputs.flatMap(({ output }) => output).filter((file) => file.type === 'chunk');
  const [chunk] = chunks;
  if (!chunk || chunks.length !== 1) throw new Error(`${entry}: one chunk expected, ${chunks.length} built`);
  return chunk;
}

type Globals = Readonly<Record<string, string>>;

/** Leaves out modules that the other script has, and remembers which were asked for. */
const leaveOut = (there: ReadonlySet<string>, asked: Set<string>): Plugin => ({
  name: 'gateway-diner:leave-out',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    if (importer === undefined) return null;
    const found = await this.resolve(source, importer, { ...options, skipSelf: true });
    if (found === null || !there.has(found.id)) return found;
    asked.add(found.id);
    return { id: found.id, external: true };
  },
});

/** An entry that is the worker's own, and then lays out those of its modules that the other script builds on. */
const layOut = (modules: readonly string[]): Plugin => ({
  name: 'gateway-diner:lay-out',
  enforce: 'pre',
  // An entry's name comes as a path below the project's root.
  resolveId: (id) => (id.endsWith(LAID_OUT) ? `\0${LAID_OUT}` : null),
  load(id) {
    if (id !== `\0${LAID_OUT}`) return null;
    const imports = modules.map((module, i) => `import * as m${i} from ${JSON.stringify(module)};`);
    return `import ${JSON.stringify(ENTRY)};\n${imports.join('\n')}\nglobalThis.gatewayDinerModules = [${modules.map((_, i) => `m${i}`).join()}];`;
  },
});

interface Scripts {
  readonly worker: string;
  readonly extras: string;
}

/**
 * The worker's script, and the one with further programs that is given to it when it needs them. Both see the same
 * modules: what the second shares with the first is not in it again, since a class must be one class.
 */
async function bundleWorker(minify: boolean): Promise<Scripts> {
  const alone = await script(ENTRY, 'gatewayDinerSandbox', false, []);
  const asked = new Set<string>();
  const there = new Set(Object.keys(alone.modules).filter((id) => id.startsWith('/') || /^[A-Za-z]:/.test(id)));
  await script(EXTRAS, 'gatewayDinerExtras', false, [leaveOut(there, asked)]);
  const shared = [...asked].sort();
  const globals = Object.fromEntries(shared.map((id, i) => [id, `globalThis.gatewayDinerModules[${i}]`]));
  const [worker, extras] = [
    await script(LAID_OUT, 'gatewayDinerSandbox', minify, [layOut(shared)]),
    await script(EXTRAS, 'gatewayDinerExtras', minify, [leaveOut(there, asked)], globals),
  ];
  return { worker: worker.code, extras: `${extras.code}\nglobalThis.gatewayDinerExtras = gatewayDinerExtras;\n` };
}

/** The guest's `.py` files by path, in the order of their names: the same text for the same files. */
function pythonRuntime(): string {
  const names = readdirSync(RUNTIME_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
  return JSON.stringify(
    Object.fromEntries(names.map((name) => [name, readFileSync(join(RUNTIME_FOLDER, name), 'utf8')])),
  );
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

/** In development: Python's files, the runtime and the packages, straight from where they lie. */
function answered(path: string, response: ServerResponse): boolean {
  const name = PYTHON_FILES.find((file) => path === `/py/${PYTHON_VERSION}/${file}`);
  const packed = packageFiles().find((file) => path === `/${PACKAGES_PATH}/${file}`);
  if (name !== undefined) {
    response.setHeader('content-type', TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
    response.end(pythonFile(name));
  } else if (path === `/${RUNTIME}`) response.setHeader('content-type', 'application/json').end(pythonRuntime());
  else if (packed !== undefined) response.end(packageFile(packed));
  else return false;
  return true;
}

/** `import url from 'virtual:sandbox-worker'` gives the address of the bundled script. */
export function sandbox(): Plugin {
  let dev = false;
  let bundled: Promise<Scripts> | null = null;
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
      if (dev)
        return `export default ${JSON.stringify(`/${DEV_PATH}`)};\nexport const extrasUrl = ${JSON.stringify(`/${DEV_EXTRAS}`)};\nexport const runtimeUrl = ${JSON.stringify(`/${RUNTIME}`)};`;
      const { worker, extras } = await bundleWorker(true);
      const first = this.emitFile({ type: 'asset', name: DEV_PATH, source: worker });
      const more = this.emitFile({ type: 'asset', name: DEV_EXTRAS, source: extras });
      const python = this.emitFile({ type: 'asset', name: RUNTIME, source: pythonRuntime() });
      return `export default import.meta.ROLLUP_FILE_URL_${first};\nexport const extrasUrl = import.meta.ROLLUP_FILE_URL_${more};\nexport const runtimeUrl = import.meta.ROLLUP_FILE_URL_${python};`;
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
        if (answered(path, response)) return;
        if (path === `/${DEV_PATH}` || path === `/${DEV_EXTRAS}`) {
          bundled ??= bundleWorker(false);
          const wanted = path === `/${DEV_PATH}` ? 'worker' : 'extras';
          void send(
            bundled.then((scripts) => scripts[wanted]),
            response,
            next,
          );
        } else next();
      });
    },
  };
}
