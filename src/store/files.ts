import { create } from 'zustand';
import { keep } from './settings.ts';
import type { Keep } from './storage.ts';

export type Texts = Readonly<Record<string, string>>;

/** How an edit came about: a keystroke or a dragged number may be followed by more, a stepper or a reset is meant at once. */
export type EditKind = 'typing' | 'drag' | 'step' | 'replace';

/** All changed texts at one moment, and what was done to them next. */
export interface Moment {
  readonly edited: Texts;
  readonly kind: EditKind;
  /** The one file that was changed next; null for several. */
  readonly path: string | null;
  /** Its text after the first keystroke of the bout that followed. */
  readonly began?: string;
}

/** The learner's files of one lesson: the lesson's own texts, and over them what was changed. Paths are absolute. */
export interface FilesState {
  readonly lesson: string | null;
  /** Paths in the order of the tabs. */
  readonly order: readonly string[];
  readonly start: Texts;
  /** Only what differs from `start`. */
  readonly edited: Texts;
  readonly open: string | null;
  /** What there was before each change, oldest first; typing counts by bouts. `undo` goes back, `redo` forth again. */
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  /** Grows with every change of a text; `kind` is how the last one came about. */
  readonly change: { readonly count: number; readonly kind: EditKind };
  readonly lasting: boolean;
  readonly load: (lesson: string, start: Texts, order: readonly string[], edits?: Texts) => void;
  readonly select: (path: string) => void;
  readonly text: (path: string) => string;
  readonly edit: (path: string, text: string, kind: EditKind) => void;
  readonly replace: (texts: Texts) => void;
  readonly reset: (path: string) => void;
  readonly resetAll: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** What was autosaved, if it is what we once wrote: an object of texts. */
export function readSaved(text: string | null): Texts {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

const MOST_MOMENTS = 100;
const BOUT_CHARACTERS = 30;

/** Is this still the same bout of typing: on one line, and not much of it? */
const isBout = (since: string, text: string): boolean =>
  Math.abs(text.length - since.length) < BOUT_CHARACTERS && text.split('\n').length === since.split('\n').length;

const differing = (texts: Texts, start: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([path, text]) => start[path] !== text));

type History = Pick<FilesState, 'past' | 'future'>;

/** One more step behind us; what was undone before is gone with it. */
const pushed = ({ past, edited }: FilesState, kind: EditKind, path: string | null, began?: string): History => ({
  past: [...past, { edited, kind, path, ...(began === undefined ? {} : { began }) }].slice(-MOST_MOMENTS),
  future: [],
});

/** What goes on from the last step (a bout of typing, a drag) is a part of it. */
function afterEdit(state: FilesState, path: string, text: string, kind: EditKind): History {
  const { past } = state;
  const last = past.at(-1);
  const same = last?.kind === kind && last.path === path;
  if (kind === 'typing')
    return same && isBout(last.began ?? '', text) ? { past, future: [] } : pushed(state, kind, path, text);
  return same && kind === 'drag' ? { past, future: [] } : pushed(state, kind, path);
}

/** `ours`, and of the files that did not change here what another tab has made of them since we looked. */
function besides(ours: Texts, before: Texts, seen: Texts, now: Texts): Texts {
  const texts = new Map(Object.entries(ours));
  for (const path of new Set([...Object.keys(seen), ...Object.keys(now)])) {
    if (now[path] === seen[path] || ours[path] !== before[path]) continue;
    const text = now[path];
    if (text === undefined) texts.delete(path);
    else texts.set(path, text);
  }
  return Object.fromEntries(texts);
}

export const createFiles = (store: Keep) =>
  create<FilesState>()((set, get) => {
    /** What this device had of the lesson when we last looked. */
    let seen: Texts = {};
    const change = (edited: Texts, kind: EditKind, history: History): void => {
      const { lesson, start, change: last, edited: before } = get();
      const kept = differing(edited, start);
      if (lesson !== null) {
        const key = `files:${lesson}`;
        seen = besides(kept, before, seen, readSaved(store.get(key)));
        if (Object.keys(seen).length === 0) store.remove(key);
        else store.set(key, JSON.stringify(seen));
      }
      set({ edited: kept, change: { count: last.count + 1, kind }, lasting: store.lasting, ...history });
    };
    const onward = (kind: EditKind, path: string | null): History => pushed(get(), kind, path);
    return {
      lesson: null,
      order: [],
      start: {},
      edited: {},
      open: null,
      past: [],
      future: [],
      change: { count: 0, kind: 'replace' },
      lasting: store.lasting,
      load: (lesson, start, order, edits) => {
        seen = readSaved(store.get(`files:${lesson}`));
        const saved = differing(seen, start);
        // A link shows what it holds; what this device had can be brought back with undo.
        const edited = edits === undefined ? saved : differing(edits, start);
        const past: Moment[] =
          edits !== undefined && Object.keys(saved).length > 0 ? [{ edited: saved, kind: 'replace', path: null }] : [];
        set({ lesson, start, order, edited, past, future: [], open: order[0] ?? null, lasting: store.lasting });
      },
      select: (open) => set({ open }),
      text: (path) => get().edited[path] ?? get().start[path] ?? '',
      edit: (path, text, kind) => {
        if (text !== get().text(path))
          change({ ...get().edited, [path]: text }, kind, afterEdit(get(), path, text, kind));
      },
      replace: (texts) => change({ ...get().edited, ...texts }, 'replace', onward('replace', null)),
      reset: (path) => {
        const { [path]: gone, ...rest } = get().edited;
        if (gone !== undefined) change(rest, 'replace', onward('replace', path));
      },
      resetAll: () => {
        if (Object.keys(get().edited).length > 0) change({}, 'replace', onward('replace', null));
      },
      undo: () => {
        const { past, future, edited } = get();
        const last = past.at(-1);
        if (last !== undefined)
          change(last.edited, 'replace', { past: past.slice(0, -1), future: [...future, { ...last, edited }] });
      },
      redo: () => {
        const { past, future, edited } = get();
        const next = future.at(-1);
        if (next !== undefined)
          change(next.edited, 'replace', { past: [...past, { ...next, edited }], future: future.slice(0, -1) });
      },
    };
  });

export const useFiles = createFiles(keep);

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
