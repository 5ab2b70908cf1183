import { create } from 'zustand';
import type {
  CommandWord,
  Explanation,
  Project,
  ReferenceEntry,
  ServerLine,
  Slip,
  Suggestion,
  TextEdit,
} from '../language/index.ts';
import type { FilesState } from './files.ts';
import { currentTexts, type LessonState } from './lesson.ts';

/** What the editor asks about its files; comes when somebody turns to the editor, with the tables that it answers from. */
export interface LanguageDesk {
  readonly slipsOf: (project: Project, path: string) => readonly Slip[];
  readonly explain: (path: string, text: string, line: number, column: number) => Explanation | null;
  readonly complete: (path: string, text: string, line: number, column: number) => readonly Suggestion[];
  readonly commandWords: (argv: readonly string[]) => readonly CommandWord[];
  readonly reference: () => readonly ReferenceEntry[];
  readonly applyEdits: (text: string, edits: readonly TextEdit[]) => string;
}

export interface LanguageState {
  readonly desk: LanguageDesk | null;
  /** Says where the desk comes from; nothing is fetched yet. */
  readonly attach: (load: () => Promise<LanguageDesk>) => void;
  /** Have it at hand. */
  readonly want: () => void;
}

export const useLanguage = create<LanguageState>()((set, get) => {
  let load: (() => Promise<LanguageDesk>) | null = null;
  let asked = false;
  return {
    desk: null,
    attach: (from) => {
      load = from;
    },
    want: () => {
      if (asked || load === null || get().desk !== null) return;
      asked = true;
      load().then(
        (desk) => set({ desk }),
        // Without it the editor explains nothing, and works; the next wish tries again.
        () => {
          asked = false;
        },
      );
    },
  };
});

/** How the servers of the lesson's runs are started, each command once. */
export function serversOf(lesson: Pick<LessonState, 'scenarios'>): readonly ServerLine[] {
  const lines = Object.values(lesson.scenarios).flatMap((scenario) => scenario.servers ?? []);
  const seen = new Map(lines.map(({ argv, cwd }) => [argv.join('\0'), { argv, cwd: cwd ?? '/' }]));
  return [...seen.values()];
}

export const projectOf = (lesson: Pick<LessonState, 'scenarios'>, files: FilesState): Project => ({
  files: currentTexts(files),
  servers: serversOf(lesson),
});
