// The house keeps its shape by this test: which room may import which, and why. It reads every file under src/ with
// the parser of the build (no regular expressions over source text), so a comment or a string never counts as an import.
// Test files may import anything; all other rules of size hold for them too.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { type Facts, factsOf, type Import } from '../scripts/source-facts.ts';

interface Room {
  /** Rooms that this one may import. */
  readonly may: readonly string[];
  /** Rooms of which it may import types alone. */
  readonly types?: readonly string[];
  /** Packages that it may import; left out: any that is not listed in LAZY. */
  readonly packages?: readonly string[];
  /** A core room: the language alone, no DOM, no clock, no chance, no promises. */
  readonly core?: true;
  readonly why: string;
}

const BELOW_PROGRAMS = ['base', 'trace', 'engine', 'protocols', 'machine'];

const ROOMS: Readonly<Record<string, Room>> = {
  base: {
    may: [],
    packages: ['pure-rand', 'fflate'],
    core: true,
    why: 'Tools without a product word; everything stands on them, so they stand on nothing.',
  },
  trace: {
    may: ['base'],
    packages: [],
    core: true,
    why: 'The vocabulary that the makers and the readers of a run share; it must not know either of them.',
  },
  engine: {
    may: ['base', 'trace'],
    packages: [],
    core: true,
    why: 'Virtual time and tasks. It knows no server, so that every server obeys the same clock.',
  },
  protocols: {
    may: ['base'],
    packages: [],
    core: true,
    why: 'Pure codecs, bytes in and events out: testable alone, usable on either side of a socket.',
  },
  machine: {
    may: ['base', 'trace', 'engine'],
    packages: [],
    core: true,
    why: 'A kernel carries bytes and signals; it knows neither HTTP nor the programs that run on it.',
  },
  programs: {
    may: BELOW_PROGRAMS,
    packages: ['unbash', 'pako'],
    core: true,
    why: 'Programs see the machine, as real ones do. They do not know who starts them, nor who watches.',
  },
  python: {
    may: ['base', 'trace', 'engine', 'machine'],
    why: 'The guest sits behind the port of machine/guest.ts and knows no program that calls it.',
  },
  scenario: {
    may: [...BELOW_PROGRAMS, 'programs'],
    packages: ['valibot'],
    core: true,
    why: 'The only room where nginx and gunicorn meet: it builds the world.',
  },
  language: {
    may: ['base', 'programs'],
    packages: [],
    core: true,
    why: 'What the editor explains and checks comes from the tables that the programs themselves run by.',
  },
  sandbox: {
    may: ['base', 'trace', 'engine', 'machine', 'scenario', 'python'],
    why: "Drives a world in isolation: it steps the engine and carries the guest's answers to it.",
  },
  projections: {
    may: ['base', 'trace'],
    packages: [],
    core: true,
    why: 'Pure folds of the trace: what is on screen can be computed from the trace alone.',
  },
  course: {
    may: ['base', 'projections'],
    types: ['trace', 'scenario', 'i18n'],
    why: 'Lessons are data; checks ask the projections and never the machinery.',
  },
  classroom: {
    may: ['base', 'course'],
    types: ['i18n', 'scenario'],
    packages: ['fflate', 'valibot', 'uqr'],
    why: 'Records, packages and links for teachers: texts in, texts out, and no server. A lesson from a link is held against the schema that the course itself keeps.',
  },
  takehome: {
    may: ['base'],
    types: ['scenario'],
    packages: ['fflate'],
    why: 'Turns a scenario and files into a project for a real machine: texts in, texts out.',
  },
  i18n: {
    may: ['base'],
    types: ['language'],
    why: 'Words depend on nothing, so that they can be loaded alone.',
  },
  store: {
    may: ['base', 'projections', 'course'],
    types: ['trace', 'scenario', 'i18n', 'sandbox', 'language'],
    why: 'What the learner chose and where the playhead stands; the run itself reaches it through a port.',
  },
  views: {
    may: ['base', 'store', 'projections', 'i18n', 'takehome', 'classroom'],
    types: ['trace', 'course', 'scenario', 'language'],
    why: 'Draw projections and send inputs. A view that knew the machinery would begin to own truth.',
  },
  cli: {
    may: ['base', 'trace', 'engine', 'machine', 'programs', 'python', 'scenario', 'sandbox', 'i18n', 'language'],
    why: 'The same engine without a page: it steps a run, carries Python’s answers to it, and looks at what is left; the fuzzers take single programs apart. Its report says what is not modelled in the words of the page.',
  },
  app: { may: ['*'], why: 'Composition root of the site: the place where rooms are put together.' },
  embed: { may: ['*'], why: 'Composition root of the widget.' },
  dev: { may: ['*'], why: 'Composition root of the gallery: every view on fixed traces, for those who build them.' },
};

/** Heavy packages: each belongs to one file, and reaches the page only when it is needed. */
const LAZY = ['monaco-editor', '@xterm/xterm', 'pyodide'];
const MAX_LINES = 400;

/** Globals that make a run depend on more than scenario, seed and inputs. */
const FORBIDDEN_IN_CORE = new Set(
  (
    'Date performance Promise setTimeout setInterval setImmediate queueMicrotask requestAnimationFrame crypto fetch ' +
    'window document navigator localStorage sessionStorage indexedDB globalThis self process Buffer console Math.random ' +
    'HTMLElement Worker MessageChannel XMLHttpRequest async'
  ).split(' '),
);

/** The one exception: the guest is asynchronous by nature, and its port says so, in types that the driver awaits. */
const TOLERATED = new Set(['src/machine/guest-port.ts uses Promise']);

type Sources = Readonly<Record<string, string>>;
interface File extends Facts {
  readonly path: string;
  readonly room: string;
  readonly test: boolean;
  readonly lines: number;
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const isCode = (path: string): boolean => /\.tsx?$/.test(path) && !path.endsWith('.d.ts');

/** Reads the files of a tree (path from the project's root -> text). */
function readAll(sources: Sources): File[] {
  return Object.entries(sources).map(([path, text]) => ({
    path,
    room: path.split('/')[1] ?? '',
    test: isTest(path),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    ...(isCode(path) ? factsOf(path, text) : { imports: [], globals: [], strings: [] }),
  }));
}

/** The file under src/ that an import names, or undefined for a package. */
function target(from: string, specifier: string, files: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const base = normalize(join(dirname(from), specifier.replace(/\?.*$/, '')));
  const ends = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];
  return ends.map((end) => base + end).find((path) => files.has(path)) ?? base;
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function arrowFault(file: File, imported: Import, to: string): string | undefined {
  const [top, room = '', program] = to.split('/');
  if (top !== 'src') {
    const free = file.room === 'app' || file.room === 'embed' || file.room === 'cli' || file.room === 'course';
    return free || imported.asset ? undefined : `${file.path} reaches out of src/ to ${to}`;
  }
  if (room === file.room) {
    const own = file.path.split('/')[2];
    return room === 'programs' && own !== program
      ? `${file.path} imports ${to}: programs meet only at sockets, signals, files and exit codes`
      : undefined;
  }
  const rule = ROOMS[file.room];
  if (!rule) return `${file.path} is in no room of the table`;
  if (rule.may.includes('*') || rule.may.includes(room)) return undefined;
  if (imported.kind === 'type' && rule.types?.includes(room)) return undefined;
  return `${file.path} imports ${to}: ${file.room} may import ${rule.may.join(', ') || 'nothing'}. ${rule.why}`;
}

/** Arrows between rooms, from programs to programs, and from rooms to packages. */
function arrowFaults(files: readonly File[]): string[] {
  const known = new Set(files.map((file) => file.path));
  const faults: string[] = [];
  for (const file of files) {
    if (file.test) continue;
    for (const imported of file.imports) {
      const to = target(file.path, imported.specifier, known);
      const name = packageOf(imported.specifier);
      const packages = ROOMS[file.room]?.packages;
      if (to !== undefined) faults.push(arrowFault(file, imported, to) ?? '');
      else if (packages && !packages.includes(name)) faults.push(`${file.path} imports the package ${name}`);
    }
  }
  return faults.filter(Boolean);
}

/** Import cycles at run time (types are erased, and so are their cycles). */
function cycleFaults(files: readonly File[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Set(byPath.keys());
  const state = new Map<string, 'open' | 'done'>();
  const faults: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      faults.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    for (const { kind, specifier } of byPath.get(path)?.imports ?? []) {
      const to = kind === 'static' ? target(path, specifier, known) : undefined;
      if (to !== undefined && known.has(to)) visit(to, [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const path of known) visit(path, []);
  return faults;
}

/** Each heavy package: one importer, which uses import() itself or is itself reached by import() alone. */
function lazyFaults(files: readonly File[]): string[] {
  const code = files.filter((file) => !file.test);
  const known = new Set(files.map((file) => file.path));
  return LAZY.flatMap((name) => {
    const uses = (imported: Import): boolean =>
      imported.kind !== 'type' && packageOf(imported.specifier) === name && !imported.asset;
    const users = code.filter((file) => file.imports.some(uses));
    const faults = users.length > 1 ? [`${name} is imported by ${users.map((file) => file.path).join(' and ')}`] : [];
    for (const user of users) {
      if (user.imports.filter(uses).every((imported) => imported.kind === 'dynamic')) continue;
      for (const file of code) {
        const eager = file.imports.some(
          ({ kind, specifier }) => kind === 'static' && target(file.path, specifier, known) === user.path,
        );
        if (eager) faults.push(`${file.path} imports ${user.path} at once, and with it ${name}: use import()`);
      }
    }
    return faults;
  });
}

const purityFaults = (files: readonly File[]): string[] =>
  files
    .filter((file) => !file.test && ROOMS[file.room]?.core)
    .flatMap((file) =>
      file.globals.filter((name) => FORBIDDEN_IN_CORE.has(name)).map((name) => `${file.path} uses ${name}`),
    )
    .filter((fault) => !TOLERATED.has(fault));

const sizeFaults = (files: readonly File[]): string[] =>
  files.filter((file) => file.lines > MAX_LINES).map((file) => `${file.path} has ${file.lines} lines`);

/** A lesson is data: code that knows one by name would have to change with it. */
const lessonFaults = (files: readonly File[], lessons: readonly string[]): string[] =>
  files
    .filter((file) => !file.test)
    .flatMap((file) =>
      lessons.flatMap((lesson) => {
        const names = [lesson, lesson.replace(/^\d+-/, '')];
        const named = file.strings.some((text) => text.includes(lesson) || names.includes(text));
        return named ? [`${file.path} names the lesson ${lesson}`] : [];
      }),
    );

const roomFaults = (files: readonly File[]): string[] =>
  files
    .filter((file) => file.path.split('/').length > 2 && !(file.room in ROOMS))
    .map((file) => `${file.path}: no such room`);

describe('the house', () => {
  const paths = globSync('src/**/*.{ts,tsx,css,py}').map((path) => path.replaceAll('\\', '/'));
  const files = readAll(Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')])));
  const lessons = existsSync('lessons') ? readdirSync('lessons').filter((name) => /^\d+-/.test(name)) : [];

  it('keeps the arrows between its rooms', () => expect(arrowFaults(files)).toEqual([]));
  it('has no room that the table does not know', () => expect(roomFaults(files)).toEqual([]));
  it('has no import cycle', () => expect(cycleFaults(files)).toEqual([]));
  it('loads the heavy packages late, each from one file', () => expect(lazyFaults(files)).toEqual([]));
  it('keeps clock, chance, promises and DOM out of its core', () => expect(purityFaults(files)).toEqual([]));
  it(`has no file above ${MAX_LINES} lines`, () => expect(sizeFaults(files)).toEqual([]));
  it('names no lesson in code', () => expect(lessonFaults(files, lessons)).toEqual([]));
});

describe('the checker itself', () => {
  const planted = (sources: Sources): File[] => readAll(sources);

  it('sees a forbidden arrow, and says why', () => {
    const faults = arrowFaults(
      planted({ 'src/views/a.ts': "import { b } from '../engine/b.ts';", 'src/engine/b.ts': 'export const b = 1;' }),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('src/views/a.ts imports src/engine/b.ts');
    expect(faults[0]).toContain(ROOMS['views']?.why);
  });

  it('follows import(), export from, workers by URL and import types too', () => {
    const ways = [
      "const b = import('../engine/b.ts');",
      "export * from '../engine/b.ts';",
      "new Worker(new URL('../engine/b.ts', import.meta.url));",
      "export type B = import('../engine/b.ts').B;",
    ];
    const caught = ways.map((text) => arrowFaults(planted({ 'src/projections/a.ts': text })).length);
    expect(caught).toEqual(ways.map(() => 1));
  });

  it('lets types pass where the table says types', () => {
    const from = "from '../scenario/schema.ts';";
    expect(arrowFaults(planted({ 'src/course/a.ts': `import type { S } ${from}` }))).toEqual([]);
    expect(arrowFaults(planted({ 'src/course/a.ts': `import { type S } ${from}` }))).toEqual([]);
    expect(arrowFaults(planted({ 'src/course/a.ts': `import { S } ${from}` }))).toHaveLength(1);
    expect(arrowFaults(planted({ 'src/projections/a.ts': `import type { S } ${from}` }))).toHaveLength(1);
  });

  it('keeps programs apart, and packages out of the core', () => {
    const one = { 'src/programs/curl/a.ts': "import { b } from '../nginx/b.ts';" };
    expect(arrowFaults(planted(one))).toEqual([expect.stringContaining('programs meet only at')]);
    expect(arrowFaults(planted({ 'src/programs/curl/a.ts': "import { b } from './b.ts';" }))).toEqual([]);
    expect(arrowFaults(planted({ 'src/engine/a.ts': "import { create } from 'zustand';" }))).toHaveLength(1);
    expect(arrowFaults(planted({ 'src/machine/a.ts': "import { readFileSync } from 'node:fs';" }))).toHaveLength(1);
  });

  it('sees a cycle, but not one of types alone', () => {
    const b = "import { a } from './a.ts'; export const b = a;";
    expect(cycleFaults(planted({ 'src/base/a.ts': "export { b } from './b.ts';", 'src/base/b.ts': b }))).toEqual([
      'src/base/a.ts -> src/base/b.ts -> src/base/a.ts',
    ]);
    expect(cycleFaults(planted({ 'src/base/a.ts': "import type { b } from './b.ts';", 'src/base/b.ts': b }))).toEqual(
      [],
    );
  });

  it('sees a heavy package that comes at once, or from two files', () => {
    const terminal = "import { Terminal } from '@xterm/xterm';";
    const lazy = { 'src/views/xterm.ts': terminal, 'src/views/a.tsx': "const x = import('./xterm.ts');" };
    expect(lazyFaults(planted(lazy))).toEqual([]);
    expect(lazyFaults(planted({ ...lazy, 'src/views/b.ts': "import './xterm.ts';" }))).toHaveLength(1);
    expect(lazyFaults(planted({ ...lazy, 'src/app/c.ts': "import('@xterm/xterm');" }))).toHaveLength(1);
    expect(lazyFaults(planted({ ...lazy, 'src/app/c.ts': "import type { ITheme } from '@xterm/xterm';" }))).toEqual([]);
  });

  it.each([
    ['Date', 'export const now = Date.now();'],
    ['Math.random', 'export const x = Math.random();'],
    ['Promise', 'export type P = Promise<number>;'],
    ['async', 'export const f = async () => 1;'],
    ['async', 'export class A { async m() {} }'],
    ['async', 'export {}; for await (const x of y) use(x);'],
    ['setTimeout', 'setTimeout(tick, 5);'],
    ['performance', 'export const t = performance.now();'],
    ['document', 'document.title = "x";'],
    ['globalThis', 'export const d = globalThis["Date"];'],
  ])('sees %s in a core room: %s', (name, text) => {
    expect(purityFaults(planted({ 'src/engine/a.ts': text }))).toContain(`src/engine/a.ts uses ${name}`);
    expect(purityFaults(planted({ 'src/views/a.ts': text }))).toEqual([]);
  });

  it('is not deceived by comments, strings, properties and own names', () => {
    const text =
      '// Date.now() and Promise\nexport const header = "Date"; export const o = { Date: 1, performance: 2 };\n' +
      'export const d = o.Date; interface Response { readonly document: string }\n' +
      'export function open(window: number): number { return window; }';
    expect(purityFaults(planted({ 'src/engine/a.ts': text }))).toEqual([]);
  });

  it('sees a long file, a lesson by name, and a room that is not in the table', () => {
    expect(sizeFaults(planted({ 'src/views/a.css': 'a {}\n'.repeat(401) }))).toHaveLength(1);
    expect(sizeFaults(planted({ 'src/views/a.css': 'a {}\n'.repeat(400) }))).toEqual([]);
    const named = planted({ 'src/views/a.ts': "if (lesson === '03-queue') show();" });
    expect(lessonFaults(named, ['03-queue'])).toHaveLength(1);
    expect(lessonFaults(named, ['04-threads'])).toEqual([]);
    expect(lessonFaults(planted({ 'src/views/a.ts': 'open(`lessons/03-queue/${x}`);' }), ['03-queue'])).toHaveLength(1);
    expect(roomFaults(planted({ 'src/utils/a.ts': '' }))).toEqual(['src/utils/a.ts: no such room']);
  });

  it('has a table without cycles itself', () => {
    const reaches = (room: string, seen: readonly string[]): boolean =>
      seen.includes(room) ||
      [...(ROOMS[room]?.may ?? []), ...(ROOMS[room]?.types ?? [])].some((next) => reaches(next, [...seen, room]));
    expect(Object.keys(ROOMS).filter((room) => reaches(room, []))).toEqual([]);
  });
});
