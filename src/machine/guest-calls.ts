import type { Cond } from '../engine/cond.ts';
import { AnyOf, type Eff } from '../engine/task.ts';
import { SysError, strerror } from './errno.ts';
import { acceptNow, addressOf, ready, sendNow, SPIN } from './guest-net.ts';
import type { GuestValue, SyscallOutcome } from './guest-port.ts';
import { bytes, int, intOr, pairs, text } from './guest-values.ts';
import { endedChild } from './guest-wait.ts';
import type { Process } from './process.ts';
import type { Sys } from './sys.ts';

const value = (v: GuestValue): SyscallOutcome => ({ kind: 'value', value: v });
/** A signal has come whose handler is Python's: its main thread runs it, before it goes on. */
export const INTERRUPTED: SyscallOutcome = { kind: 'errno', errno: 'EINTR', message: strerror('EINTR') };

/** A raise that a signal handler left for this thread, taken once. */
export function takeRaise(process: Process, tid: number): SyscallOutcome | null {
  const pending = process.pendingRaise.get(tid);
  if (!pending) return null;
  process.pendingRaise.delete(tid);
  return pending;
}

export const isInterrupted = ({ process }: Sys, tid: number): boolean => tid === 0 && process.pendingSignals.length > 0;

/** Wait, and say how it ended: woken, out of time, or with the outcome of a signal. */
function* wait(
  sys: Sys,
  tid: number,
  conds: readonly Cond[],
  timeout: number | null,
): Eff<'woken' | 'timeout' | SyscallOutcome> {
  const before = takeRaise(sys.process, tid);
  if (before) return before;
  const woken = yield new AnyOf([...conds, sys.process.signalled], timeout);
  return signalled(sys, tid) ?? (woken === null ? 'timeout' : 'woken');
}

/** What a signal has made of a wait that is over; null when none has. */
const signalled = (sys: Sys, tid: number): SyscallOutcome | null =>
  takeRaise(sys.process, tid) ?? (isInterrupted(sys, tid) ? INTERRUPTED : null);

/** Repeat `attempt` until it has a value, waiting in between on `conds`. */
function* until(
  sys: Sys,
  tid: number,
  conds: () => readonly Cond[],
  attempt: () => GuestValue | null,
): Eff<SyscallOutcome> {
  for (;;) {
    const got = attempt();
    if (got !== null) return value(got);
    const how = yield* wait(sys, tid, conds(), null);
    if (typeof how === 'object') return how;
  }
}

function* sleep(sys: Sys, tid: number, us: number): Eff<SyscallOutcome> {
  const end = sys.now + us;
  for (;;) {
    const before = takeRaise(sys.process, tid);
    if (before) return before;
    yield new AnyOf([sys.process.signalled], end - sys.now);
    const outcome = signalled(sys, tid);
    if (outcome) return outcome;
    if (sys.now >= end) return value(null);
  }
}

/** Woken since Python decided to wait: its CPU was charged in between, and other threads went on. */
const wokenSince = (sys: Sys, id: number, seen: GuestValue | undefined): boolean =>
  typeof seen === 'number' && (sys.process.lockWakes.get(id) ?? 0) > seen;

function* lockWait(
  sys: Sys,
  tid: number,
  id: number,
  timeout: number | null,
  seen: GuestValue | undefined,
): Eff<SyscallOutcome> {
  if (wokenSince(sys, id, seen)) return value(true);
  const waiter = { woken: false, cond: sys.cond() };
  const { lockWaiters } = sys.process;
  const line = lockWaiters.get(id) ?? [];
  lockWaiters.set(id, line);
  line.push(waiter);
  const end = timeout === null ? null : sys.now + timeout;
  try {
    for (;;) {
      const how = yield* wait(sys, tid, [waiter.cond], end === null ? null : end - sys.now);
      if (waiter.woken) return value(true);
      if (typeof how === 'object') return how;
      if (end !== null && sys.now >= end) return value(false);
    }
  } finally {
    const i = line.indexOf(waiter);
    if (i >= 0) line.splice(i, 1);
  }
}

function* poll(
  sys: Sys,
  tid: number,
  interests: readonly [number, number][],
  timeout: number | null,
  lock: number | null,
  seen: GuestValue | undefined,
): Eff<SyscallOutcome> {
  // A timeout of 0 comes here only from a process that spins (guest-net.ts).
  const end = timeout === null ? null : sys.now + (timeout === 0 ? SPIN : timeout);
  const waiter = { woken: lock !== null && wokenSince(sys, lock, seen), cond: sys.cond() };
  const line = lock === null ? [] : (sys.process.lockWaiters.get(lock) ?? []);
  if (lock !== null) {
    sys.process.lockWaiters.set(lock, line);
    line.push(waiter);
  }
  try {
    for (let waiting = interests; ;) {
      const found = ready(sys, waiting);
      if (found.length > 0 || waiter.woken) return value(found);
      if (end !== null && sys.now >= end) return value([]);
      const conds = waiting.flatMap(([fd]) => sys.net.condsOf({ fd, read: true, write: true }));
      const how = yield* wait(
        sys,
        tid,
        [...conds, waiter.cond, sys.process.socketChanged],
        end === null ? null : end - sys.now,
      );
      if (typeof how === 'object') return how;
      // What another thread has closed meanwhile is no longer waited for.
      waiting = waiting.filter(([fd]) => sys.process.fds.has(fd));
    }
  } finally {
    const i = line.indexOf(waiter);
    if (i >= 0) line.splice(i, 1);
  }
}

function* connect(sys: Sys, args: readonly GuestValue[]): Eff<SyscallOutcome> {
  const fd = int(args[0]);
  const file = sys.process.fds.get(fd);
  if (file.description.kind !== 'socket') throw new SysError('EISCONN');
  const conn = yield* sys.world.network.connect(sys.process, addressOf(sys, fd, args[1], args[2]), {});
  file.description = { kind: 'stream', conn, end: conn.up };
  return value(null);
}

/** Perform a system call that may wait. Failures come back as errno outcomes; a pending raise ends any wait. */
export function* blockingCall(sys: Sys, tid: number, call: string, args: readonly GuestValue[]): Eff<SyscallOutcome> {
  try {
    return yield* perform(sys, tid, call, args);
  } catch (error) {
    if (error instanceof SysError) return { kind: 'errno', errno: error.errno, message: strerror(error.errno) };
    throw error;
  }
}

function standardStream(
  sys: Sys,
  tid: number,
  call: 'read' | 'write',
  fd: number,
  what: GuestValue | undefined,
): Eff<SyscallOutcome> {
  const out = fd === 2 ? 2 : 1;
  if (call === 'read')
    return until(
      sys,
      tid,
      () => sys.net.condsOf({ fd, read: true }),
      () => sys.fs.readNow(fd, Math.max(1, int(what))),
    );
  return until(
    sys,
    tid,
    () => sys.net.condsOf({ fd: out, write: true }),
    () => sys.fs.writeNow(out, bytes(what)) || null,
  );
}

/** A program of the machine in this very process, called by Python, which goes on when it has ended: its exit code. */
function* within(sys: Sys, name: string, words: readonly string[]): Eff<SyscallOutcome> {
  const { process } = sys;
  const before = { argv: process.argv, exe: process.exe, dispositions: new Map(process.dispositions) };
  process.argv = [name, ...words];
  try {
    return value(yield* sys.findProgram(name)(sys));
  } finally {
    process.argv = before.argv;
    process.exe = before.exe;
    process.dispositions.clear();
    for (const [signal, disposition] of before.dispositions) process.dispositions.set(signal, disposition);
  }
}

function perform(sys: Sys, tid: number, call: string, args: readonly GuestValue[]): Eff<SyscallOutcome> {
  const [a, b, c, d] = args;
  switch (call) {
    case 'sleep':
      return sleep(sys, tid, int(a));
    case 'exit':
      return sys.exit(int(a));
    case 'program':
      return within(sys, text(a), Array.isArray(b) ? (b as GuestValue[]).map(text) : []);
    case 'lock.wait':
      return lockWait(sys, tid, int(a), typeof b === 'number' ? b : null, c);
    case 'net.accept':
      return until(
        sys,
        tid,
        () => sys.net.condsOf({ fd: int(a), read: true }),
        () => acceptNow(sys, int(a)),
      );
    case 'net.connect':
      return connect(sys, args);
    case 'net.send':
      return until(
        sys,
        tid,
        () => sys.net.condsOf({ fd: int(a), write: true }),
        () => sendNow(sys, int(a), bytes(b)) || null,
      );
    case 'net.recv':
      return until(
        sys,
        tid,
        () => sys.net.condsOf({ fd: int(a), read: true }),
        () => sys.net.recvNow(int(a), Math.max(1, int(b))),
      );
    case 'net.peek':
      return until(
        sys,
        tid,
        () => sys.net.condsOf({ fd: int(a), read: true }),
        () => sys.net.peekNow(int(a), int(b)),
      );
    case 'read':
    case 'write':
      return standardStream(sys, tid, call, int(a), b);
    case 'process.wait':
      return until(
        sys,
        tid,
        () => [sys.process.childChanged],
        () => endedChild(sys, int(a)),
      );
    case 'net.poll':
      return poll(sys, tid, pairs(a), typeof b === 'number' ? b : null, typeof c === 'number' ? intOr(c, 0) : null, d);
    default:
      throw new SysError('ENOSYS', call);
  }
}
