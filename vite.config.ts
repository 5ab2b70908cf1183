import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { lessonPages } from './scripts/lessons/pages.ts';
import { lessons } from './scripts/lessons/plugin.ts';
import { chunkFile, firstChunks, stylesFirst } from './scripts/vite-chunks.ts';
import { offline } from './scripts/vite-offline.ts';
import { sandbox } from './scripts/vite-sandbox.ts';

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** `--mode gallery`: dev.html alone, beside the site (scripts/gallery-site.mjs), so that the site is cut as without it. */
export default defineConfig(({ mode }) => ({
  // Relative addresses: the site runs under any path (GitHub Pages serves it under /<repository>/).
  base: './',
  plugins: [
    react(),
    lessons(),
    sandbox(),
    stylesFirst(),
    ...(mode === 'gallery' ? [offline({ off: true })] : [lessonPages(), offline()]),
  ],
  worker: { format: 'es' },
  // Prebundling would break pyodide's own dynamic imports, and its files travel as bytes anyway.
  optimizeDeps: { exclude: ['pyodide'] },
  build: {
    target: 'es2023',
    outDir: 'dist',
    // A strict content security policy forbids data: scripts and workers, so nothing is inlined.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script; every browser that runs the app has module preload.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input:
        mode === 'gallery'
          ? { dev: page('dev.html') }
          : { index: page('index.html'), embed: page('embed.html'), 'embed-client': page('src/embed/client.ts') },
      // The client's name is part of other people's pages.
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: ({ name }) => (name === 'embed-client' ? '[name].js' : 'assets/[name]-[hash].js'),
        chunkFileNames: chunkFile,
        codeSplitting: firstChunks(fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '')),
      },
    },
  },
  // A frame without an origin of its own (sandboxed by its host) may load modules from hosts alone that say so.
  server: { strictPort: false, headers: { 'Access-Control-Allow-Origin': '*' } },
  preview: { headers: { 'Access-Control-Allow-Origin': '*' } },
}));
