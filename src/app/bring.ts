/**
 * What the programs themselves say of an app that was brought: `nginx -t` and `systemd-analyze verify` on a machine that
 * holds its files (nothing of the app is run), and the tables of what the models read without acting on it.
 */
import { withoutTls, type Finding, type Kitchen } from '../classroom/bring/index.ts';
import { reference } from '../language/index.ts';
import { readList } from '../python/shelf.ts';
import { checkNginx } from '../sandbox/check-nginx.ts';
import { checkUnit } from '../sandbox/check-unit.ts';
import { PACKAGES_PATH } from '../sandbox/python-files.ts';

let list: Promise<readonly string[]> | null = null;

async function fetchShelf(): Promise<readonly string[]> {
  try {
    const response = await fetch(new URL(`${PACKAGES_PATH}/index.json`, document.baseURI), { credentials: 'omit' });
    return response.ok ? readList(await response.text()).map((one) => one.name) : [];
  } catch {
    list = null;
    return [];
  }
}

/** Names of the Python packages that this build has. */
export const shelf = (): Promise<readonly string[]> => (list ??= fetchShelf());

const isNginx = (path: string): boolean => path.startsWith('/etc/nginx/');

/** Names at the beginning of a line that a model reads and does not act on. */
function idle(path: string, text: string, kind: 'nginx' | 'gunicorn', as: Finding['kind']): Finding[] {
  const names = new Set(reference().flatMap((entry) => (entry.kind === kind && !entry.acts ? [entry.name] : [])));
  const pattern = kind === 'nginx' ? /^\s*([a-z][a-z0-9_]*)[\s;{]/ : /^([a-z][a-z0-9_]*)\s*=/;
  const seen = new Set<string>();
  return text.split('\n').flatMap((line, i): Finding[] => {
    const name = pattern.exec(line)?.[1];
    if (name === undefined || !names.has(name) || seen.has(name)) return [];
    seen.add(name);
    return [{ kind: as, path, line: i + 1, word: name }];
  });
}

function nginxFindings(files: Kitchen['files']): Finding[] {
  const conf = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, isNginx(path) ? withoutTls(text) : text]),
  );
  const first = Object.keys(conf).find(isNginx);
  if (first === undefined) return [];
  return checkNginx(conf, first, conf[first] ?? '').map(({ path, line, message }): Finding => ({
    kind: 'nginx-test',
    path,
    line,
    word: message,
  }));
}

export function inspect({ files, scenario }: Kitchen): readonly Finding[] {
  const unit = Object.keys(files).find((path) => path.startsWith('/etc/systemd/system/'));
  return [
    ...nginxFindings(files),
    ...(unit === undefined
      ? []
      : checkUnit(scenario.files ?? {}, unit, files[unit] ?? '').map(({ path, line, message }): Finding => ({
          kind: 'unit',
          path,
          line,
          word: message,
        }))),
    ...Object.entries(files).flatMap(([path, text]) =>
      isNginx(path)
        ? idle(path, text, 'nginx', 'nginx-checked')
        : /gunicorn[^/]*\.py$/.test(path)
          ? idle(path, text, 'gunicorn', 'gunicorn')
          : [],
    ),
  ];
}
