/**
 * Without a network: a service worker keeps the page (registered when the page has nothing better to do), what it used
 * before that worker was there is put beside it, and everything else can be fetched at once on request. A browser or a
 * frame that allows none of this works as before, from the network.
 */
import * as v from 'valibot';
import { create } from 'zustand';

/** The cache of large files; the service worker reads it first (scripts/vite-offline.ts). */
const PANTRY = 'pantry';
/** After the page has loaded, ms. */
const QUIET = 6_000;

export type Store = 'unknown' | 'impossible' | 'empty' | 'filling' | 'full' | 'failed';

interface OfflineState {
  readonly online: boolean;
  /** A newer version of the site is ready: takes over and reloads. */
  readonly update: (() => void) | null;
  readonly store: Store;
  /** Bytes there and in all, while filling. */
  readonly done: number;
  readonly total: number;
}

export const useOffline = create<OfflineState>()(() => ({
  online: true,
  update: null,
  store: 'unknown',
  done: 0,
  total: 0,
}));

const List = v.object({ files: v.array(v.tuple([v.pipe(v.string(), v.regex(/^[\w.+@/-]+$/)), v.number()])) });

const possible = (): boolean => 'serviceWorker' in navigator && 'caches' in window && window.isSecureContext;

/** Files that came before the service worker did: it never saw them, so they are asked for again, from the HTTP cache. */
async function keepWhatIsHere(): Promise<void> {
  const pantry = await caches.open(PANTRY);
  const here = performance
    .getEntriesByType('resource')
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === window.location.origin && /\/(?:py|assets)\//.test(url.pathname));
  for (const url of here) if (!(await caches.match(url))) await pantry.add(url).catch(() => undefined);
}

async function register(): Promise<void> {
  // What says that the network is gone cannot be fetched when it is.
  void import('./OfflineNotice.tsx').catch(() => undefined);
  const { registerSW } = await import('virtual:pwa-register');
  const reload = registerSW({
    onNeedRefresh: () => useOffline.setState({ update: () => void reload(true) }),
    onOfflineReady: () => void keepWhatIsHere().catch(() => undefined),
  });
}

/** Starts when the page has been still for a while: the first picture comes first. */
export function startOffline(): void {
  const tell = (): void => useOffline.setState({ online: navigator.onLine });
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  tell();
  if (!possible()) {
    useOffline.setState({ store: 'impossible' });
    return;
  }
  useOffline.setState({ store: 'empty' });
  const soon = (): void => void setTimeout(() => void register().catch(impossible), QUIET);
  if (document.readyState === 'complete') soon();
  else window.addEventListener('load', soon, { once: true });
}

const impossible = (): void => useOffline.setState({ store: 'impossible' });

/** Fetches everything that the site consists of, some files at a time. */
export async function fillPantry(): Promise<void> {
  useOffline.setState({ store: 'filling', done: 0, total: 0 });
  try {
    const base = new URL('./', document.baseURI);
    const { files } = v.parse(List, await (await fetch(new URL('offline.json', base))).json());
    useOffline.setState({ total: files.reduce((sum, [, bytes]) => sum + bytes, 0) });
    const pantry = await caches.open(PANTRY);
    const rest = [...files];
    const fetchSome = async (): Promise<void> => {
      for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
        const [name, bytes] = next;
        const url = new URL(name, base);
        if (!(await caches.match(url))) await pantry.add(url);
        useOffline.setState((state) => ({ done: state.done + bytes }));
      }
    };
    await Promise.all(Array.from({ length: 4 }, fetchSome));
    useOffline.setState({ store: 'full' });
  } catch {
    useOffline.setState({ store: 'failed' });
  }
}
