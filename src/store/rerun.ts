import type { FilesState } from './files.ts';
import { currentRun, type NamedDraft, type RunState } from './run.ts';

interface Watched<T> {
  readonly getState: () => T;
  readonly subscribe: (listener: (state: T, before: T) => void) => () => void;
}

/** After the last keystroke. */
const TYPING_PAUSE_MS = 250;

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
    if (writeLive(run.getState(), state, before)) return;
    if (state.change.kind === 'step') go('same-instant');
    else timer = setTimeout(go, state.change.kind === 'typing' ? TYPING_PAUSE_MS : 0, 'start');
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** While a live run goes on, saving a file is one more input: what serves it notices when it is told to. */
function writeLive(run: RunState, state: FilesState, before: FilesState): boolean {
  const current = currentRun(run);
  const port = run.port();
  if (port === null || current?.origin !== 'live' || current.model.ended) return false;
  for (const path of new Set([...Object.keys(state.edited), ...Object.keys(before.edited)])) {
    const text = state.text(path);
    if (text !== (before.edited[path] ?? before.start[path] ?? '')) port.input({ kind: 'write', path, text });
  }
  return true;
}
