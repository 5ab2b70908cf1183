import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Rows drawn above and below what can be seen: enough that the next one to be focused is there. */
const SPARE = 12;

export interface RowWindow {
  /** The rows to draw: from `first` up to and without `end`. */
  readonly first: number;
  readonly end: number;
  /** Height of what is not drawn, CSS pixels. */
  readonly above: number;
  readonly below: number;
}

/** Which rows of equal height a scroller shows. */
export function windowOf(count: number, row: number, top: number, height: number): RowWindow {
  const first = Math.max(0, Math.min(count, Math.floor(top / row)) - SPARE);
  const end = Math.min(count, Math.ceil((top + height) / row) + SPARE);
  return { first, end, above: first * row, below: (count - end) * row };
}

/**
 * A list of thousands draws what can be seen of it. `guess`: a row's height before one has been measured (rows are marked
 * with `data-row`). `growsAt`: where new rows come; whoever reads on keeps the place, whoever is at that end stays there.
 */
export function useRowWindow<T extends HTMLElement>(
  count: number,
  guess: number,
  growsAt: 'top' | 'bottom',
): readonly [scroller: RefObject<T | null>, rows: RowWindow] {
  const scroller = useRef<T>(null);
  const before = useRef(count);
  const [view, setView] = useState({ top: 0, height: 600, row: guess });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const row = element.querySelector('[data-row]')?.getBoundingClientRect().height ?? guess;
      const next = { top: element.scrollTop, height: element.clientHeight, row: row > 0 ? row : guess };
      setView((old) => (old.top === next.top && old.height === next.height && old.row === next.row ? old : next));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [guess]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const old = before.current;
    before.current = count;
    if (element === null || count === old) return;
    const { top, height, row } = view;
    if (growsAt === 'top') {
      if (top > row) element.scrollTop = Math.max(0, top + (count - old) * row);
    } else if (top + height >= (old - 1) * row) element.scrollTop = element.scrollHeight;
  }, [count, view, growsAt]);
  return [scroller, windowOf(count, view.row, view.top, view.height)];
}
