import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrow keys, Home and End inside a group that is one tab stop: gives the index to go to, or null. */
export function rovingTarget(event: KeyboardEvent, index: number, count: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === 'Home') return 0;
  if (event.key === 'End') return count - 1;
  const step = STEPS[event.key];
  return step === undefined ? null : (index + step + count) % count;
}

/** Moves the focus to the nth button of the group. */
export function focusButton(group: HTMLElement, index: number): void {
  group.querySelectorAll<HTMLElement>(':scope > button')[index]?.focus();
}
