/** Where one was in the inspector, so that a way back leads there and a way on begins at the head. */
import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Inspected } from '../../store/selection.ts';

/** What was left by one of its links: how far it was scrolled, and which of its buttons led away. */
const left = new WeakMap<Inspected, { readonly top: number; readonly button: number }>();

const buttonsOf = (dialog: Element): readonly HTMLElement[] => [...dialog.querySelectorAll('button')];

/** Called by a link before it leads away from `what`. */
export function leave(what: Inspected | null, link: HTMLElement): void {
  const dialog = link.closest('dialog');
  if (what !== null && dialog !== null)
    left.set(what, { top: dialog.scrollTop, button: buttonsOf(dialog).indexOf(link) });
}

/**
 * Keeps the eye and the keyboard in the dialog while its subject changes: back where one left, at the head of something
 * else, and where one is from one request to the next.
 */
export function useReading(what: Inspected): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const shown = useRef(what);
  useLayoutEffect(() => {
    const dialog = ref.current?.closest('dialog');
    if (!dialog || shown.current === what) return;
    const kept = left.get(what);
    if (kept !== undefined || shown.current.kind !== what.kind) dialog.scrollTop = kept?.top ?? 0;
    shown.current = what;
    const link = kept === undefined ? undefined : buttonsOf(dialog)[kept.button];
    if (link !== undefined) link.focus({ preventScroll: true });
    else if (!dialog.contains(document.activeElement)) dialog.querySelector('h2')?.focus();
  }, [what]);
  return ref;
}
