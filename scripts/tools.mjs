// What start and test share: running a command so that its output is seen, installing what is missing, finding a browser.
// Plain Node without dependencies: it must run before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** As in npm's own scripts: the project's programs first, the newer Node among them. */
const env = { ...process.env, PATH: join(root, 'node_modules', '.bin') + delimiter + (process.env['PATH'] ?? '') };

/**
 * Runs a command in the project's root with its output on the screen.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [extraEnv]
 * @returns {boolean} whether it ended with exit status 0
 */
export function run(command, args, extraEnv = {}) {
  console.log(`\n$ ${[command, ...args].join(' ')}`);
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, [...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, ...extraEnv },
    shell,
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/**
 * @param {string} file path from the project's root
 * @returns {unknown} undefined where the file is absent or broken
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file a lockfile of npm
 * @returns {Map<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  const lock = /** @type {{ packages?: Record<string, { version?: string, optional?: boolean }> } | undefined} */ (
    readJson(file)
  );
  return new Map(Object.entries(lock?.packages ?? {}).filter(([path]) => path !== ''));
}

/** npm keeps in node_modules/.package-lock.json what it really installed: compare that with what the project asks for. */
function installed() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  return [...wanted].every(
    ([path, { version, optional }]) => optional === true || present.get(path)?.version === version,
  );
}

/** The newer Node unpacks itself by an install script, which `--ignore-scripts` keeps from running. */
const hasNode24 = () => ['node', 'node.exe'].some((name) => existsSync(join(root, 'node_modules/node/bin', name)));

/** Installs the exact packages of the lockfile, and the newer Node among them, unless they are there. */
export function ensureInstalled() {
  if (!installed()) {
    console.log('Installing the packages of package-lock.json …');
    if (!run('npm', ['ci', '--no-audit', '--no-fund'])) return false;
  }
  return hasNode24() || run('npm', ['rebuild', 'node', '--ignore-scripts=false']);
}

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** @returns {string | undefined} the browser named by $CHROMIUM, else one of the system; undefined: Playwright's own */
export function findChromium() {
  return [process.env['CHROMIUM'] ?? '', ...CHROMIUMS].find((path) => path !== '' && existsSync(path));
}

const CJK_FONTS = ['/usr/share/fonts/opentype/noto', '/usr/share/fonts/noto-cjk', '/usr/share/fonts/truetype/wqy'];

/**
 * Installs Debian packages where that is ours to do: as root on Debian, and nothing is asked of anybody else. Services
 * that come with them are not started (invoke-rc.d keeps still at runlevel 1).
 * @param {readonly string[]} packages
 */
function debian(packages) {
  if (packages.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const quiet = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  if (run('apt-get', ['update', '-q'], quiet)) {
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], quiet);
  }
}

/** Sees to it that there is a Chromium, and, where we may install one from Debian, fonts for Chinese too. */
export function ensureBrowser() {
  debian([
    ...(findChromium() ? [] : ['chromium']),
    ...(CJK_FONTS.some((path) => existsSync(path)) ? [] : ['fonts-noto-cjk']),
  ]);
  const found = findChromium();
  if (found) console.log(`browser: ${found}`);
  return found !== undefined || run('npx', ['playwright', 'install', 'chromium']);
}

/** The real programs that ours are held against. Where they cannot be installed, those comparisons are left out. */
export function ensureReal() {
  const files = { nginx: '/usr/sbin/nginx', gunicorn: '/usr/bin/gunicorn', uvicorn: '/usr/bin/uvicorn' };
  debian(Object.entries(files).flatMap(([name, file]) => (existsSync(file) ? [] : [name])));
}

/** For Chromium in tests and benches: no sandbox of its own (root in a container), and silence towards the network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
