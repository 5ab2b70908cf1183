/** Which interface an app speaks, and which its server expects (PEP 3333; ASGI 3.0; measured with gunicorn 26 and uvicorn). */
import type { Project, ServerLine, Slip } from '../model.ts';
import { pythonFunctions, pythonLines } from '../python-lines.ts';
import { settingsOf } from '../gunicorn-line.ts';
import { slip } from './make.ts';

type Interface = 'wsgi' | 'asgi';

interface Served {
  readonly expects: Interface;
  readonly file: string;
  readonly name: string;
  readonly by: string;
}

const ASGI_CLASS = /asgi|uvicorn/i;

function appOf(target: string, cwd: string): { readonly file: string; readonly name: string } {
  const [module = '', name = 'application'] = target.split(':');
  return { file: `${cwd.replace(/\/$/, '')}/${module.replaceAll('.', '/')}.py`, name: name.replace(/\(.*$/, '') };
}

function servedBy({ argv, cwd }: ServerLine, project: Project): Served | null {
  const program = (argv[0] ?? '').split('/').at(-1) ?? '';
  if (program === 'uvicorn') {
    const target = argv.slice(1).find((word) => /^[\w.]+:\w+$/.test(word));
    return target === undefined || argv.includes('wsgi')
      ? null
      : { expects: 'asgi', by: 'uvicorn', ...appOf(target, cwd) };
  }
  if (program !== 'gunicorn') return null;
  const { target, workerClass } = settingsOf(argv, cwd, project.files);
  if (target === null) return null;
  const expects = ASGI_CLASS.test(workerClass) ? 'asgi' : 'wsgi';
  return { expects, by: workerClass, ...appOf(target, cwd) };
}

interface Spoken {
  readonly speaks: Interface;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** The interface of `name` in a file, as far as it is plain to see. */
function interfaceOf(text: string, name: string): Spoken | null {
  const lines = pythonLines(text);
  const def = pythonFunctions(lines).find((one) => one.indent === 0 && one.name === name);
  const place = (line: number): { line: number; from: number; to: number } => {
    const from = Math.max(0, lines[line - 1]?.raw.indexOf(name) ?? 0);
    return { line, from, to: from + name.length };
  };
  if (def !== undefined) {
    if (def.async && def.params.length === 3) return { speaks: 'asgi', ...place(def.line) };
    return !def.async && def.params.length === 2 ? { speaks: 'wsgi', ...place(def.line) } : null;
  }
  for (const line of lines) {
    const made = new RegExp(String.raw`^${name}\s*=\s*(\w+)\(`).exec(line.code)?.[1] ?? '';
    if (/^(FastAPI|Starlette|Quart|Litestar|get_asgi_application)$/.test(made))
      return { speaks: 'asgi', ...place(line.number) };
    if (/^(Flask|Bottle|get_wsgi_application)$/.test(made)) return { speaks: 'wsgi', ...place(line.number) };
  }
  return null;
}

export function interfaceSlips(project: Project, path: string): Slip[] {
  return project.servers.flatMap((server) => {
    const served = servedBy(server, project);
    if (served === null || served.file !== path) return [];
    const spoken = interfaceOf(project.files[path] ?? '', served.name);
    if (spoken === null || spoken.speaks === served.expects) return [];
    const { by, name } = served;
    return [
      slip(
        'wrong-interface',
        'error',
        spoken,
        spoken.speaks === 'asgi'
          ? [
              `${name} speaks ASGI (scope, receive, send), and a ${by} worker calls it with environ and start_response: every request is a 500. Use an ASGI worker.`,
              `${name} 是 ASGI（scope、receive、send），而 ${by} worker 用 environ 與 start_response 呼叫它：每個請求都是 500。請改用 ASGI 的 worker。`,
            ]
          : [
              `${name} speaks WSGI (environ, start_response), and ${by} calls it with scope, receive and send: every request is a 500. Use a WSGI worker.`,
              `${name} 是 WSGI（environ、start_response），而 ${by} 用 scope、receive、send 呼叫它：每個請求都是 500。請改用 WSGI 的 worker。`,
            ],
      ),
    ];
  });
}
