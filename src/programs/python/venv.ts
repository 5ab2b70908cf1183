/** `python3 -m venv`: a directory with its own commands and its own packages (CPython 3.14, Lib/venv). */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { SITE_PACKAGES } from '../../machine/venv.ts';

const USAGE = `usage: venv [-h] [--system-site-packages] [--symlinks | --copies] [--clear]
            [--upgrade] [--without-pip] [--prompt PROMPT] [--upgrade-deps]
            [--without-scm-ignore-files]
            ENV_DIR [ENV_DIR ...]
`;
/** Most of it is pip, which is unpacked into the new place, µs. */
const TAKES = 2_400_000;
const KNOWN = [
  '--system-site-packages',
  '--symlinks',
  '--copies',
  '--clear',
  '--upgrade',
  '--without-pip',
  '--upgrade-deps',
];

export function* venv(sys: Sys, args: readonly string[]): Eff<number> {
  const flags = args.filter((arg) => arg.startsWith('-'));
  const places = args.filter((arg) => !arg.startsWith('-'));
  const unknown = flags.filter((flag) => !KNOWN.includes(flag));
  if (places.length === 0 || unknown.length > 0) {
    const what =
      places.length === 0
        ? 'the following arguments are required: ENV_DIR'
        : `unrecognized arguments: ${unknown.join(' ')}`;
    yield* sys.fs.write(2, utf8(`${USAGE}venv: error: ${what}\n`));
    return 2;
  }
  for (const place of places) {
    try {
      make(sys, sys.path(place), flags);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sys.fs.write(2, utf8(`Error: ${error.message}\n`));
      return 1;
    }
    yield* sys.cpu(flags.includes('--without-pip') ? 60_000 : TAKES);
  }
  return 0;
}

function make(sys: Sys, home: string, flags: readonly string[]): void {
  const directory = (path: string): void => {
    if (!sys.fs.exists(path)) sys.fs.mkdir(path);
  };
  const link = (target: string, path: string): void => {
    if (!sys.fs.exists(path)) sys.fs.symlink(target, path);
  };
  for (const below of ['', '/bin', '/include', '/include/python3.14', '/lib', '/lib/python3.14', `/${SITE_PACKAGES}`])
    directory(`${home}${below}`);
  link('lib', `${home}/lib64`);
  link('/usr/bin/python3', `${home}/bin/python3`);
  for (const name of ['python', 'python3.14']) link('python3', `${home}/bin/${name}`);
  const system = flags.includes('--system-site-packages');
  const lines = [
    'home = /usr/bin',
    `include-system-site-packages = ${system}`,
    'version = 3.14.2',
    'executable = /usr/bin/python3.14',
    `command = /usr/bin/python3 -m venv ${home}`,
  ];
  sys.fs.writeFile(`${home}/pyvenv.cfg`, utf8(`${lines.join('\n')}\n`));
  sys.fs.writeFile(`${home}/bin/activate`, utf8(activate(home)));
  if (flags.includes('--without-pip')) return;
  for (const name of ['pip', 'pip3', 'pip3.14']) {
    sys.fs.writeFile(`${home}/bin/${name}`, utf8('#!program:pip\n'));
    sys.fs.chmod(`${home}/bin/${name}`, 0o755);
  }
}

/** What `source …/activate` does, as far as the shell here is concerned. */
function activate(home: string): string {
  const name = home.slice(home.lastIndexOf('/') + 1);
  return `# This file must be used with "source bin/activate" *from bash*
# You cannot run it directly
deactivate () {
    export PATH="$_OLD_VIRTUAL_PATH"
    PS1="$_OLD_VIRTUAL_PS1"
    unset VIRTUAL_ENV
}
export _OLD_VIRTUAL_PATH="$PATH"
_OLD_VIRTUAL_PS1="$PS1"
export VIRTUAL_ENV='${home}'
export PATH="$VIRTUAL_ENV/bin:$PATH"
PS1="(${name}) $PS1"
`;
}
