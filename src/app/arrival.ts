import { useEffect, useRef } from 'react';

/** The keyboard goes on at the picture. */
export const toStage = (): void => document.querySelector<HTMLElement>('#stage [tabindex="0"], #stage button')?.focus();

/**
 * Another page, lesson or state of the page has come, and what led there is gone: the keyboard goes on at its heading,
 * which is read out. Nothing where the focus has found a place by itself, and nothing on the first page of a visit.
 */
export function useArrival(place: string): void {
  const seen = useRef(place);
  useEffect(() => {
    if (seen.current === place) return undefined;
    seen.current = place;
    let tries = 60;
    let frame = 0;
    // Its parts may still be on their way.
    const look = (): void => {
      if (document.activeElement !== document.body) return;
      const heading = document.querySelector<HTMLElement>('h1');
      if (heading === null) {
        if (--tries > 0) frame = requestAnimationFrame(look);
        return;
      }
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [place]);
}

/** Back from the presentation at what leads into it. */
export function useReturn(presenting: boolean): void {
  const was = useRef(presenting);
  useEffect(() => {
    if (was.current && !presenting) document.querySelector<HTMLElement>('[data-presents]')?.focus();
    was.current = presenting;
  }, [presenting]);
}
