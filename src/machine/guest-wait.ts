import { SysError } from './errno.ts';
import type { GuestValue } from './guest-port.ts';
import { SIGNALS } from './signals.ts';
import type { Sys } from './sys.ts';

/** [pid, status as waitpid(2) tells it]; null while no such child has ended. Throws ECHILD. */
export function endedChild(sys: Sys, pid: number): GuestValue | null {
  const children = [...sys.process.children].filter((child) => pid < 0 || child.pid === pid);
  if (children.length === 0) throw new SysError('ECHILD');
  const done = children.find((child) => child.state === 'zombie' && child.status !== null);
  if (!done?.status) return null;
  const { code, signal } = done.status;
  sys.world.lifecycle.reap(done, sys.pid);
  return [done.pid, signal === null ? (code ?? 0) << 8 : SIGNALS[signal]];
}
