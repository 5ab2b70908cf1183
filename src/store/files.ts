import { create } from 'zustand';
import { keep } from './settings.ts';
import type { Keep } from './storage.ts';

export type Texts = Readonly<Record<string, string>>;

/** How an edit came about: a keystroke may be followed by more, a stepper or a reset is meant at once. */
export type EditKind = 'typing' | 'step' | 'replace';

/** The learner's files of one lesson: the lesson's own texts, and over them what was changed. Paths are absolute. */
export interface FilesState {
  readonly lesson: string | null;
  /** Paths in the order of the tabs. */
  readonly order: readonly string[];
  readonly start: Texts;
  /** Only what differs from `start`. */
  readonly edited: Texts;
  readonly open: string | null;
  /** What a reset, a solution or a link replaced: one step back. */
  readonly before: Texts | null;
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
}

/** What was autosaved, if it is what we once wrote: an object of texts. */
function readSaved(text: string | null): Texts {
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

const differing = (texts: Texts, start: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).filter(([path, text]) => start[path] !== text));

export const createFiles = (store: Keep) =>
  create<FilesState>()((set, get) => {
    const change = (edited: Texts, kind: EditKind, before: Texts | null): void => {
      const { lesson, start, change: last } = get();
      const kept = differing(edited, start);
      if (lesson !== null) {
        if (Object.keys(kept).length === 0) store.remove(`files:${lesson}`);
        else store.set(`files:${lesson}`, JSON.stringify(kept));
      }
      set({ edited: kept, before, change: { count: last.count + 1, kind }, lasting: store.lasting });
    };
    return {
      lesson: null,
      order: [],
      start: {},
      edited: {},
      open: null,
      before: null,
      change: { count: 0, kind: 'replace' },
      lasting: store.lasting,
      load: (lesson, start, order, edits) => {
        const saved = differing(readSaved(store.get(`files:${lesson}`)), start);
        // A link shows what it holds; what this device had can be brought back with undo.
        const edited = edits === undefined ? saved : differing(edits, start);
        const before = edits !== undefined && Object.keys(saved).length > 0 ? saved : null;
        set({ lesson, start, order, edited, before, open: order[0] ?? null, lasting: store.lasting });
      },
      select: (open) => set({ open }),
      text: (path) => get().edited[path] ?? get().start[path] ?? '',
      edit: (path, text, kind) => {
        if (text !== get().text(path))
          change({ ...get().edited, [path]: text }, kind, kind === 'typing' ? null : get().before);
      },
      replace: (texts) => change({ ...get().edited, ...texts }, 'replace', get().edited),
      reset: (path) => {
        const { [path]: gone, ...rest } = get().edited;
        if (gone !== undefined) change(rest, 'replace', get().edited);
      },
      resetAll: () => {
        if (Object.keys(get().edited).length > 0) change({}, 'replace', get().edited);
      },
      undo: () => {
        const { before, edited } = get();
        if (before !== null) change(before, 'replace', edited);
      },
    };
  });

export const useFiles = createFiles(keep);

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A number assigned on a line of its own in Python (`workers = 3`): what a stepper may turn. */
export interface Knob {
  readonly name: string;
  readonly line: number;
  readonly value: number;
}

const KNOBS: ReadonlySet<string> = new Set(['workers', 'threads', 'timeout', 'backlog']);

export function knobs(text: string): Knob[] {
  return text.split('\n').flatMap((line, i) => {
    const match = /^([a-z_]+)\s*=\s*(\d{1,4})\s*(?:#.*)?$/.exec(line);
    const [, name = '', value = ''] = match ?? [];
    return KNOBS.has(name) ? [{ name, line: i + 1, value: Number(value) }] : [];
  });
}

/** The text with that number replaced, everything else untouched. */
export const turnKnob = (text: string, { name, line }: Knob, value: number): string =>
  text
    .split('\n')
    .map((row, i) => (i + 1 === line && row.startsWith(name) ? row.replace(/\d+/, String(value)) : row))
    .join('\n');
