import type { Diagnostic } from './protocol.ts';
import { tryCommand } from './try-command.ts';

/** nginx's own form, with or without its time and pid: `[emerg] 7#7: unknown directive "listn" in /etc/nginx/nginx.conf:4`. */
const COMPLAINT = /^[^[\n]*\[(?:emerg|crit|alert)\] (?:\d+#\d+: )?(.*?)(?: in (\/[^\n]*):(\d+))?$/gm;

/** What `nginx -t` says with this text in place of the file. */
export function checkNginx(files: Readonly<Record<string, unknown>>, path: string, text: string): Diagnostic[] {
  const tried = tryCommand(files, path, text, ['nginx', '-t']);
  if ('problems' in tried) return tried.problems;
  return [...tried.output.matchAll(COMPLAINT)].map(([, message = '', file, line]) => ({
    path: file ?? path,
    line: Number(line ?? 1),
    column: 1,
    message,
  }));
}

/** Files that nginx reads as configuration. */
export const isNginxFile = (path: string): boolean =>
  path.startsWith('/etc/nginx/') || (path.endsWith('.conf') && path.includes('nginx'));
