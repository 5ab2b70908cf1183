import { useSyncExternalStore } from 'react';

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}

export const useReducedMotion = (): boolean => useMedia('(prefers-reduced-motion: reduce)');

/** The art direction's four widths (section 11). */
export type Layout = 'wide' | 'tablet' | 'column' | 'phone';

/** Whether the window is so low that a camera would show less than the whole room does. */
export const useShort = (): boolean => useMedia('(max-height: 430px)');

/** Whether a picture of 16 by 9 that is as wide as a screen of this form leaves a strip under it. */
export const useTall = (): boolean => useMedia('(max-aspect-ratio: 17/10)');

const WIDE = '(min-width: 1280px)';
const COLUMN = '(min-width: 600px)';

/** Whether panels lie around the stage, and can be folded. */
export const isWide = (): boolean => window.matchMedia(WIDE).matches;

/** Whether there is room for one thing at a time. */
export const isPhone = (): boolean => !window.matchMedia(COLUMN).matches;

export function useLayout(): Layout {
  const wide = useMedia(WIDE);
  const tablet = useMedia('(min-width: 900px)');
  const column = useMedia(COLUMN);
  if (wide) return 'wide';
  if (tablet) return 'tablet';
  return column ? 'column' : 'phone';
}
