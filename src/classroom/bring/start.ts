/** How a project is started: the unit's ExecStart, the Procfile's web process, the image's CMD, or what the app looks like. */
import type { Brought, Start } from './model.ts';
import { roleOf } from './classify.ts';

export const PORT = '8000';

/** Words of a command line: quotes are taken off, the port that a platform would give is filled in. */
export function words(line: string): string[] {
  const filled = line.replace(/\$\{PORT(?::-[^}]*)?\}|\$PORT\b/g, PORT);
  return [...filled.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

/** `key=value` lines of a unit, with lines that go on after a backslash joined; the last one counts. */
export function unitValue(text: string, key: string): string | null {
  const joined = text.replace(/\\\n\s*/g, ' ');
  const found = [...joined.matchAll(new RegExp(String.raw`^[ \t]*${key}[ \t]*=[ \t]*(.*)$`, 'gm'))];
  const value = found.at(-1)?.[1]?.trim();
  return value === undefined || value === '' ? null : value;
}

export const lineOf = (text: string, pattern: RegExp): number =>
  text.split('\n').findIndex((line) => pattern.test(line)) + 1;

/** `sh -c "…"`, `exec …`, and variables before the command are not what is started. */
function bare(argv: readonly string[]): string[] {
  const [first = '', second, third] = argv;
  if (/^(?:\/bin\/)?(?:ba|da)?sh$/.test(first) && second === '-c' && third !== undefined) return bare(words(third));
  if (first === 'exec') return bare(argv.slice(1));
  if (/^[A-Z_][A-Z0-9_]*=/.test(first)) return bare(argv.slice(1));
  const end = argv.findIndex((word) => word === '&&' || word === ';' || word === '||');
  return end < 0 ? [...argv] : bare(argv.slice(end + 1));
}

function fromUnit({ path, text }: Brought): Start | null {
  const line = unitValue(text, 'ExecStart');
  const argv = line === null ? [] : bare(words(line.replace(/^[-@:+!]+/, '')));
  return argv.length === 0 ? null : { argv, from: 'unit', path };
}

function fromProcfile({ path, text }: Brought): Start | null {
  const line = /^web:\s*(.+)$/m.exec(text)?.[1];
  return line === undefined ? null : { argv: bare(words(line)), from: 'procfile', path };
}

function arrayOf(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : null;
  } catch {
    return null;
  }
}

function fromDockerfile({ path, text }: Brought): Start | null {
  const joined = text.replace(/\\\n\s*/g, ' ');
  const last = (name: string): string[] => {
    const line = [...joined.matchAll(new RegExp(String.raw`^${name}\s+(.+)$`, 'gm'))].at(-1)?.[1]?.trim();
    if (line === undefined) return [];
    return arrayOf(line.replace(/\$\{PORT(?::-[^}]*)?\}|\$PORT\b/g, PORT)) ?? words(line);
  };
  const argv = bare([...last('ENTRYPOINT'), ...last('CMD')]);
  return argv.length === 0 ? null : { argv, from: 'dockerfile', path };
}

const fromUwsgi = ({ path }: Brought): Start => ({ argv: ['uwsgi', '--ini', path], from: 'uwsgi', path });

const WSGI = [
  /^(\w+)\s*(?::[^=\n]+)?=\s*(?:flask\.)?Flask\(/m,
  /^(\w+)\s*=\s*get_wsgi_application\(/m,
  /^(\w+)\s*=\s*create_app\(/m,
  /^(\w+)\s*=\s*(?:bottle\.)?(?:Bottle|default_app)\(/m,
  /^def (\w+)\(\s*environ\b/m,
];
const ASGI = [
  /^(\w+)\s*(?::[^=\n]+)?=\s*(?:fastapi\.)?FastAPI\(/m,
  /^(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)*Starlette\(/m,
  /^(\w+)\s*=\s*get_asgi_application\(/m,
  /^async def (\w+)\(\s*scope\b/m,
];
const NAMES = ['wsgi.py', 'asgi.py', 'app.py', 'main.py', 'application.py'];

/** The callable of an app, `module:name`, and which standard it follows. */
export function callableIn(
  files: readonly Brought[],
): { readonly target: string; readonly path: string; readonly asgi: boolean } | null {
  const rank = ({ path }: Brought): number => {
    const at = NAMES.indexOf(path.slice(path.lastIndexOf('/') + 1));
    return path.split('/').length * 10 + (at < 0 ? 9 : at);
  };
  const python = files.filter((file) => roleOf(file) === 'python' && /^[\w/]+\.py$/.test(file.path));
  for (const { path, text } of python.toSorted((a, b) => rank(a) - rank(b))) {
    const module = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
    const found = (patterns: readonly RegExp[]): string | undefined =>
      patterns.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined);
    const [wsgi, asgi] = [found(WSGI), found(ASGI)];
    const name = wsgi ?? asgi;
    if (name !== undefined) return { target: `${module}:${name}`, path, asgi: wsgi === undefined };
  }
  return null;
}

function guessed(files: readonly Brought[]): Start | null {
  const app = callableIn(files);
  if (app === null) return null;
  const server = app.asgi ? ['uvicorn', '--port', PORT] : ['gunicorn'];
  return { argv: [...server, app.target], from: 'guess', path: app.path };
}

export function startOf(files: readonly Brought[]): Start | null {
  const of = (role: ReturnType<typeof roleOf>, read: (file: Brought) => Start | null): Start | null =>
    files
      .filter((file) => roleOf(file) === role)
      .map(read)
      .find((start) => start !== null) ?? null;
  return (
    of('unit', fromUnit) ??
    of('procfile', fromProcfile) ??
    of('dockerfile', fromDockerfile) ??
    of('uwsgi', fromUwsgi) ??
    guessed(files)
  );
}
