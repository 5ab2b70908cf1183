/** Made by the build from the lesson folders (scripts/lessons/plugin.ts). */
declare module 'virtual:course' {
  import type { Chapter, LessonEntry, LessonPack } from './catalogue.ts';
  import type { LessonText } from './text.ts';

  export const chapters: readonly Chapter[];
  export const lessons: readonly LessonEntry[];
  export const packs: Readonly<Record<string, () => Promise<LessonPack>>>;
  /** By `<id>/<language>`. */
  export const texts: Readonly<Record<string, () => Promise<LessonText>>>;
  /** By `<id>/<run>`: addresses. */
  export const traces: Readonly<Record<string, string>>;
}
