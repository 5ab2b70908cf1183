import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** Longest wait for a first picture, ms: a slow network must not keep the rest of the page away. */
const PATIENCE = 5_000;

let tell: () => void = () => undefined;
const stands = new Promise<void>((resolve) => {
  tell = resolve;
});
if (typeof window !== 'undefined') setTimeout(() => tell(), PATIENCE);

/** The first picture has been painted, or this page has none: the rest may be fetched. */
export const pictureStands = (): void => tell();

/** A part of the page that nobody misses before the first picture: it is fetched right after it. */
export const late = <P extends object>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> =>
  lazy(async () => ({ default: await stands.then(load) }));

/** After the words have been painted and the browser has nothing better to do. */
const still = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 4_000 });
    else setTimeout(resolve, 300);
  });

/** A part of the page that is only there to be looked at: it is fetched when all is quiet. */
export const quiet = <P extends object>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> =>
  lazy(async () => ({ default: await still().then(load) }));
