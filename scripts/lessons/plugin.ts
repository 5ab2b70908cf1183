// Vite plugin: the lesson folders as modules.
//   virtual:course                      chapters, the list, and how to get the rest (small: it travels with the page)
//   virtual:course/summaries            a sentence on each lesson, for those who list them
//   virtual:course/<id>                 lesson.ts with the start and solution files (one chunk per lesson)
//   virtual:course/<id>/<language>      the compiled Markdown as JSON (one chunk per lesson and language)
import { join, relative, resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { LessonEntry } from '../../src/course/catalogue.ts';
import { compileLesson } from '../../src/course/markdown/index.ts';
import { LANGUAGES, type Language, type LessonText } from '../../src/course/text.ts';
import { type LessonFolder, readChapters, readLessonFolders, readMarkdown, solutionScripts } from './folders.ts';

const ROOT = 'virtual:course';
const INNER = '\0virtual:course';

export function lessons(folder = 'lessons'): Plugin {
  let root = resolve(folder);
  return {
    name: 'gateway-diner-lessons',
    configResolved(config) {
      root = resolve(config.root, folder);
    },
    resolveId(id) {
      return id === ROOT || id.startsWith(`${ROOT}/`) ? `\0${id}` : undefined;
    },
    load(id) {
      if (id !== INNER && !id.startsWith(`${INNER}/`)) return undefined;
      const [lessonId, language] = id.slice(INNER.length + 1).split('/');
      const all = readLessonFolders(root);
      for (const lesson of all) for (const path of watched(lesson)) this.addWatchFile(path);
      if (!lessonId) return indexModule(root, all);
      if (lessonId === 'summaries') return summariesModule(root, all);
      const lesson = all.find((one) => one.id === lessonId);
      if (!lesson) return this.error(`no lesson ${lessonId} below ${root}`);
      return language ? textModule(lesson, language) : packModule(lesson);
    },
    hotUpdate({ file, modules }) {
      const inside = !relative(root, file).startsWith('..');
      if (!inside) return undefined;
      const graph = this.environment.moduleGraph;
      const ours = [...graph.idToModuleMap.keys()].filter((id) => id.startsWith(INNER));
      return [...modules, ...ours.flatMap((id) => graph.getModuleById(id) ?? [])];
    },
  };
}

const watched = (lesson: LessonFolder): readonly string[] =>
  LANGUAGES.map((language) => join(lesson.dir, `${language}.md`));

function compiled(lesson: LessonFolder, language: string): LessonText {
  try {
    return compileLesson(readMarkdown(lesson, language));
  } catch (error) {
    throw new Error(`lessons/${lesson.folder}/${language}.md: ${String(error)}`, { cause: error });
  }
}

/** As they are read: chapter by chapter, within one by the folders' numbers. Their places are counted through. */
/** An entry with what only lists of lessons say. */
export interface ListedLesson extends LessonEntry {
  readonly summary: Readonly<Record<Language, string>>;
}

export function entries(root: string, all: readonly LessonFolder[]): readonly ListedLesson[] {
  const chapters = readChapters(root).map(({ id }) => id);
  return all
    .map(entry)
    .sort((a, b) => chapters.indexOf(a.chapter) - chapters.indexOf(b.chapter) || a.order - b.order)
    .map((lesson, i) => ({ ...lesson, order: i + 1 }));
}

function entry(lesson: LessonFolder): ListedLesson {
  const texts = LANGUAGES.map((language) => [language, compiled(lesson, language)] as const);
  const each = (read: (text: LessonText) => string): Record<Language, string> =>
    Object.fromEntries(texts.map(([language, text]) => [language, read(text)])) as Record<Language, string>;
  const [, first] = texts[0] as (typeof texts)[number];
  const { chapter, minutes, steps } = first;
  return {
    id: lesson.id,
    order: lesson.order,
    chapter,
    minutes,
    steps: steps.length,
    title: each((text) => text.title),
    summary: each((text) => text.summary),
  };
}

const importOf = (id: string): string => `() => import(${JSON.stringify(id)}).then((m) => m.default)`;

function indexModule(root: string, all: readonly LessonFolder[]): string {
  const traces = all.flatMap((lesson) => Object.entries(lesson.traces).map(([run, path]) => ({ lesson, run, path })));
  const object = (entries: readonly (readonly [name: string, code: string])[]): string =>
    `{ ${entries.map(([name, code]) => `${JSON.stringify(name)}: ${code}`).join(', ')} }`;
  const packs = all.map(({ id }) => [id, importOf(`${ROOT}/${id}`)] as const);
  const texts = all.flatMap(({ id }) =>
    LANGUAGES.map((language) => [`${id}/${language}`, importOf(`${ROOT}/${id}/${language}`)] as const),
  );
  return [
    ...traces.map(({ path }, i) => `import trace${i} from ${JSON.stringify(`${path}?url`)};`),
    'export default {',
    `  chapters: ${JSON.stringify(readChapters(root))},`,
    `  lessons: ${JSON.stringify(entries(root, all), (key, value: unknown) => (key === 'summary' ? undefined : value))},`,
    `  summaries: ${importOf(`${ROOT}/summaries`)},`,
    `  packs: ${object(packs)},`,
    `  texts: ${object(texts)},`,
    `  traces: ${object(traces.map(({ lesson, run }, i) => [`${lesson.id}/${run}`, `trace${i}`]))},`,
    '};',
  ].join('\n');
}

const summariesModule = (root: string, all: readonly LessonFolder[]): string =>
  `export default ${JSON.stringify(Object.fromEntries(entries(root, all).map(({ id, summary }) => [id, summary])))};`;

function packModule(lesson: LessonFolder): string {
  const { id, start, solutions } = lesson;
  return [
    `import lesson from ${JSON.stringify(join(lesson.dir, 'lesson.ts'))};`,
    `export default { id: ${JSON.stringify(id)}, lesson, start: ${JSON.stringify(start)}, solutions: ${JSON.stringify(solutions)}, scripts: ${JSON.stringify(solutionScripts(lesson))} };`,
  ].join('\n');
}

const textModule = (lesson: LessonFolder, language: string): string =>
  `export default JSON.parse(${JSON.stringify(JSON.stringify(compiled(lesson, language)))});`;
