import { createRun } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import type { Diagnostic } from './protocol.ts';

/** nginx's own form, with or without its time and pid: `[emerg] 7#7: unknown directive "listn" in /etc/nginx/nginx.conf:4`. */
const COMPLAINT = /^[^[\n]*\[(?:emerg|crit|alert)\] (?:\d+#\d+: )?(.*?)(?: in (\/[^\n]*):(\d+))?$/gm;

/**
 * What `nginx -t` says with this text in place of the file: the real command, run on a machine of its own that holds the
 * scenario's files.
 */
export function checkNginx(files: Readonly<Record<string, unknown>>, path: string, text: string): Diagnostic[] {
  const parsed = parseScenario({
    version: 1,
    name: 'nginx -t',
    until: 0,
    files: { ...files, [path]: text },
    inputs: [{ kind: 'command', id: 'test', at: 0, argv: ['nginx', '-t'] }],
  });
  if (!parsed.ok) return parsed.problems.map((message) => ({ path, line: 1, column: 1, message }));
  const run = createRun(parsed.scenario);
  run.start();
  run.sim.run(Infinity, 200_000);
  const output = run.sim.trace.events
    .flatMap((event) => (event.kind === 'process.output' ? [event.text] : []))
    .join('');
  return [...output.matchAll(COMPLAINT)].map(([, message = '', file, line]) => ({
    path: file ?? path,
    line: Number(line ?? 1),
    column: 1,
    message,
  }));
}

/** Files that nginx reads as configuration. */
export const isNginxFile = (path: string): boolean =>
  path.startsWith('/etc/nginx/') || (path.endsWith('.conf') && path.includes('nginx'));
