// Versions of the site that stay where they are, for embeds that must never change.
//
//   npm run versions -- pack FILE.zip [SITE]   the site (dist/) as one archive, to be kept with its release
//   npm run versions -- add DIRECTORY [SITE]   each archive there (v1.2.3.zip) becomes v/1.2.3/ of the site, and its
//                                              versions.json names them
//
// Every build works under any path, so a version is its build as it was.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { root } from './tools.mjs';

const NAME = /^v?(\d+\.\d+\.\d+)\.zip$/;

/** Newest first. @param {string} a @param {string} b */
function newestFirst(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  const at = [0, 1, 2].find((i) => left?.[i] !== right?.[i]);
  return at === undefined ? 0 : (right?.[at] ?? 0) - (left?.[at] ?? 0);
}

/** @param {string} file @param {string} site */
function pack(file, site) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const name of readdirSync(site, { recursive: true, encoding: 'utf8' }).toSorted()) {
    const path = relative(site, join(site, name)).split(sep).join('/');
    // Older versions are kept with their own releases.
    if (path.startsWith('v/') || path === 'versions.json' || !statSync(join(site, name)).isFile()) continue;
    files[path] = readFileSync(join(site, name));
  }
  writeFileSync(file, zipSync(files, { level: 9, mtime: '2020-01-01' }));
  console.log(`${Object.keys(files).length} files in ${file}`);
}

/** @param {string} directory @param {string} site */
function add(directory, site) {
  const versions = [];
  for (const name of readdirSync(directory)) {
    const version = NAME.exec(name)?.[1];
    if (version === undefined) continue;
    const place = join(site, 'v', version);
    for (const [path, data] of Object.entries(unzipSync(readFileSync(join(directory, name))))) {
      const target = resolve(place, path);
      if (path.endsWith('/')) continue;
      if (!target.startsWith(place + sep)) throw new Error(`${name} wants to write outside of its place: ${path}`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, data);
    }
    versions.push(version);
  }
  versions.sort(newestFirst);
  writeFileSync(join(site, 'versions.json'), JSON.stringify({ versions }));
  console.log(versions.length === 0 ? 'no versions' : `versions: ${versions.join(', ')}`);
}

const [what, where, site = join(root, 'dist')] = process.argv.slice(2);
if (where === undefined || (what !== 'pack' && what !== 'add')) {
  console.error('npm run versions -- pack FILE.zip [SITE]\nnpm run versions -- add DIRECTORY [SITE]');
  process.exit(2);
}
(what === 'pack' ? pack : add)(resolve(where), resolve(site));
