import type { Brought } from './model.ts';

/** Top-level modules of the standard library that the simulated machine has (CPython 3.14, without screens and sound). */
const STANDARD = new Set(
  (
    '__future__ _thread abc annotationlib argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 calendar ' +
    'cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars copy ' +
    'copyreg csv dataclasses datetime dbm decimal difflib dis doctest email encodings enum errno faulthandler ' +
    'fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip hashlib ' +
    'heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma ' +
    'mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc numbers opcode operator optparse os pathlib ' +
    'pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile ' +
    'pyclbr pydoc queue quopri random re reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex ' +
    'shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess ' +
    'symtable sys sysconfig tarfile tempfile termios textwrap threading time timeit token tokenize tomllib trace ' +
    'traceback tracemalloc tty types typing unicodedata unittest urllib uuid warnings wave weakref webbrowser ' +
    'wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'
  ).split(' '),
);
/** The kitchen of this sandbox. */
const HOUSE = new Set(['diner']);
/** Import names that are not those of the package. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  yaml: 'pyyaml',
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  dotenv: 'python-dotenv',
  rest_framework: 'djangorestframework',
  dateutil: 'python-dateutil',
  multipart: 'python-multipart',
};

const normal = (name: string): string => name.toLowerCase().replace(/[._-]+/g, '-');

export interface Imported {
  readonly module: string;
  readonly path: string;
  readonly line: number;
}

/** What a line of Python imports, by its top-level names; relative imports name nothing. */
function modulesOf(line: string): string[] {
  const from = /^\s*from\s+([A-Za-z_][\w.]*)\s+import\s/.exec(line)?.[1];
  if (from !== undefined) return [from.split('.')[0] ?? ''];
  const list = /^\s*import\s+([A-Za-z_][\w., ]*)(?:#.*)?$/.exec(line)?.[1];
  return list === undefined ? [] : list.split(',').map((one) => one.trim().split(/[.\s]/)[0] ?? '');
}

/** The first place of each import of the Python files. An import that a `try:` guards may be missing, so it is left out. */
export function importsOf(files: readonly Brought[]): readonly Imported[] {
  const found = new Map<string, Imported>();
  for (const { path, text } of files) {
    if (!path.endsWith('.py')) continue;
    let quoted: string | null = null;
    let before = '';
    text.split('\n').forEach((line, i) => {
      const marks = line.match(/"""|'''/g) ?? [];
      const inside = quoted !== null;
      for (const mark of marks) quoted = quoted === null ? mark : quoted === mark ? null : quoted;
      if (!inside && before.trim() !== 'try:')
        for (const module of modulesOf(line))
          if (module !== '' && !found.has(module)) found.set(module, { module, path, line: i + 1 });
      if (line.trim() !== '') before = line;
    });
  }
  return [...found.values()];
}

export interface Supplied {
  /** Packages of the shelf that the app wants. */
  readonly packages: readonly string[];
  readonly missing: readonly Imported[];
}

/** Which of the imports the machine has, out of its library, the project or the shelf. */
export function supply(files: readonly Brought[], homeFiles: readonly string[], shelf: readonly string[]): Supplied {
  const local = new Set(homeFiles.map((path) => (path.split('/')[0] ?? '').replace(/\.py$/, '')));
  const onShelf = new Map(shelf.map((name) => [normal(name), name]));
  const packages = new Set<string>();
  const missing: Imported[] = [];
  const beside = (one: Imported): boolean => {
    const folder = one.path.slice(0, one.path.lastIndexOf('/') + 1);
    return homeFiles.some((path) => path === `${folder}${one.module}.py` || path.startsWith(`${folder}${one.module}/`));
  };
  for (const one of importsOf(files)) {
    if (local.has(one.module) || beside(one) || STANDARD.has(one.module) || HOUSE.has(one.module)) continue;
    const name = onShelf.get(normal(PACKAGE_OF[one.module] ?? one.module));
    if (name === undefined) missing.push(one);
    else packages.add(name.toLowerCase());
  }
  return { packages: [...packages], missing };
}
