import { useEffect, useState } from 'react';
import type * as Drawings from './Figures.tsx';

type Figures = typeof Drawings;

let drawn: Figures | null = null;

/** After the words have been painted and the browser has nothing better to do. */
const whenStill = (then: () => void): (() => void) => {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(then, 300);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(then, { timeout: 4_000 });
  return () => cancelIdleCallback(handle);
};

/** The drawings beside the menu; null until they are there. Without a network the board does without. */
export function useFigures(): Figures | null {
  const [figures, setFigures] = useState(drawn);
  useEffect(() => {
    if (drawn !== null) return undefined;
    let gone = false;
    const stop = whenStill(() => {
      import('./Figures.tsx').then(
        (all) => {
          drawn = all;
          if (!gone) setFigures(all);
        },
        () => undefined,
      );
    });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return figures;
}
