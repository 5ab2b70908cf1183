import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { Jump, type Shell } from './shell.ts';

/** A subshell: the same program in a child process, with its own copy of everything. */
export function fork(shell: Shell, body: (child: Shell) => Eff<number>, group: number | null): number {
  return shell.sys.fork(function* subshell(sys: Sys): Eff<number> {
    sys.process.group = group ?? sys.pid;
    for (const signal of ['INT', 'QUIT', 'TSTP', 'TERM', 'HUP'] as const) sys.signal(signal, 'default');
    const child = shell.clone(sys);
    child.tested = shell.tested;
    try {
      return yield* body(child);
    } catch (error) {
      if (error instanceof Jump) return error.value;
      throw error;
    }
  });
}
