// The same packages from Debian, without installing anything: `apt-get download` and `dpkg-deb -x`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const HOME = 'usr/lib/python3/dist-packages';

/**
 * @param {readonly import('./list.mjs').Wanted[]} wanted
 * @param {string} folder is emptied first
 * @returns {Map<string, Map<string, Uint8Array>>} files by their path below dist-packages, by package name
 */
export function fromDebian(wanted, folder) {
  /** @type {Map<string, Map<string, Uint8Array>>} */
  const found = new Map();
  rmSync(folder, { recursive: true, force: true });
  for (const { name, debian } of wanted) {
    const at = join(folder, name);
    mkdirSync(at, { recursive: true });
    const quietly = { cwd: at, stdio: /** @type {const} */ ('ignore'), timeout: 120_000 };
    if (spawnSync('apt-get', ['download', '-q', debian], quietly).status !== 0) continue;
    const deb = readdirSync(at).find((file) => file.endsWith('.deb'));
    if (deb === undefined || spawnSync('dpkg-deb', ['-x', deb, 'x'], quietly).status !== 0) continue;
    const files = new Map(filesBelow(join(at, 'x', HOME)));
    const licence = read(join(at, 'x/usr/share/doc', debian, 'copyright'));
    const info = [...files.keys()].find((path) => /\.(dist|egg)-info(\/|$)/.test(path))?.split('/')[0];
    if (info === undefined) continue;
    if (licence) files.set(`${info}/copyright`, licence);
    found.set(name, files);
  }
  return found;
}

/** @returns {Generator<[string, Uint8Array]>} */
function* filesBelow(/** @type {string} */ folder, prefix = '') {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path, `${prefix}${name}/`);
    else yield [`${prefix}${name}`, new Uint8Array(readFileSync(path))];
  }
}

function read(/** @type {string} */ path) {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    return null;
  }
}
