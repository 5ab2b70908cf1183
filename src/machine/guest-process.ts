import { callGuest } from './guest.ts';
import type { ImmediateCall } from './guest-kernel.ts';
import type { GuestValue } from './guest-port.ts';
import { BLOCK, bytes, int, text } from './guest-values.ts';
import { SysError } from './errno.ts';
import { SIGNALS, signalByNumber } from './signals.ts';
import type { Sys } from './sys.ts';
import type { Tty } from './tty.ts';

/** Threads that Python starts are numbered from here, clear of those that a server model runs. */
const FIRST_PYTHON_THREAD = 100;
const MAX_RANDOM = 65_536;

function register(sys: Sys, number: number, disposition: string): void {
  const signal = signalByNumber(number);
  if (!signal || signal === 'KILL' || signal === 'STOP') throw new SysError('EINVAL');
  const { process } = sys;
  if (disposition === 'handler') sys.signal(signal, (s) => process.pendingSignals.push(SIGNALS[s]));
  else sys.signal(signal, disposition === 'ignore' ? 'ignore' : 'default');
}

function startThread(sys: Sys, entry: GuestValue | undefined): number {
  const { process } = sys;
  const tid = FIRST_PYTHON_THREAD + process.pythonThreads++;
  sys.thread(`thread-${tid}`, callGuest(sys, tid, 'gd.threads:run', [int(entry)]));
  return tid;
}

/** Longest waiter first. Counted, for those who have decided to wait and are still on their way (see `lock.wait`). */
function wake(sys: Sys, id: number, count: number): number {
  const { lockWakes } = sys.process;
  lockWakes.set(id, (lockWakes.get(id) ?? 0) + 1);
  const waiters = sys.process.lockWaiters.get(id) ?? [];
  const woken = waiters.splice(0, count < 0 ? waiters.length : count);
  for (const waiter of woken) {
    waiter.woken = true;
    waiter.cond.notifyAll();
  }
  return woken.length;
}

function terminalOf({ process }: Sys, fd: number): Tty | null {
  const description = process.fds.has(fd) ? process.fds.get(fd).description : null;
  return description?.kind === 'tty' ? description.tty : null;
}

function standardInput(sys: Sys, fd: number, n: number): GuestValue | typeof BLOCK {
  if (!sys.process.fds.has(fd)) throw new SysError('EBADF');
  return sys.fs.readNow(fd, Math.max(1, n)) ?? BLOCK;
}

/** Processes, signals, threads and chance as Python sees them: see SYSCALLS.md in the room `python`. */
export const processCalls: Readonly<Record<string, ImmediateCall>> = {
  write: (sys, [fd, data]) => {
    const out = int(fd) === 2 ? 2 : 1;
    if (!sys.process.fds.has(out)) throw new SysError('EBADF');
    const taken = sys.fs.writeNow(out, bytes(data));
    return taken > 0 || bytes(data).length === 0 ? taken : BLOCK;
  },
  read: (sys, [fd, n]) => standardInput(sys, int(fd), int(n)),
  isatty: (sys, [fd]) => terminalOf(sys, int(fd)) !== null,
  'tty.echo': (sys, [fd, on]) => {
    const tty = terminalOf(sys, int(fd));
    if (tty === null) throw new SysError('ENOTTY');
    if (typeof on === 'boolean') tty.echo = on;
    return tty.echo;
  },
  random: (sys, [n]) => {
    const stream = sys.world.sim.random(`python/${sys.pid}`);
    return Uint8Array.from({ length: Math.min(MAX_RANDOM, Math.max(0, int(n))) }, () => stream.below(256));
  },
  note: (sys, [topic, detail]) => {
    sys.emit({ kind: 'run.note', note: `${text(topic)}: ${text(detail)}`, pid: sys.pid });
    return null;
  },
  cpus: (sys) => sys.process.host.cpu.cores,
  kill: (sys, [pid, number]) => {
    const signal = signalByNumber(int(number));
    if (!signal && int(number) !== 0) throw new SysError('EINVAL');
    if (signal) sys.kill(int(pid), signal);
    else if (!sys.process.host.processes.has(int(pid))) throw new SysError('ESRCH');
    return null;
  },
  'signal.register': (sys, [number, disposition]) => {
    register(sys, int(number), text(disposition));
    return null;
  },
  'signal.pending': (sys) => sys.process.pendingSignals.splice(0),
  getuid: (sys) => {
    const { uid, gid } = sys.process.credentials;
    return [uid, uid, gid, gid];
  },
  umask: (sys, [mask]) => {
    const before = sys.process.umask;
    if (typeof mask === 'number') sys.process.umask = mask & 0o777;
    return before;
  },
  hostname: (sys) => sys.process.host.name,
  'thread.start': (sys, [entry]) => startThread(sys, entry),
  /** Green threads: from now on one has the interpreter until it waits. */
  'thread.cooperate': (sys) => {
    sys.process.cooperative = true;
    return null;
  },
  'thread.cooperates': (sys) => sys.process.cooperative,
  'thread.raise': (sys, [tid]) => {
    sys.process.pendingRaise.set(int(tid), { kind: 'raise', type: 'TimeoutError', arg: null });
    sys.process.signalled.notifyAll();
    return null;
  },
  'lock.wake': (sys, [id, count]) => wake(sys, int(id), int(count)),
};
