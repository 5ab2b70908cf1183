import made from 'virtual:course';
import type { Chapter, Course, LessonEntry, LessonPack, Summaries } from './catalogue.ts';
import type { LessonText } from './text.ts';

/** What scripts/lessons/plugin.ts writes. */
interface Made {
  readonly chapters: readonly Chapter[];
  readonly lessons: readonly LessonEntry[];
  readonly summaries: () => Promise<Summaries>;
  readonly packs: Readonly<Record<string, () => Promise<LessonPack>>>;
  /** By `<id>/<language>`. */
  readonly texts: Readonly<Record<string, () => Promise<LessonText>>>;
  /** By `<id>/<run>`: addresses. */
  readonly traces: Readonly<Record<string, string>>;
}

const { chapters, lessons, summaries, packs, texts, traces } = made as Made;

const unknown = (what: string): Promise<never> => Promise.reject(new Error(`no such lesson: ${what}`));

/** The project's own lessons. */
export const course: Course = {
  chapters,
  lessons,
  summaries,
  pack: (id) => packs[id]?.() ?? unknown(id),
  text: (id, language) => texts[`${id}/${language}`]?.() ?? unknown(`${id}/${language}`),
  trace: (id, runId) => traces[`${id}/${runId}`] ?? null,
};
