// Takes lessons home: packs each as a project, unpacks the zip elsewhere, starts it with the real gunicorn or uvicorn
// behind the real nginx, and compares the answers with the simulation's. What a lesson needs and the machine lacks (a
// program, a Python package) is said and not counted.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { fromUtf8, concat } from '../../src/base/bytes.ts';
import { drive, type GuestSource } from '../../src/cli/drive.ts';
import { lazyGuest } from '../../src/cli/python.ts';
import { nodeShelf } from '../../src/cli/shelf.ts';
import type { LessonPack } from '../../src/course/catalogue.ts';
import { scenarioOf } from '../../src/course/scenario.ts';
import { createRun } from '../../src/scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../src/scenario/schema.ts';
import { makeProject, projectFiles, startCommand, zipProject, type Project } from '../../src/takehome/index.ts';
import { readLessonFolders } from './folders.ts';
import { loadPack } from './play.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const NGINX = '/usr/sbin/nginx';
const PATIENCE = 15_000;
/** So many lessons at least must be comparable: else the comparison itself is broken. */
const LEAST = 5;

/** What the simulation answers to each path, asked one after the other through the front door. */
async function simulated(scenario: ScenarioInput, paths: readonly string[], guest: GuestSource): Promise<Answer[]> {
  const parsed = parseScenario({
    ...scenario,
    traffic: [],
    until: 0,
    inputs: paths.map((target, i) => ({ kind: 'request', id: `r${i}`, at: i * 8_000_000, to: '127.0.0.1:80', target })),
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario, { shelf: nodeShelf() });
  await drive(run, guest);
  return paths.map((_, i) => {
    const outcome = run.requests.get(`r${i}`);
    const headers = new Map(outcome?.head?.headers.map(({ name, value }) => [name.toLowerCase(), value]) ?? []);
    return {
      status: outcome?.head?.status ?? 0,
      type: headers.get('content-type') ?? '',
      body: fromUtf8(concat(outcome?.pieces.map((piece) => piece.data) ?? [])),
    };
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), resolve(true))).on('error', () => resolve(false));
  });

async function up(port: number, child: ChildProcess): Promise<boolean> {
  for (const until = Date.now() + PATIENCE; Date.now() < until && child.exitCode === null;) {
    if (await connects(port)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

const ask = (port: number, path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { port, path, host: '127.0.0.1', timeout: PATIENCE, agent: false };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body });
      });
    })
      .on('error', reject)
      .end();
  });

/** Unpacks the zip, with other ports and places for logs: 80 and /var/log/nginx may be somebody's on this machine. */
function unpack(dir: string, zip: Uint8Array, swaps: readonly (readonly [RegExp, string])[]): void {
  for (const [path, bytes] of Object.entries(unzipSync(zip))) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      swaps.reduce((text, [from, to]) => text.replace(from, to), fromUtf8(bytes)),
    );
  }
}

function mainConf(dir: string, own: readonly string[]): string {
  const whole = join(dir, 'nginx/nginx.conf');
  if (existsSync(whole)) return whole;
  const sites = own.filter((path) => /^nginx\/(?:sites-enabled|sites-available|conf\.d)\//.test(path));
  const includes = (sites.length > 0 ? sites : ['nginx/site.conf']).map((path) => `    include ${join(dir, path)};\n`);
  const file = join(dir, 'main.conf');
  writeFileSync(file, `events {\n}\nhttp {\n    include /etc/nginx/mime.types;\n${includes.join('')}}\n`);
  return file;
}

async function real(project: Project, paths: readonly string[]): Promise<Answer[] | string> {
  const dir = mkdtempSync(join(tmpdir(), 'home-'));
  // nginx's workers are somebody else, and read files below here.
  chmodSync(dir, 0o755);
  const folder = join(dir, project.name);
  const [front, back] = [await freePort(), await freePort()];
  mkdirSync(join(dir, 'logs'), { mode: 0o777 });
  unpack(dir, zipProject(project.name, projectFiles(project, 'en')), [
    [new RegExp(`(?<=[:= ])${project.app.port}\\b`, 'g'), String(back)],
    [/listen(\s+)80\b/g, `listen$1127.0.0.1:${front}`],
    [/\/var\/log\/nginx/g, join(dir, 'logs')],
    [/\/srv\/diner/g, folder],
  ]);
  const children: ChildProcess[] = [];
  const start = (command: string, args: readonly string[]): ChildProcess => {
    const child = spawn(command, args, { cwd: folder, stdio: 'ignore', detached: true });
    children.push(child);
    return child;
  };
  try {
    const command = startCommand(project).replace(new RegExp(`(?<=[:= ])${project.app.port}\\b`, 'g'), String(back));
    if (!(await up(back, start('sh', ['-c', `exec ${command}`])))) return `${command} did not start`;
    const conf = mainConf(folder, Object.keys(project.own));
    const nginx = start(NGINX, [
      '-p',
      dir,
      '-c',
      conf,
      '-g',
      `daemon off; pid ${dir}/nginx.pid; error_log ${dir}/logs/e.log;`,
    ]);
    if (!(await up(front, nginx))) return 'nginx did not start';
    const answers: Answer[] = [];
    for (const path of paths) answers.push(await ask(front, path));
    return answers;
  } finally {
    for (const child of children.reverse())
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Versions, ids and addresses that differ between any two machines. */
const plain = (text: string): string =>
  text
    .replace(/(nginx|gunicorn|uvicorn|Werkzeug|Python)\/[\d.]+(?: \([^)]*\))?/g, '$1')
    .replace(/\b(?:pid|process)\D{0,3}\d+/gi, 'pid')
    .replace(/0x[0-9a-f]+/g, '0x')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:port');

const lacks = (project: Project): string | null => {
  const program = spawnSync(project.app.program, ['--version']).status === 0 ? null : project.app.program;
  if (program !== null) return program;
  const others = project.packages.filter((name) => name !== project.app.program);
  const missing = others.find(
    (name) => spawnSync('/usr/bin/python3', ['-c', `import ${name.replace('-', '_')}`]).status !== 0,
  );
  return missing ?? null;
};

async function takeHome(pack: LessonPack, guest: GuestSource): Promise<readonly string[] | 'left out'> {
  const run = pack.lesson.runs[0];
  if (!run) return 'left out';
  const scenario = scenarioOf(pack.lesson, run.id, pack.start);
  const project = makeProject({ name: pack.id, scenario, files: pack.start });
  const servers = (scenario.servers ?? []).map(({ argv }) => argv[0] ?? '');
  const through = servers.includes('nginx') && servers.filter((name) => name === project.app.program).length === 1;
  // Limits count in the visitors' time, which is not kept here.
  const counting = Object.values(project.own).some((text) => /\blimit_(?:req|conn)\b/.test(text));
  if (!through || counting || project.missing.length > 0 || lacks(project) !== null) return 'left out';
  const paths = [...new Set(project.visits.map(({ path }) => path))];
  const [ours, theirs] = [await simulated(scenario, paths, guest), await real(project, paths)];
  if (typeof theirs === 'string') return [theirs];
  return paths.flatMap((path, i) => {
    // Which words a server finds for its own failure is a matter of its version (docs/fidelity.md).
    if ((ours[i]?.status ?? 500) >= 500) return [];
    const [a, b] = [ours[i], theirs[i]].map((answer) => plain(JSON.stringify(answer)));
    return a === b ? [] : [`${path}\n    simulated ${a}\n    real      ${b}`];
  });
}

/** Exit code 1 where an answer differs; the lessons may be named. */
export async function main(wanted: readonly string[], root: string): Promise<number> {
  if (!existsSync(NGINX) || spawnSync('gunicorn', ['--version']).status !== 0) {
    process.stdout.write('no nginx or no gunicorn on this machine: nothing taken home\n');
    return 0;
  }
  const guest = lazyGuest();
  let [same, different, left] = [0, 0, 0];
  for (const folder of readLessonFolders(join(root, 'lessons'))) {
    if (wanted.length > 0 && !wanted.includes(folder.id)) continue;
    const problems = await takeHome(await loadPack(folder), guest);
    if (problems === 'left out') left++;
    else if (problems.length === 0) same++;
    else {
      different++;
      process.stdout.write(`${folder.id}: ${problems.join('\n  ')}\n`);
    }
  }
  process.stdout.write(`taken home: ${same} answer as in the simulation, ${different} differ, ${left} left out\n`);
  return different === 0 && (wanted.length > 0 || same >= LEAST) ? 0 : 1;
}
