/** `--daemon` (util.daemonize 26.2): two forks; the second child goes on with /dev/null as its standard files. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Program } from '../../machine/world.ts';
import type { Sys } from '../../machine/sys.ts';

/** What a fork costs, µs. */
const FORK = 300;

export function* daemonize(sys: Sys, serve: Program): Eff<number> {
  yield* sys.cpu(FORK);
  sys.fork(function* middle(child: Sys): Eff<number> {
    yield* child.cpu(FORK);
    child.process.session = child.pid;
    child.process.group = child.pid;
    child.fork(function* daemon(grandchild: Sys): Eff<number> {
      grandchild.process.umask = 0o022;
      for (const fd of [0, 1, 2]) toNull(grandchild, fd);
      return yield* serve(grandchild);
    });
    return 0;
  });
  return 0;
}

function toNull(sys: Sys, fd: number): void {
  try {
    const opened = sys.fs.open('/dev/null', { read: true, write: true });
    sys.fs.dup(opened, fd);
    if (opened !== fd) sys.fs.close(opened);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}
