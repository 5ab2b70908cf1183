import type { Diagnostic } from './protocol.ts';
import { tryCommand } from './try-command.ts';

/** systemd's own form: `/etc/systemd/system/diner.service:4: Unknown key name 'Usr' …`, or the unit's name alone. */
const PLACED = /^(\/[^:\n]+):(\d+): (.*)$/;
const NAMED = /^([\w@.-]+\.(?:service|socket|timer|path|target)): (.*)$/;

/** What `systemd-analyze verify` says with this text in place of the file. */
export function checkUnit(files: Readonly<Record<string, unknown>>, path: string, text: string): Diagnostic[] {
  const tried = tryCommand(files, path, text, ['systemd-analyze', 'verify', '--man=no', path]);
  if ('problems' in tried) return tried.problems;
  return tried.output.split('\n').flatMap((line) => {
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
