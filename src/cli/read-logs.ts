import { fromUtf8 } from '../base/bytes.ts';
import type { Run } from '../scenario/run.ts';

const LOG_DIRS = ['/var/log/nginx', '/var/log/apache2', '/var/log/lighttpd'];
const ROOT = { uid: 0, gid: 0, groups: [0] };

/** The lines of every log file that is not empty, and of those that the case asks for. */
export function readLogs(run: Run, extra: readonly string[], line: (text: string) => string): Record<string, string[]> {
  const { files } = run.box;
  const paths = LOG_DIRS.filter((dir) => files.exists(dir)).flatMap((dir) =>
    files.readdir(dir, ROOT).map((name) => `${dir}/${name}`),
  );
  const logs: Record<string, string[]> = {};
  for (const path of [...paths, ...extra]) {
    if (!files.exists(path) || files.lookup(path, ROOT).kind !== 'file') continue;
    const text = fromUtf8(files.readFile(path, ROOT));
    if (text !== '') logs[path] = text.replace(/\n$/, '').split(/\r?\n/).map(line);
  }
  return logs;
}
