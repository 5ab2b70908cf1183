// Builds the harness with the site's own build plugin, and serves it from a port of its own, next to a second origin.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { sandbox } from '../../scripts/vite-sandbox.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

export interface Site {
  readonly origin: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

const listen = async (server: Server, asked: string[]): Promise<Site> => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((done) => void server.close(() => done())),
  };
};

/** The harness under a sub-path, as on a host that gives each project a folder. Each test process builds its own. */
export async function serveHarness(browser: string): Promise<Site> {
  const out = fileURLToPath(new URL(`../../test-results/harness-${browser}-${process.pid}/`, import.meta.url));
  await build({
    configFile: false,
    root: here,
    base: './',
    logLevel: 'warn',
    plugins: [sandbox()],
    build: {
      outDir: out,
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { sandbox: join(here, 'sandbox.html') } },
    },
  });
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    asked.push(path);
    const file = join(out, path.replace(/^\/some\/where\//, ''));
    if (!path.startsWith('/some/where/') || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  return listen(server, asked);
}

/** Another origin that would let anybody read it. */
export function serveSecret(): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*');
    const page = request.url?.endsWith('.html') ?? false;
    response.setHeader('content-type', page ? 'text/html' : 'text/javascript');
    response.end(page ? '<link rel="icon" href="data:,">' : 'self.secret = 42;');
  });
  return listen(server, asked);
}
