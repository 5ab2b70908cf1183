// One package as one archive, and what is told of it in the list of archives.
import { strFromU8, strToU8, zipSync } from 'fflate';
import { NEVER } from './list.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name as the package writes itself
 * @property {string} version
 * @property {string[]} requires names of other packages, normalised
 * @property {number} bytes size of the archive
 * @property {'index' | 'debian'} source
 * @property {Record<string, string>} scripts commands that come with it: name -> module:function
 */

/** PEP 503: one spelling for `Flask`, `flask` and `FLASK`. */
export const normalise = (/** @type {string} */ name) => name.toLowerCase().replace(/[-_.]+/g, '-');

/**
 * @param {import('./list.mjs').Wanted} wanted
 * @param {ReadonlyMap<string, Uint8Array>} files
 * @param {'index' | 'debian'} source
 * @returns {{ packed: Packed, zip: Uint8Array }}
 */
export function pack(wanted, files, source) {
  const kept = [...files].filter(([path]) => !NEVER.test(path) && !wanted.without?.test(path));
  const { entries, metadata } = settle(
    kept.map(([path, bytes]) => [path, wanted.empty?.test(path) ? new Uint8Array(0) : bytes]),
  );
  const field = (/** @type {string} */ name) =>
    [...metadata.matchAll(new RegExp(`^${name}: (.*)$`, 'gm'))].map(([, value = '']) => value.trim());
  const requires = field('Requires-Dist')
    .filter((line) => !/extra ==|sys_platform == .win32|platform_system == .Windows/.test(line) && isForUs(line))
    .map((line) => normalise(/^[\w.-]+/.exec(line)?.[0] ?? ''));
  const zip = zipSync(Object.fromEntries(entries), { level: 9, mtime: '2024-01-01T00:00:00Z' });
  const packed = {
    name: field('Name')[0] ?? wanted.name,
    version: field('Version')[0] ?? wanted.version,
    requires: [...new Set([...requires, ...(source === 'debian' ? (DEBIAN_REQUIRES.get(wanted.name) ?? []) : [])])]
      .filter(Boolean)
      .sort(),
    bytes: zip.length,
    source,
    scripts: scriptsOf(entries),
  };
  return { packed, zip };
}

/** PEP 508, as far as packages use it to ask for a Python before a certain version 3.x. */
function isForUs(/** @type {string} */ line) {
  const [, before] = /python(?:_full)?_version\s*<\s*['"]3\.(\d+)/.exec(line) ?? [];
  return before === undefined || Number(before) > PYTHON_MINOR;
}

/** The guest's Python is 3.14. */
const PYTHON_MINOR = 14;

/** Debian's `egg-info` says less of what it needs than its control file, which is not in the archive. */
const DEBIAN_REQUIRES = new Map([
  ['django', ['asgiref', 'sqlparse', 'pytz']],
  ['flask', ['werkzeug', 'jinja2', 'itsdangerous', 'click']],
  ['werkzeug', ['markupsafe']],
  ['jinja2', ['markupsafe']],
  ['starlette', ['anyio', 'typing-extensions']],
  ['anyio', ['sniffio', 'idna']],
  ['cheroot', ['jaraco-functools', 'more-itertools', 'six']],
  ['hypercorn', ['h11', 'h2', 'priority', 'toml', 'typing-extensions', 'wsproto']],
  ['daphne', ['asgiref', 'autobahn', 'h2', 'priority', 'twisted']],
  ['autobahn', ['hyperlink', 'txaio']],
]);

/**
 * An `egg-info` becomes a `dist-info`, so that there is one form to read.
 * @param {readonly (readonly [string, Uint8Array])[]} files
 */
function settle(files) {
  const entries = files.map(([path, bytes]) => /** @type {[string, Uint8Array]} */ ([rename(path), bytes]));
  const metadata = entries.find(([path]) => /^[^/]+\.dist-info\/METADATA$/.test(path))?.[1];
  return { entries: entries.sort(([a], [b]) => (a < b ? -1 : 1)), metadata: metadata ? strFromU8(metadata) : '' };
}

const rename = (/** @type {string} */ path) =>
  path
    .replace(/^([^/]+)\.egg-info$/, '$1.dist-info/METADATA')
    .replace(/^([^/]+)\.egg-info\/PKG-INFO$/, '$1.dist-info/METADATA')
    .replace(/^([^/]+)\.egg-info\//, '$1.dist-info/');

/** @param {readonly (readonly [string, Uint8Array])[]} entries @returns {Record<string, string>} */
function scriptsOf(entries) {
  const text = strFromU8(entries.find(([path]) => path.endsWith('.dist-info/entry_points.txt'))?.[1] ?? strToU8(''));
  const section = /\[console_scripts\]([^[]*)/.exec(text)?.[1] ?? '';
  return Object.fromEntries(
    [...section.matchAll(/^\s*([\w.-]+)\s*=\s*([\w.]+:[\w.]+)/gm)].map(([, name = '', target = '']) => [name, target]),
  );
}
