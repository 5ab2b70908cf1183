/** Lines of the access log (ngx_http_log_module.c). */
import { compileTemplate, evaluate, type Template } from '../conf/template.ts';
import { fullName } from '../conf/host.ts';
import type { Req } from '../http/request.ts';
import { errorText } from './host-sys.ts';
import { escapeJson, escapeLog } from './logs.ts';
import type { WorkerState } from './worker-state.ts';
import { lists } from '../http/settings.ts';

const never = (message: string): never => {
  throw new Error(message);
};
const COMBINED = compileTemplate(
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"',
  never,
);

/** Debian's nginx writes here when nothing is said. */
const DEFAULT_PATH = '/var/log/nginx/access.log';

export function logRequest(worker: WorkerState, r: Req): void {
  const directives = lists(r.level, 'access_log');
  if (directives.length === 0) return void worker.log.append(DEFAULT_PATH, formatLine(worker, r, 'combined'));
  for (const d of directives) {
    const [target = '', format = 'combined', ...rest] = d.args;
    if (target === 'off') return;
    const condition = rest.find((a) => a.startsWith('if='))?.slice(3);
    if (condition !== undefined) {
      const value = worker.variables.source(condition, r);
      if (value === '' || value === '0') continue;
    }
    if (target.startsWith('syslog:')) continue;
    const path = fullName(worker.prefix, worker.variables.source(target, r));
    const refused = worker.log.append(path, formatLine(worker, r, format));
    if (refused !== null)
      worker.error(r, 'crit', `open() "${path}" failed (${errorText(refused)}) while logging request`);
  }
}

function formatLine(worker: WorkerState, r: Req, name: string): string {
  const format = worker.config.formats.get(name);
  const template: Template = format?.template ?? COMBINED;
  const escape = format?.escape ?? 'default';
  const text = evaluate(
    template,
    (variable) => {
      const value = worker.variables.find(variable, r);
      if (escape === 'none') return value ?? '';
      if (escape === 'json') return escapeJson(value ?? '');
      return value === null ? '-' : escapeLog(value);
    },
    (i) => r.captures[i] ?? '',
  );
  return `${text}\n`;
}
