import type { FilesState } from './files.ts';
import type { NamedDraft, RunState } from './run.ts';

interface Watched<T> {
  readonly getState: () => T;
  readonly subscribe: (listener: (state: T, before: T) => void) => () => void;
}

/** After the last keystroke. */
export const TYPING_PAUSE_MS = 250;

/**
 * Edit, and a new run follows by itself: at once when a number was turned or a file replaced, after a short pause when
 * somebody types. `drafts` gives the lesson's scenarios with the files as they are now.
 */
export function rerunOnEdit(
  files: Watched<FilesState>,
  run: Watched<RunState>,
  drafts: () => readonly NamedDraft[],
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = (entry: 'start' | 'same-instant'): void => {
    const wanted = drafts();
    if (wanted.length > 0) run.getState().request(wanted, entry);
  };
  const stop = files.subscribe((state, before) => {
    if (state.change.count === before.change.count) {
      if (state.lesson !== before.lesson) clearTimeout(timer);
      return;
    }
    clearTimeout(timer);
    if (state.change.kind === 'step') go('same-instant');
    else timer = setTimeout(go, state.change.kind === 'typing' ? TYPING_PAUSE_MS : 0, 'start');
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
