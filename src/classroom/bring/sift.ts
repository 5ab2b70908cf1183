import { fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Brought, Finding } from './model.ts';

export const MOST_FILES = 200;
const MOST_TEXT = 400_000;
const MOST_ONE = 200_000;

const IGNORED = new Set(
  (
    '.git .hg .svn .idea .vscode .venv venv env node_modules __pycache__ .mypy_cache .pytest_cache .ruff_cache .tox ' +
    'site-packages dist-packages .DS_Store'
  ).split(' '),
);
/** Never an app's source, whatever is in it: keys and secrets stay where they are. */
const PRIVATE = /(?:^|\/)(?:\.env(?:\..*)?|id_[a-z0-9]+|[^/]+\.(?:key|p12|pfx|sqlite3?|db))$/i;

/** Is this path worth being read at all? */
export const isWanted = (path: string): boolean =>
  !path.split('/').some((part) => IGNORED.has(part)) && !PRIVATE.test(path) && !/\.py[co]$/.test(path);

export interface Sifted {
  readonly files: readonly Brought[];
  readonly left: readonly Finding[];
}

/** The folder that all files are in is not part of their paths. */
function withoutTop(paths: readonly string[]): number {
  const [first = ''] = paths;
  const top = first.slice(0, first.indexOf('/') + 1);
  return top !== '' && paths.every((path) => path.startsWith(top)) ? top.length : 0;
}

const plainPath = (path: string): string =>
  path
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');

/** Texts within bounds; what was left out, and why. Bytes that are no UTF-8 text are left out. */
export function sift(given: readonly { readonly path: string; readonly bytes: Bytes }[]): Sifted {
  const wanted = given
    .map(({ path, bytes }) => ({ path: plainPath(path), bytes }))
    .filter(({ path }) => path !== '' && isWanted(path))
    .toSorted((a, b) => a.path.split('/').length - b.path.split('/').length || (a.path < b.path ? -1 : 1));
  const cut = withoutTop(wanted.map((one) => one.path));
  const files: Brought[] = [];
  const left: Finding[] = [];
  const seen = new Set<string>();
  let total = 0;
  for (const { path: whole, bytes } of wanted) {
    const path = whole.slice(cut);
    const leave = (kind: Finding['kind']): void => void left.push({ kind, path, line: 0, word: path });
    if (seen.has(path)) continue;
    seen.add(path);
    if (bytes.includes(0)) leave('binary');
    else if (bytes.length > MOST_ONE || total + bytes.length > MOST_TEXT) leave('too-big');
    else if (files.length >= MOST_FILES) leave('too-many');
    else {
      const text = fromUtf8(bytes);
      if (text.includes('\uFFFD')) leave('binary');
      else {
        total += bytes.length;
        files.push({ path, text: text.replaceAll('\r\n', '\n') });
      }
    }
  }
  return { files, left };
}
