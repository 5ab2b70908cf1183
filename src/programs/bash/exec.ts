import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Saved } from './redirect.ts';
import { Jump, type Shell } from './shell.ts';

/** Have an open file under another number, and only there. */
export function moveFd(sys: Sys, from: number, to: number): void {
  if (from === to) return;
  sys.fs.dup(from, to);
  sys.fs.close(from);
}

/** execve with the shell's messages: 127 when it is not found, 126 when it cannot be run. */
export function* become(shell: Shell, argv: readonly string[]): Eff<number> {
  const name = argv[0] as string;
  const { sys } = shell;
  try {
    sys.findProgram(name);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const path = name.includes('/') ? name : (sys.fs.which(name) ?? name);
    // A text that starts with no #! line is taken for a shell's script (bash(1), COMMAND EXECUTION).
    if (error.errno === 'ENOEXEC') {
      sys.process.argv = [shell.dialect === 'dash' ? 'sh' : 'bash', path, ...argv.slice(1)];
      return yield* sys.exec(sys.process.argv);
    }
    const missing = error.errno === 'ENOENT';
    shell.complain(refusal(shell, name, error, path));
    return missing ? 127 : 126;
  }
  return yield* sys.exec(argv);
}

function refusal(shell: Shell, name: string, { errno }: SysError, path: string): string {
  const { fs } = shell.sys;
  if (shell.dialect === 'dash') return `${name}: ${errno === 'ENOENT' ? 'not found' : strerror(errno)}`;
  if (errno === 'ENOENT' && !name.includes('/')) return `${name}: command not found`;
  if (errno === 'ENOENT' && fs.exists(path)) return `${name}: cannot execute: required file not found`;
  if (fs.exists(path) && fs.stat(path).kind === 'dir') return `${name}: Is a directory`;
  return `${name}: ${strerror(errno)}`;
}

/** `exec command` replaces the shell; without one its redirections stay. */
export function* execBuiltin(shell: Shell, argv: readonly string[], saved: Saved): Eff<number> {
  if (argv.length === 0) {
    for (const { kept } of saved.splice(0)) if (kept !== null) shell.sys.fs.close(kept);
    return 0;
  }
  const status = yield* become(shell, argv);
  // An interactive shell survives what it could not become.
  if (shell.tty) return status;
  throw new Jump('exit', status);
}
