/** pip 25.3: `install`, `uninstall`, `list`, `freeze`, `show`, `--version`. Other commands are refused by name. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { normalisedName } from '../../machine/packages.ts';
import type { Sys } from '../../machine/sys.ts';
import { packageDirectories } from '../../machine/venv.ts';
import { install } from './install.ts';
import { installed } from './installed.ts';
import { requirements } from './requirements.ts';
import { uninstall } from './uninstall.ts';
import { freezeText, listText, showText } from './show.ts';

const VERSION = '25.3';
/** The interpreter and pip's own modules, µs. */
const STARTUP = 180_000;

const USAGE = `
Usage:   
  pip <command> [options]

Commands:
  install                     Install packages.
  uninstall                   Uninstall packages.
  freeze                      Output installed packages in requirements format.
  list                        List installed packages.
  show                        Show information about installed packages.
`;

export function* pip(sys: Sys): Eff<number> {
  yield* sys.cpu(STARTUP);
  const [command, ...args] = sys.argv.slice(1);
  switch (command) {
    case '-V':
    case '--version':
      yield* sys.fs.write(1, utf8(`pip ${VERSION} from ${packageDirectories(sys)[0] ?? ''}/pip (python 3.14)\n`));
      return 0;
    case undefined:
    case '-h':
    case '--help':
    case 'help':
      yield* sys.fs.write(1, utf8(USAGE));
      return 0;
    case 'install':
      return yield* installCommand(sys, args);
    case 'uninstall':
      return yield* uninstall(sys, args);
    case 'list':
      yield* sys.fs.write(1, utf8(listText(installed(sys))));
      return 0;
    case 'freeze':
      yield* sys.fs.write(1, utf8(freezeText(installed(sys))));
      return 0;
    case 'show':
      return yield* show(sys, args);
    default:
      yield* sys.fs.write(2, utf8(`ERROR: unknown command "${command}"\n`));
      return 1;
  }
}

function* installCommand(sys: Sys, args: readonly string[]): Eff<number> {
  const wanted: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-r' || arg === '--requirement') {
      const file = args[++i] ?? '';
      try {
        wanted.push(...requirements(sys, file));
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        const why = `[Errno 2] No such file or directory: '${file}'`;
        yield* sys.fs.write(2, utf8(`ERROR: Could not open requirements file: ${why}\n`));
        return 1;
      }
    } else if (!arg.startsWith('-')) wanted.push(arg);
  }
  // What is only told goes nowhere; what went wrong is still said.
  if (args.some((arg) => /^-q+$|^--quiet$/.test(arg))) sys.fs.dup(sys.fs.open('/dev/null', { write: true }), 1);
  return yield* install(sys, wanted, args.includes('--break-system-packages'));
}

function* show(sys: Sys, names: readonly string[]): Eff<number> {
  if (names.length === 0) {
    yield* sys.fs.write(2, utf8('WARNING: ERROR: Please provide a package name or names.\n'));
    return 1;
  }
  const all = installed(sys);
  const of = (name: string) => all.find((one) => normalisedName(one.name) === normalisedName(name));
  const missing = names.filter((name) => !of(name));
  if (missing.length > 0)
    yield* sys.fs.write(2, utf8(`WARNING: Package(s) not found: ${missing.map(normalisedName).sort().join(', ')}\n`));
  const texts = names.flatMap((name) => of(name) ?? []).map((one) => showText(one, all));
  yield* sys.fs.write(1, utf8(texts.join('---\n')));
  return texts.length > 0 ? 0 : 1;
}
