import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Shell } from './shell.ts';

/** Have an open file under another number, and only there. */
export function moveFd(sys: Sys, from: number, to: number): void {
  if (from === to) return;
  sys.fs.dup(from, to);
  sys.fs.close(from);
}

/** execve with bash's messages: 127 when it is not found, 126 when it cannot be run. */
export function* become(shell: Shell, argv: readonly string[]): Eff<number> {
  const name = argv[0] as string;
  try {
    shell.sys.findProgram(name);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const missing = error.errno === 'ENOENT';
    shell.complain(missing && !name.includes('/') ? `${name}: command not found` : `${name}: ${strerror(error.errno)}`);
    return missing ? 127 : 126;
  }
  return yield* shell.sys.exec(argv);
}
