import type { Files, Lesson } from './schema.ts';
import type { Language, LessonText } from './text.ts';

/** What the lesson list needs, small enough to be loaded with the page. */
export interface LessonEntry {
  readonly id: string;
  readonly order: number;
  readonly chapter: string;
  readonly minutes: number;
  readonly steps: number;
  readonly title: Readonly<Record<Language, string>>;
  /** Of a lesson that is none of the house's: what it is, and the part of the address that holds all of it. */
  readonly own?: { readonly kind: 'lesson' | 'kitchen' | 'house'; readonly payload: string };
}

/** What a lesson is about, in a sentence per language: by lesson id. */
export type Summaries = Readonly<Record<string, Readonly<Record<Language, string>>>>;

export interface Chapter {
  readonly id: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly subtitle: Readonly<Record<Language, string>>;
  /** A lesson whose recorded run is shown below the menu. */
  readonly scene?: string;
}

/** All of a lesson but its words. */
export interface LessonPack {
  readonly id: string;
  readonly lesson: Lesson;
  readonly start: Files;
  /** Step id -> the files that its solution changes. */
  readonly solutions: Readonly<Record<string, Files>>;
  /** Step id -> what its solution types at the terminal. */
  readonly scripts?: Readonly<Record<string, string>>;
}

/** The course as the build offers it: the list at once, everything else when it is asked for. */
export interface Course {
  readonly chapters: readonly Chapter[];
  readonly lessons: readonly LessonEntry[];
  /** Opened by a link that carries them; on no list. */
  readonly guests?: readonly LessonEntry[];
  readonly summaries: () => Promise<Summaries>;
  readonly pack: (id: string) => Promise<LessonPack>;
  readonly text: (id: string, language: Language) => Promise<LessonText>;
  /** Address of the recorded first run (src/trace/codec.ts, gzip), or null where a lesson ships none. */
  readonly trace: (id: string, runId: string) => string | null;
}

/** A lesson of the house, or one that a link has brought; null where there is none. */
export const entryIn = (course: Course | null, id: string | null): LessonEntry | null =>
  course === null ? null : ([...course.lessons, ...(course.guests ?? [])].find((entry) => entry.id === id) ?? null);

/** The files after a step is solved the way the lesson has it: the beginning, and all solutions up to this step. */
export function filesAfter(pack: LessonPack, stepId: string): Files {
  let files = pack.start;
  for (const step of pack.lesson.steps) {
    files = { ...files, ...pack.solutions[step.id] };
    if (step.id === stepId) break;
  }
  return files;
}

/** The files with which a learner who took the lesson's way comes to a step. */
export function filesBefore(pack: LessonPack, stepId: string): Files {
  const at = pack.lesson.steps.findIndex((step) => step.id === stepId);
  const previous = pack.lesson.steps[at - 1];
  return previous ? filesAfter(pack, previous.id) : pack.start;
}

/** Is the lesson worked on at a machine that is running, from the terminal? */
export const isLive = ({ runs }: Lesson): boolean => runs.some((run) => run.live === true);
