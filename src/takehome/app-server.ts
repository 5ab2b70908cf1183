/**
 * Which command starts the app: the scenario's own server, else what a unit's ExecStart, a Procfile or a script of the
 * lesson says, in this order.
 */
import type { ScenarioInput } from '../scenario/schema.ts';

type ServerInput = NonNullable<ScenarioInput['servers']>[number];
type Texts = Readonly<Record<string, string>>;

/** The server that runs the app, as its command line tells. */
export interface AppServer {
  readonly program: 'gunicorn' | 'uvicorn';
  /** `module:callable`. */
  readonly target: string;
  /** The options before and after it. */
  readonly options: readonly string[];
  /** Directory on the host, which the project keeps. */
  readonly home: string;
  readonly user: string;
  readonly port: number;
  /** Directory and name of the socket that it listens on instead of a port; null where there is none. */
  readonly socket: string | null;
  /** The name of its unit's file where the learner has written one, and the program's file as that says it. */
  readonly unit: { readonly name: string; readonly executable: string } | null;
}

interface Started {
  readonly argv: readonly string[];
  readonly cwd?: string | undefined;
  readonly user?: string | undefined;
  readonly unit?: string;
}

const UNITS = /^\/etc\/systemd\/system\/([^/]+\.service)$/;
const SCRIPTS = /(?:\.sh|\/Procfile)$/;
/** Options of gunicorn and uvicorn that stand alone. */
const FLAGS = /^--(?:preload|reload|proxy-headers|no-proxy-headers|no-access-log|daemon|check-config|no-sendfile)$/;

const programOf = (argv: readonly string[]): string => argv[0]?.split('/').pop() ?? '';
const starts = ({ argv }: Started): boolean =>
  ['gunicorn', 'uvicorn'].includes(programOf(argv)) && targetAt(argv.slice(1)) >= 0;
const words = (line: string): string[] =>
  line.match(/"[^"]*"|'[^']*'|\S+/g)?.map((one) => one.replace(/^(["'])(.*)\1$/, '$2')) ?? [];

function ofUnit(name: string, text: string): Started {
  const value = (key: string): string | undefined =>
    new RegExp(`^${key}\\s*=\\s*(.*)$`, 'm').exec(text.replace(/\\\n/g, ' '))?.[1]?.trim();
  return { argv: words(value('ExecStart') ?? ''), cwd: value('WorkingDirectory'), user: value('User'), unit: name };
}

/** Lines of a script that begin with the program; what they send their output to, and where they run, is left out. */
const ofScript = (text: string): Started[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\w+:\s+)?(?:exec\s+|nohup\s+)?/, '').replace(/\s+(?:\d?>|&|\|).*$/, ''))
    .map((line) => ({ argv: words(line) }));

function found(servers: readonly ServerInput[], texts: Texts): Started | undefined {
  const units = Object.entries(texts).flatMap(([path, text]) => {
    const name = UNITS.exec(path)?.[1];
    return name === undefined ? [] : ofUnit(name, text);
  });
  const scripts = Object.entries(texts).flatMap(([path, text]) => (SCRIPTS.test(path) ? ofScript(text) : []));
  return [...servers, ...units, ...scripts].find(starts);
}

/** Where nothing says it: a `wsgi.py` is there to be started, else `app.py`. */
const guessed = (texts: Texts, home: string): string =>
  texts[`${home}/wsgi.py`] === undefined ? 'app:app' : 'wsgi:app';

export function appServer(
  servers: readonly ServerInput[],
  texts: Texts,
): { readonly app: AppServer; readonly known: boolean } {
  const start = found(servers, texts);
  const home = (start ?? servers.find((one) => one.cwd !== undefined))?.cwd ?? '/srv/diner';
  const user = start?.user ?? 'ubuntu';
  if (!start) {
    const target = guessed(texts, home);
    const app = { program: 'gunicorn', target, options: [], home, user, port: 8000, socket: null, unit: null } as const;
    return { app, known: false };
  }
  const [executable = '', ...rest] = start.argv;
  const at = targetAt(rest);
  const options = rest.filter((_, i) => i !== at);
  const socket = / unix:(\S+)/.exec(` ${options.join(' ').replace(/(-b|--bind)=?/g, ' ')}`)?.[1] ?? null;
  return {
    app: {
      program: programOf(start.argv) === 'uvicorn' ? 'uvicorn' : 'gunicorn',
      target: rest[at] ?? 'app:app',
      options,
      home,
      user,
      port: portOf(options),
      socket: socket === null || socket.startsWith('/') ? socket : `${home}/${socket}`,
      unit: start.unit === undefined ? null : { name: start.unit, executable },
    },
    known: true,
  };
}

/** The folder of the virtual environment, which the README makes: the one that the learner's unit names, if it does. */
export function venvOf(app: AppServer): string {
  const { executable = '' } = app.unit ?? {};
  const [, venv] = executable.startsWith(`${app.home}/`)
    ? (/^([^/]+)\/bin\//.exec(executable.slice(app.home.length + 1)) ?? [])
    : [];
  return venv ?? '.venv';
}

/** The first word that is neither an option nor the value of one; -1. */
function targetAt(rest: readonly string[]): number {
  let value = false;
  return rest.findIndex((word) => {
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
