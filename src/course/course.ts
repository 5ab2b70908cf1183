import { chapters, lessons, packs, texts, traces } from 'virtual:course';
import type { Course } from './catalogue.ts';

const unknown = (what: string): Promise<never> => Promise.reject(new Error(`no such lesson: ${what}`));

/** The project's own lessons. */
export const course: Course = {
  chapters,
  lessons,
  pack: (id) => packs[id]?.() ?? unknown(id),
  text: (id, language) => texts[`${id}/${language}`]?.() ?? unknown(`${id}/${language}`),
  trace: (id, runId) => traces[`${id}/${runId}`] ?? null,
};
