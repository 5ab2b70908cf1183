/**
 * Without a network: a service worker keeps the page itself (registered when the page has nothing better to do), what is
 * used is put beside it, and everything else can be fetched at once on request. A browser or a frame that allows none of
 * this works as before, from the network.
 */
import { create } from 'zustand';

/** After the page has loaded, ms. */
const QUIET = 6_000;

export type Store = 'unknown' | 'impossible' | 'empty' | 'filling' | 'full' | 'failed';

interface OfflineState {
  readonly online: boolean;
  /** A newer version of the site is ready: takes over and reloads. */
  readonly update: (() => void) | null;
  /** Something that was asked for on this page could not be fetched: the words of the other language. */
  readonly unfetched: boolean;
  readonly store: Store;
  /** Bytes there and in all, while filling. */
  readonly done: number;
  readonly total: number;
}

export const useOffline = create<OfflineState>()(() => ({
  online: true,
  update: null,
  unfetched: false,
  store: 'unknown',
  done: 0,
  total: 0,
}));

const possible = (): boolean => 'serviceWorker' in navigator && 'caches' in window && window.isSecureContext;

async function register(): Promise<void> {
  // What says that the network is gone cannot be fetched when it is.
  void import('./Corner.tsx').catch(() => undefined);
  const [{ registerSW }, { keepWhatIsHere, tidy }] = await Promise.all([
    import('virtual:pwa-register'),
    import('./pantry.ts'),
  ]);
  const watched = navigator.serviceWorker.controller !== null;
  // From then on the service worker sees what is fetched; what came before, it never saw.
  navigator.serviceWorker.addEventListener('controllerchange', () => void keepWhatIsHere().catch(() => undefined));
  const reload = registerSW({
    onNeedRefresh: () => useOffline.setState({ update: () => void reload(true) }),
  });
  if (watched && (await tidy().catch(() => false)) && useOffline.getState().store === 'empty')
    useOffline.setState({ store: 'full' });
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

/** Fetches everything that the site consists of. */
export async function fillPantry(): Promise<void> {
  useOffline.setState({ store: 'filling', done: 0, total: 0 });
  try {
    const { fill } = await import('./pantry.ts');
    await fill((done, total) => useOffline.setState({ done, total }));
    useOffline.setState({ store: 'full' });
  } catch {
    useOffline.setState({ store: 'failed' });
  }
}
