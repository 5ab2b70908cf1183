// Wheels from a Python index: by pip where there is one, since it knows this machine's own indexes, else by the index's
// "simple" interface (PEP 503, PEP 691).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SECONDS = 20;
const OPTIONS = ['--quiet', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--disable-pip-version-check'];
const PATIENCE = ['--retries=0', `--timeout=${SECONDS}`];

/**
 * @param {readonly import('./list.mjs').Wanted[]} wanted
 * @param {string} folder is emptied first
 * @returns {Promise<Map<string, Uint8Array>>} wheels by package name, as many as there are
 */
export async function fromIndex(wanted, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pinned = wanted.filter(({ version }) => version !== '');
  if (hasPip()) byPip(pinned, folder);
  else await byHand(pinned, folder);
  /** @type {Map<string, Uint8Array>} */
  const found = new Map();
  for (const file of readdirSync(folder)) {
    const name = (file.split('-')[0] ?? '').toLowerCase();
    if (file.endsWith('.whl')) found.set(name, new Uint8Array(readFileSync(join(folder, file))));
  }
  return found;
}

const pip = (/** @type {readonly string[]} */ args) =>
  spawnSync('python3', ['-m', 'pip', ...args], { stdio: 'ignore', timeout: 180_000 }).status === 0;

const hasPip = () => pip(['--version']);

/** @param {readonly import('./list.mjs').Wanted[]} wanted @param {string} folder */
function byPip(wanted, folder) {
  const spec = (/** @type {import('./list.mjs').Wanted} */ { name, version }) => `${name}==${version}`;
  const download = (/** @type {readonly string[]} */ specs) =>
    pip(['download', ...OPTIONS, ...PATIENCE, '--dest', folder, ...specs]);
  if (wanted.length === 0 || download(wanted.map(spec))) return;
  // One that the index does not have makes pip fetch none; an index that does not answer to the first fails them all.
  let misses = 0;
  for (const one of wanted) {
    if (misses === 2 && readdirSync(folder).length === 0) return;
    if (!download([spec(one)])) misses++;
  }
}

/** Without pip only an index that the environment names is asked: which one pip would ask is pip's own knowledge. */
const index = process.env['PIP_INDEX_URL']?.replace(/\/?$/, '/');

/** @param {readonly import('./list.mjs').Wanted[]} wanted @param {string} folder */
async function byHand(wanted, folder) {
  if (index === undefined) return;
  for (const { name, version } of wanted) {
    try {
      const page = new URL(`${name.replaceAll('_', '-')}/`, index);
      const html = await (await get(page)).text();
      const links = [...html.matchAll(/href="([^"]+?\.whl)(#[^"]*)?"/g)].map(([, href = '']) => new URL(href, page));
      const mine = links.filter(({ pathname }) =>
        decodeURIComponent(pathname.split('/').pop() ?? '')
          .toLowerCase()
          .startsWith(`${name}-${version}-`),
      );
      const wheel = mine.find(({ pathname }) => pathname.endsWith('-none-any.whl')) ?? mine[0];
      if (!wheel) continue;
      writeFileSync(
        join(folder, wheel.pathname.split('/').pop() ?? name),
        new Uint8Array(await (await get(wheel)).arrayBuffer()),
      );
    } catch {
      // No answer to the first question: there is no index to be had.
      if (readdirSync(folder).length === 0) return;
    }
  }
}

async function get(/** @type {URL} */ url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(SECONDS * 1000) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response;
}
