import { SysError, strerror } from '../../machine/errno.ts';
import { absolute } from '../../machine/filesystem.ts';
import type { Shell } from './shell.ts';

type DirectoryBuiltin = (shell: Shell, args: readonly string[]) => number;

/** cd, and the stack of directories (bash(1), SHELL BUILTIN COMMANDS). */
export const DIRECTORY_BUILTINS: Readonly<Record<string, DirectoryBuiltin>> = {
  cd,
  pushd: (shell, args) => {
    const before = shell.sys.process.cwd;
    const [target = shell.stack[0]] = args;
    if (target === undefined) {
      shell.complain('pushd: no other directory');
      return 1;
    }
    if (!change(shell, 'pushd', target)) return 1;
    if (args.length === 0) shell.stack.shift();
    shell.stack.unshift(before);
    return show(shell);
  },
  popd: (shell) => {
    const target = shell.stack.shift();
    if (target === undefined) {
      shell.complain('popd: directory stack empty');
      return 1;
    }
    return change(shell, 'popd', target) ? show(shell) : 1;
  },
  dirs: show,
};

function show(shell: Shell): number {
  const home = shell.get('HOME') ?? '';
  const short = (path: string): string =>
    home !== '' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
  shell.sys.print(1, `${[shell.sys.process.cwd, ...shell.stack].map(short).join(' ')}\n`);
  return 0;
}

function cd(shell: Shell, given: readonly string[]): number {
  const args = given.filter((arg) => !/^-[LPe]+$/.test(arg) && arg !== '--');
  if (args.length > 1 && shell.dialect === 'bash') {
    shell.complain('cd: too many arguments');
    return 1;
  }
  const [to] = args;
  const unset = to === undefined ? 'HOME' : to === '-' ? 'OLDPWD' : null;
  const target = unset === null ? to : shell.get(unset);
  if (target === null || target === undefined) {
    shell.complain(`cd: ${unset} not set`);
    return 1;
  }
  if (!change(shell, 'cd', target)) return shell.dialect === 'dash' ? 2 : 1;
  if (to === '-') shell.sys.print(1, `${shell.sys.process.cwd}\n`);
  return 0;
}

function change(shell: Shell, by: string, to: string): boolean {
  const { sys } = shell;
  try {
    if (sys.fs.stat(to).kind !== 'dir') throw new SysError('ENOTDIR');
    if (!sys.fs.access(to, 1)) throw new SysError('EACCES');
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    shell.complain(shell.dialect === 'dash' ? `cd: can't cd to ${to}` : `${by}: ${to}: ${strerror(error.errno)}`);
    return false;
  }
  shell.set('OLDPWD', sys.process.cwd);
  sys.process.cwd = absolute(to, sys.process.cwd);
  shell.set('PWD', sys.process.cwd);
  return true;
}
