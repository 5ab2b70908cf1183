// The gallery's site: dev.html, built beside the real one and kept until a source is newer.
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { root } from './tools.mjs';

const outDir = join(root, 'node_modules', '.cache', 'gateway-diner', 'gallery-site');
const built = join(outDir, 'dev.html');

const newest = () =>
  Math.max(
    ...globSync('{src,scripts,lessons}/**/*.{ts,tsx,css,json,gz,md,py}', { cwd: root }).map(
      (file) => statSync(join(root, file)).mtimeMs,
    ),
  );

/**
 * Builds it if need be, and serves it.
 * @returns {Promise<{ url: (query: string) => string, close: () => Promise<void> }>}
 */
export async function openGallery() {
  if (!existsSync(built) || newest() > statSync(built).mtimeMs)
    await build({ root, mode: 'gallery', logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    mode: 'gallery',
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 4190 },
  });
  const site = server.resolvedUrls?.local[0] ?? '';
  return { url: (query) => `${site}dev.html?${query}`, close: () => server.close() };
}
