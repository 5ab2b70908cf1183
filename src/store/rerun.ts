import type { FilesState } from './files.ts';
import { currentRun, type NamedDraft, type RunState } from './run.ts';

interface Watched<T> {
  readonly getState: () => T;
  readonly subscribe: (listener: (state: T, before: T) => void) => () => void;
}

/** After the last keystroke. */
const TYPING_PAUSE_MS = 250;
/** While a number is dragged: short enough to follow under the finger, long enough not to start a run for each step. */
const DRAG_PAUSE_MS = 90;

/**
 * Edit, and a new run follows by itself: at once when a number was turned or a file replaced, after a short pause when
 * somebody types. `drafts` gives the lesson's scenarios with the files as they are now.
 */
export function rerunOnEdit(
  files: Watched<FilesState>,
  run: Watched<RunState>,
  drafts: () => readonly NamedDraft[],
  /** Takes texts over at the playhead instead, where that is wished for. */
  here: (texts: Readonly<Record<string, string>>) => boolean = () => false,
  /** A task whose checks look at whole runs: what is edited is tried from the start, also while a terminal is open. */
  wantsWhole: () => boolean = () => false,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = files.getState();
  const go = (entry: 'start' | 'same-instant'): void => {
    const now = files.getState();
    const texts = changed(now, seen);
    seen = now;
    if (Object.keys(texts).length > 0 && here(texts)) return;
    const wanted = drafts();
    if (wanted.length > 0) run.getState().request(wanted, entry);
  };
  const stop = files.subscribe((state, before) => {
    if (state.change.count === before.change.count) {
      if (state.lesson !== before.lesson) {
        clearTimeout(timer);
        seen = state;
      }
      return;
    }
    clearTimeout(timer);
    if (!wantsWhole() && writeLive(run.getState(), state, before)) return;
    if (state.change.kind === 'step') go('same-instant');
    else if (state.change.kind === 'drag') timer = setTimeout(go, DRAG_PAUSE_MS, 'same-instant');
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
  for (const [path, text] of Object.entries(changed(state, before))) port.input({ kind: 'write', path, text });
  return true;
}

/** The texts that are others than before, by path. */
function changed(state: FilesState, before: FilesState): Readonly<Record<string, string>> {
  const paths = new Set([...Object.keys(state.edited), ...Object.keys(before.edited)]);
  const was = (path: string): string => before.edited[path] ?? before.start[path] ?? '';
  const now = (path: string): string => state.edited[path] ?? state.start[path] ?? '';
  return Object.fromEntries([...paths].filter((path) => now(path) !== was(path)).map((path) => [path, now(path)]));
}
