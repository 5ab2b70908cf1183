/**
 * What the take-home project is made from: the servers of one run, the learner's files, and what the app imports. The
 * places on the simulated host become places in a folder: the app's directory is its root, /etc/nginx its `nginx`.
 */
import type { ScenarioInput } from '../scenario/schema.ts';
import { appServer, type AppServer } from './app-server.ts';

export type Texts = Readonly<Record<string, string>>;

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
  readonly missing: readonly ('kitchen' | 'server' | 'certificate')[];
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
  'asgiref',
  'requests',
  'uvicorn_worker',
  'gevent',
  'waitress',
];
const ON_INDEX: Readonly<Record<string, string>> = { uvicorn_worker: 'uvicorn-worker' };
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

/** Does nginx read a certificate that no file of the project is? */
const wantsCertificate = (texts: Texts): boolean =>
  Object.entries(texts).some(
    ([path, text]) =>
      path.startsWith('/etc/nginx/') &&
      [...text.matchAll(/^\s*ssl_certificate\s+([^;\s]+)/gm)].some(([, file = '']) => texts[file] === undefined),
  );

const isOwnModule = (name: string, home: string, texts: Texts): boolean =>
  Object.keys(texts).some((path) => path === `${home}/${name}.py` || path.startsWith(`${home}/${name}/`));

export function makeProject(source: ProjectSource): Project {
  const texts = textsOf(source);
  const { app, known } = appServer(source.scenario.servers ?? [], texts);
  const imported = imports(texts);
  const asked = [...(source.scenario.packages ?? []), ...KNOWN_PACKAGES.filter((name) => imported.has(name))];
  const settings = `${app.options.join(' ')}\n${texts[`${app.home}/gunicorn.conf.py`] ?? ''}`;
  const uvicornsWorker = /uvicorn_worker|uvicorn\.workers/.test(settings);
  if (uvicornsWorker) asked.push('uvicorn_worker');
  if (/\bgevent\b/.test(settings)) asked.push('gevent');
  // uvicorn brings no WebSocket of its own.
  const speaks = Object.entries(texts).some(([path, text]) => path.endsWith('.py') && /\bwebsocket\b/i.test(text));
  if (speaks && (app.program === 'uvicorn' || uvicornsWorker)) asked.push('websockets');
  const packages = [app.program, ...asked].map((name) => ON_INDEX[name] ?? name);
  const kitchen = imported.has('diner') && !isOwnModule('diner', app.home, texts);
  return {
    name: source.name,
    app,
    own: Object.fromEntries(Object.entries(texts).map(([path, text]) => [placeOf(path, app.home), text])),
    packages: [...new Set(packages)].toSorted(),
    visits: (source.scenario.traffic ?? []).map((load) => ({
      path: load.targets?.[0]?.path ?? '/',
      count: Math.min(20, Math.max(1, load.count ?? 1)),
    })),
    missing: [
      ...(kitchen ? (['kitchen'] as const) : []),
      ...(known ? [] : (['server'] as const)),
      ...(wantsCertificate(texts) ? (['certificate'] as const) : []),
    ],
  };
}
