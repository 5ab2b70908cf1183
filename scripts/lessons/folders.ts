// Reads the lesson folders: `lessons/NN-slug/` with lesson.ts, en.md, zh-TW.md, start/, solution/<step>/,
// alternatives/<step>.<name>/, mistakes/<name>/ and trace files. A lesson at a live machine has, in place of these, what
// is typed at its terminal: terminal/solution.<step>.sh, way.<step>.<name>.sh and mistake.<id>.sh. Below the folders a file's path is its path on the
// simulated host (`start/srv/diner/app.py` is `/srv/diner/app.py`).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chapter } from '../../src/course/catalogue.ts';
import type { Files } from '../../src/course/schema.ts';

export interface LessonFolder {
  readonly id: string;
  readonly order: number;
  readonly folder: string;
  readonly dir: string;
  readonly start: Files;
  readonly solutions: Readonly<Record<string, Files>>;
  /** `<step>.<name>` -> other ways to solve a step; checks must accept them too. */
  readonly alternatives: Readonly<Record<string, Files>>;
  readonly mistakes: Readonly<Record<string, Files>>;
  /** `solution.<step>`, `way.<step>.<name>` or `mistake.<id>` -> what is typed, line by line. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Run id -> the recorded trace's file. */
  readonly traces: Readonly<Record<string, string>>;
}

const TRACE = /^trace\.([a-z0-9-]+)\.json$/;
export const traceName = (run: string): string => `trace.${run}.json`;

function tree(dir: string, at = ''): Record<string, string> {
  if (!existsSync(dir)) return {};
  return Object.assign(
    {},
    ...readdirSync(dir, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) =>
        entry.isDirectory()
          ? tree(join(dir, entry.name), `${at}/${entry.name}`)
          : { [`${at}/${entry.name}`]: readFileSync(join(dir, entry.name), 'utf8') },
      ),
  ) as Record<string, string>;
}

function variants(dir: string): Record<string, Files> {
  if (!existsSync(dir)) return {};
  return Object.fromEntries(
    readdirSync(dir)
      .sort()
      .map((name) => [name, tree(join(dir, name))]),
  );
}

function typed(dir: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree(dir)).map(([path, text]) => [path.replace(/^\/|\.sh$/g, ''), text] as const),
  );
}

/** Step id -> the script of its solution. */
export const solutionScripts = ({ scripts }: LessonFolder): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(scripts).flatMap(([name, text]) =>
      name.startsWith('solution.') ? [[name.slice('solution.'.length), text]] : [],
    ),
  );

/** All lessons, in the order of their numbers. */
export function readLessonFolders(root: string): readonly LessonFolder[] {
  const names = readdirSync(root).filter((name) => /^\d\d-[a-z0-9-]+$/.test(name));
  return names.sort().map((folder) => {
    const dir = join(root, folder);
    const traces = readdirSync(dir).flatMap((name) => {
      const run = TRACE.exec(name)?.[1];
      return run === undefined ? [] : [[run, join(dir, name)] as const];
    });
    return {
      id: folder.slice(3),
      order: Number(folder.slice(0, 2)),
      folder,
      dir,
      start: tree(join(dir, 'start')),
      solutions: variants(join(dir, 'solution')),
      alternatives: variants(join(dir, 'alternatives')),
      mistakes: variants(join(dir, 'mistakes')),
      scripts: typed(join(dir, 'terminal')),
      traces: Object.fromEntries(traces),
    };
  });
}

export const readMarkdown = (lesson: LessonFolder, language: string): string =>
  readFileSync(join(lesson.dir, `${language}.md`), 'utf8');

export const readChapters = (root: string): readonly Chapter[] =>
  JSON.parse(readFileSync(join(root, 'chapters.json'), 'utf8')) as readonly Chapter[];
