/** proxy_store: a copy of what the upstream answered stays as a file (ngx_http_upstream_store). */
import type { Bytes } from '../../../base/bytes.ts';
import { fullName } from '../conf/host.ts';
import { parseHttpDate } from '../http/dates.ts';
import { mapUri, onDisk } from '../http/paths.ts';
import type { Req } from '../http/request.ts';
import { argsOf } from '../http/settings.ts';
import { errorText } from './host-sys.ts';
import { accessMode, makePath, storeFile } from './stored-file.ts';
import type { WorkerState } from './worker-state.ts';

/** Is the answer to be stored? Only a 200 is. */
export const stores = (r: Req, status: number): boolean =>
  status === 200 && (argsOf(r.level, r.own('store'))?.[0] ?? 'off') !== 'off';

export function storeAnswer(worker: WorkerState, r: Req, body: Bytes, modified: string | undefined): void {
  const { sys, variables, prefix } = worker;
  const [where = 'on'] = argsOf(r.level, r.own('store')) ?? [];
  const path = where === 'on' ? mapUri(r, r.uri, variables, prefix) : fullName(prefix, variables.source(where, r));
  const mode = accessMode(r, r.own('store_access'));
  r.busyWith('reading upstream');
  const number = String(++worker.tempFiles).padStart(10, '0');
  try {
    makePath(sys.fs, path, mode);
    storeFile(sys.fs, path, body, mode);
    const time = modified === undefined ? null : parseHttpDate(modified);
    if (time !== null) sys.fs.stat(onDisk(path)).mtime = time * 1e6;
  } catch (error) {
    const temporary = `/var/lib/nginx/proxy/${number.slice(-1)}/${number.slice(-3, -1)}/${number}`;
    worker.error(r, 'crit', `rename() "${temporary}" to "${path}" failed (${errorText(error)})`);
  }
}
