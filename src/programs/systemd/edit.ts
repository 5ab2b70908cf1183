/** `systemctl edit`: a drop-in (or with --full a copy) in the editor, then daemon-reload (systemctl(1), systemd 252). */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { findFragment, UNIT_PATHS } from './load.ts';
import { mangle } from './names.ts';
import type { Options } from './systemctl.ts';

const CONFIG = '/etc/systemd/system';
const [ABOVE, BELOW] = [
  '### Anything between here and the comment below will become the new contents of the file',
  '### Lines below this comment will be discarded',
];

export function* edit(sys: Sys, units: readonly string[], options: Options): Eff<number> {
  const complain = (text: string): number => {
    sys.print(2, `${text}\n`);
    return 1;
  };
  const [given] = units;
  if (given === undefined) return complain('Too few arguments.');
  if (sys.process.fds.get(0).description.kind !== 'tty') return complain('Cannot edit units if not on a tty.');
  const name = mangle(given);
  const found = findFragment(sys, name, UNIT_PATHS);
  if (!found)
    return complain(`No files found for ${name}.\nRun 'systemctl edit --force --full ${name}' to create a new unit.`);
  const target = options.full ? `${CONFIG}/${name}` : `${CONFIG}/${name}.d/override.conf`;
  const temporary = `${target.slice(0, target.lastIndexOf('/'))}/.#${target.slice(target.lastIndexOf('/') + 1)}`;
  try {
    if (!options.full && !sys.fs.exists(`${CONFIG}/${name}.d`)) sys.fs.mkdir(`${CONFIG}/${name}.d`, 0o755);
    sys.fs.writeFile(temporary, options.full ? sys.fs.readText(found.path) : template(sys, target, found.path));
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(
      `Failed to open "${target}" for writing: ${error.errno === 'EACCES' ? 'Permission denied' : error.message}`,
    );
  }
  const editor = sys.getenv('SYSTEMD_EDITOR') ?? sys.getenv('EDITOR') ?? sys.getenv('VISUAL') ?? 'nano';
  const pid = sys.fork((child) => child.exec([editor, temporary]));
  const { status } = yield* sys.wait(pid);
  const text = status.code === 0 ? contentOf(sys.fs.readText(temporary), options.full) : '';
  sys.fs.unlink(temporary);
  if (text.trim() === '') return complain(`Editing "${target}" canceled: temporary file is empty.`);
  sys.fs.writeFile(target, text);
  return yield* askManager(sys, 'daemon-reload', [], { ...options, quiet: true });
}

/** Where the lines are to be written, and below it the unit as it is, commented out. */
function template(sys: Sys, target: string, fragment: string): string {
  const before = sys.fs.exists(target) ? sys.fs.readText(target) : '\n';
  const unit = sys.fs.readText(fragment).replace(/^(?=.)/gm, '# ');
  return `### Editing ${target}\n${ABOVE}\n\n${before}\n${BELOW}\n\n### ${fragment}\n${unit}`;
}

function contentOf(text: string, full: boolean): string {
  if (full) return text;
  const from = text.includes(ABOVE) ? text.indexOf(ABOVE) + ABOVE.length : 0;
  const to = text.includes(BELOW) ? text.indexOf(BELOW) : text.length;
  const body = text.slice(from, to).trim();
  return body === '' ? '' : `${body}\n`;
}
