/**
 * The site's first files, few and whole: what page and widget both begin with (`base`), what the page begins with and the
 * widget mounts after its first picture (`ui`), the rest of the page's beginning (`page`), and the stage's painter, which
 * the widget begins with and the page fetches beside the lesson (`stage`). Left to itself the bundler makes a file for every
 * set of entries that shares something, twenty of them, and each costs a slow line a round trip.
 */
import type { Plugin, Rolldown } from 'vite';

type Context = Rolldown.ChunkingContext;

const PAGE = '/src/app/main.tsx';
const WIDGET = '/src/embed/main.ts';
const WIDGET_REST = '/src/embed/widget.tsx';
const STAGE = '/src/views/stagefeed/StagePane.tsx';
/** Those that import nothing of the others come first: a group takes along what its modules import. */
const CHUNKS = ['base', 'ui', 'page', 'stage'] as const;

/** All that a module brings along without asking again. */
function closure(context: Context, root: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [root];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}

/** Which files the service worker fetches unasked is told by their folder (scripts/vite-offline.ts). */
const FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^\0virtual:course\//, 'lessons/'],
  [/\/src\/(?:views\/(?:bring|build|teach|reference)\/|views\/share\/TakeHome|app\/bring\.ts)/, 'pages/'],
];

/** Where a chunk that is fetched when it is wanted lies. */
export const chunkFile = ({ facadeModuleId }: Rolldown.PreRenderedChunk): string =>
  `assets/${FOLDERS.find(([of]) => of.test(facadeModuleId ?? ''))?.[1] ?? ''}[name]-[hash].js`;

/** `root`: the project's folder, without its last slash. */
export function firstChunks(root: string): Rolldown.CodeSplittingOptions {
  let sets: readonly ReadonlySet<string>[] | null = null;
  const chunkOf = (id: string, context: Context): (typeof CHUNKS)[number] | null => {
    sets ??= [PAGE, WIDGET, WIDGET_REST, STAGE].map((entry) => closure(context, root + entry));
    const [page, widget, rest, stage] = sets.map((set) => set.has(id));
    if (page === true) return widget === true ? 'base' : rest === true ? 'ui' : 'page';
    return widget === true && stage === true ? 'stage' : null;
  };
  return {
    groups: CHUNKS.map((chunk, i) => ({
      priority: CHUNKS.length - i,
      name: (id, context) => (chunkOf(id, context) === chunk ? chunk : null),
    })),
  };
}

const STYLES = /\n\s*<link rel="stylesheet"[^>]*>/g;

/** What is painted waits for styles and not for scripts: they are asked for first, on the connections that are open already. */
export const stylesFirst = (): Plugin => ({
  name: 'gateway-diner:styles-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => {
      const styles = html.match(STYLES) ?? [];
      return html.replace(STYLES, '').replace(/\n\s*<script type="module"/, (script) => styles.join('') + script);
    },
  },
});
