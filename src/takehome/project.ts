/**
 * What the take-home project is made from: the servers of one run, the learner's files, and what the app imports. The
 * places on the simulated host become places in a folder: the app's directory is its root, /etc/nginx its `nginx`.
 */
import type { ScenarioInput } from '../scenario/schema.ts';

type ServerInput = NonNullable<ScenarioInput['servers']>[number];
export type Texts = Readonly<Record<string, string>>;

/** The server that runs the app, as its command line tells. */
export interface AppServer {
  readonly program: 'gunicorn' | 'uvicorn';
  /** `module:callable`, and the options before and after it. */
  readonly target: string;
  readonly options: readonly string[];
  /** Directory on the host, which the project keeps. */
  readonly home: string;
  readonly user: string;
  readonly port: number;
}

export interface Project {
  /** A name for folder, unit and site: letters, digits, dashes. */
  readonly name: string;
  readonly app: AppServer;
  /** Path in the project -> text: what the learner wrote. */
  readonly own: Texts;
  /** Packages of the Python index, without versions. */
  readonly packages: readonly string[];
  /** What the lesson's visitors ask for. */
  readonly visits: readonly { readonly path: string; readonly count: number }[];
  /** Things of the lesson's world that a real machine does not have. */
  readonly missing: readonly ('kitchen' | 'server')[];
}

export interface ProjectSource {
  readonly name: string;
  readonly scenario: ScenarioInput;
  /** Absolute path on the simulated host -> text. */
  readonly files: Texts;
}

const KNOWN_PACKAGES = [
  'flask',
  'django',
  'starlette',
  'werkzeug',
  'jinja2',
  'requests',
  'uvicorn_worker',
  'gevent',
  'waitress',
];
const ON_INDEX: Readonly<Record<string, string>> = { uvicorn_worker: 'uvicorn-worker' };
/** Options of gunicorn and uvicorn that stand alone. */
const FLAGS = /^--(?:preload|reload|proxy-headers|no-proxy-headers|no-access-log|daemon|check-config|no-sendfile)$/;

const programOf = (server: ServerInput): string => server.argv[0]?.split('/').pop() ?? '';

function appServer(servers: readonly ServerInput[]): { readonly app: AppServer; readonly known: boolean } {
  const found = servers.find((one) => ['gunicorn', 'uvicorn'].includes(programOf(one)));
  const home = (found ?? servers.find((one) => one.cwd !== undefined))?.cwd ?? '/srv/diner';
  const user = found?.user ?? 'ubuntu';
  if (!found) {
    const app = { program: 'gunicorn', target: 'app:app', options: [], home, user, port: 8000 } as const;
    return { app, known: false };
  }
  const program = programOf(found) === 'uvicorn' ? 'uvicorn' : 'gunicorn';
  const [, ...words] = found.argv;
  const at = targetAt(words);
  const options = words.filter((_, i) => i !== at);
  return { app: { program, target: words[at] ?? 'app:app', options, home, user, port: portOf(options) }, known: true };
}

/** The first word that is neither an option nor the value of one. */
function targetAt(words: readonly string[]): number {
  let value = false;
  return words.findIndex((word) => {
    const free = !word.startsWith('-') && !value;
    value =
      word.startsWith('-') &&
      !word.includes('=') &&
      !FLAGS.test(word) &&
      !(/^-[A-Za-z]./.test(word) && !word.startsWith('--'));
    return free;
  });
}

function portOf(options: readonly string[]): number {
  const joined = ` ${options.join(' ')} `;
  return Number(/\s(?:--port[ =]|-b ?\S*:|--bind[ =]\S*:)(\d+)\s/.exec(joined)?.[1] ?? '8000');
}

function placeOf(path: string, home: string): string {
  const under = (directory: string): string | null =>
    path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : null;
  const inHome = under(home);
  if (inHome !== null) return inHome;
  const nginx = under('/etc/nginx');
  if (nginx !== null) return `nginx/${nginx}`;
  const unit = under('/etc/systemd/system');
  return unit === null ? `root${path}` : `systemd/${unit}`;
}

/** Top-level names that the project's own Python files import. */
function imports(files: Texts): Set<string> {
  const names = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    if (!path.endsWith('.py')) continue;
    for (const [, from, list] of text.matchAll(/^\s*(?:from\s+([\w.]+)\s+import\b|import\s+([\w., ]+))/gm))
      for (const name of (from ?? list ?? '').split(',')) names.add(name.trim().split(/[.\s]/)[0] ?? '');
  }
  return names;
}

/** Text of every file that the scenario brings and the learner may have changed. */
function textsOf({ scenario, files }: ProjectSource): Texts {
  const own: Record<string, string> = {};
  for (const [path, file] of Object.entries(scenario.files ?? {})) if (typeof file === 'string') own[path] = file;
  return { ...own, ...files };
}

export function makeProject(source: ProjectSource): Project {
  const { app, known } = appServer(source.scenario.servers ?? []);
  const texts = textsOf(source);
  const imported = imports(texts);
  const asked = [...(source.scenario.packages ?? []), ...KNOWN_PACKAGES.filter((name) => imported.has(name))];
  const worker = `${app.options.join(' ')}\n${texts[`${app.home}/gunicorn.conf.py`] ?? ''}`;
  if (/uvicorn_worker|uvicorn\.workers/.test(worker)) asked.push('uvicorn_worker');
  if (/\bgevent\b/.test(worker)) asked.push('gevent');
  const packages = [app.program, ...asked].map((name) => ON_INDEX[name] ?? name);
  return {
    name: source.name,
    app,
    own: Object.fromEntries(Object.entries(texts).map(([path, text]) => [placeOf(path, app.home), text])),
    packages: [...new Set(packages)].toSorted(),
    visits: (source.scenario.traffic ?? []).map((load) => ({
      path: load.targets?.[0]?.path ?? '/',
      count: Math.min(20, Math.max(1, load.count ?? 1)),
    })),
    missing: [...(imported.has('diner') ? (['kitchen'] as const) : []), ...(known ? [] : (['server'] as const))],
  };
}
