import { createRun } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import type { Diagnostic } from './protocol.ts';

/** systemd's own form: `/etc/systemd/system/diner.service:4: Unknown key name 'Usr' …`, or the unit's name alone. */
const PLACED = /^(\/[^:\n]+):(\d+): (.*)$/;
const NAMED = /^([\w@.-]+\.(?:service|socket|timer|path|target)): (.*)$/;

/**
 * What `systemd-analyze verify` says with this text in place of the file: the real command, run on a machine of its own
 * that holds the scenario's files.
 */
export function checkUnit(files: Readonly<Record<string, unknown>>, path: string, text: string): Diagnostic[] {
  const parsed = parseScenario({
    version: 1,
    name: 'systemd-analyze verify',
    until: 0,
    files: { ...files, [path]: text },
    inputs: [{ kind: 'command', id: 'verify', at: 0, argv: ['systemd-analyze', 'verify', '--man=no', path] }],
  });
  if (!parsed.ok) return parsed.problems.map((message) => ({ path, line: 1, column: 1, message }));
  const run = createRun(parsed.scenario);
  run.start();
  run.sim.run(Infinity, 200_000);
  const output = run.sim.trace.events
    .flatMap((event) => (event.kind === 'process.output' ? [event.text] : []))
    .join('');
  return output.split('\n').flatMap((line) => {
    const placed = PLACED.exec(line);
    if (placed !== null)
      return [{ path: placed[1] ?? path, line: Number(placed[2]), column: 1, message: placed[3] ?? '' }];
    const named = NAMED.exec(line);
    return named !== null && path.endsWith(`/${named[1] ?? ''}`)
      ? [{ path, line: lineOf(text, named[2] ?? ''), column: 1, message: named[2] ?? '' }]
      : [];
  });
}

/** Where a complaint without a line belongs: at the setting that it names. */
function lineOf(text: string, message: string): number {
  const lines = text.split('\n');
  const command = /^Command (\S+) is not executable/.exec(message)?.[1];
  const at =
    command === undefined
      ? lines.findIndex((line) => new RegExp(String.raw`^\s*\[Service\]`).test(line))
      : lines.findIndex((line) => /^\s*Exec/.test(line) && line.includes(command));
  return Math.max(0, at) + 1;
}

/** Unit files of the kinds that the machine's manager reads. */
export const isUnitFile = (path: string): boolean => /\/systemd\/.*\.(?:service|socket|timer|path|target)$/.test(path);
