// What the site needs to work without a network: a service worker that keeps the page itself with all that a lesson can
// come to on it, and `offline.json`, the list of all files with their sizes, for when somebody wants everything.
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Kept once they have been used (or asked for): large, and named after their contents, so never stale. */
const ON_USE = [
  'py/**',
  'assets/lessons/**',
  'assets/pages/**',
  '**/monaco-*',
  '**/editor.worker-*',
  '**/xterm-*',
  '**/sandbox-worker-*',
  '**/sandbox-extras-*',
  '**/sandbox-runtime-*',
  '**/zh-tw-*',
  '**/{language,markdown,widget,embed}-*',
  '**/trace.*.json',
];

/** Where they are kept; the page puts files there too (src/app/pantry.ts). */
const PANTRY = 'pantry';

function list(): Plugin {
  return {
    name: 'gateway-diner:offline-list',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
        .map((file) => [
          file.fileName,
          (file.type === 'chunk' ? Buffer.from(file.code) : Buffer.from(file.source)).length,
        ])
        .filter(([name]) => !/\.(?:html|map)$|^versions\.json$/.test(String(name)))
        .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
      this.emitFile({ type: 'asset', fileName: 'offline.json', source: JSON.stringify({ files }) });
    },
  };
}

/** `off`: the page asks for a service worker as always, and gets none. */
export const offline = ({ off = false } = {}): Plugin[] => [
  ...(off ? [] : [list()]),
  ...VitePWA({
    disable: off,
    // A new version waits until the learner says so: a reload by itself would lose what is being done.
    registerType: 'prompt',
    injectRegister: null,
    manifest: {
      id: 'gateway-diner',
      name: 'Gateway Diner 閘道食堂',
      short_name: 'Gateway Diner',
      description: 'How a Python web app is really served, as a burger restaurant.',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#faf4e8',
      theme_color: '#faf4e8',
      icons: [{ src: './icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
    },
    workbox: {
      globPatterns: ['**/*.{html,js,css,svg,woff2,json}'],
      globIgnores: [...ON_USE, 'embed.html', 'embed-client.js', 'versions.json', 'l/**', 'oembed/**'],
      directoryIndex: 'index.html',
      // The widget's parameters choose no other page; and a page that is not there is not the menu.
      navigateFallback: null,
      ignoreURLParametersMatching: [/./],
      cleanupOutdatedCaches: true,
      // Watches from its first minute on: the lessons of the first visit are kept, too.
      clientsClaim: true,
      runtimeCaching: [
        {
          // Python and its packages the page keeps on its own, with a service worker or without.
          urlPattern: ({ sameOrigin, url }) => sameOrigin && /\/assets\/|\/packages\/index\.json$/.test(url.pathname),
          handler: 'CacheFirst',
          options: {
            cacheName: PANTRY,
            expiration: { maxEntries: 1000, purgeOnQuotaError: true },
            // A file is the same whoever asks; a host that says `Vary: Origin` would hide what the page put there.
            matchOptions: { ignoreVary: true },
          },
        },
      ],
    },
  }),
];
