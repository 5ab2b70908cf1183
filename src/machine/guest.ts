import { latin1 } from '../base/bytes.ts';
import { GuestNeed } from '../engine/need.ts';
import { AnyOf, type Eff } from '../engine/task.ts';
import type { EagerWait, GuestError, GuestStep, GuestValue, SyscallOutcome } from './guest-port.ts';
import { INTERRUPTED, blockingCall, isInterrupted, takeRaise } from './guest-calls.ts';
import { bytes, text } from './guest-values.ts';
import type { Process } from './process.ts';
import type { Sys } from './sys.ts';
import { packageDirectories, venvOf } from './venv.ts';
import { UNPLACED } from '../trace/time.ts';

/** CPython's switch interval (sys.getswitchinterval): how long a thread keeps the GIL while others want it. */
const SWITCH_INTERVAL = 5_000;

export type GuestResult =
  | { readonly ok: true; readonly value: GuestValue }
  | { readonly ok: false; readonly error: GuestError };

export interface GuestCallOptions {
  /** The parent whose imported sources a forked interpreter starts with. */
  readonly forkOf?: number;
  /** The interpreter's command line, where the program's own is only a part of it. */
  readonly command?: readonly string[];
}

/**
 * Call a function of the Python runtime as thread `tid` of this process and wait, in virtual time, until it returns or
 * raises. The interpreter is started by the first call. CPU is charged as it is used, under the process's GIL; system
 * calls that wait let time pass. If the calling task is cancelled, the Python stack is dropped with it.
 */
export function* callGuest(
  sys: Sys,
  tid: number,
  fn: string,
  args: readonly GuestValue[],
  options: GuestCallOptions = {},
): Eff<GuestResult> {
  const { process, world } = sys;
  if (!process.interpreter) yield* startInterpreter(sys, options);
  const stack = ++world.stackIds;
  process.stacks.add(stack);
  let finished = false;
  try {
    if (process.cooperative) yield* takeTurn(process, tid);
    let step = (yield new GuestNeed({ op: 'call', stack, pid: sys.pid, tid, fn, args })) as unknown as GuestStep;
    for (;;) {
      if (step.waits) yield* replayEager(sys, tid, step.waits);
      if (step.cpu > 0) yield* charge(sys, tid, step);
      for (const [module, values] of step.globals ?? [])
        sys.emit({ kind: 'python.globals', pid: sys.pid, module, values });
      if (step.kind === 'returned') {
        finished = true;
        return { ok: true, value: step.value };
      }
      if (step.kind === 'raised') {
        finished = true;
        return { ok: false, error: step.error };
      }
      const outcome = yield* waitIn(sys, tid, step.call, step.args, step.file, step.line);
      if (process.cooperative) yield* takeTurn(process, tid);
      step = (yield new GuestNeed({ op: 'resume', stack, outcome })) as unknown as GuestStep;
    }
  } finally {
    process.stacks.delete(stack);
    stopRunning(process, tid);
    if (!finished) world.guestOutbox.push({ op: 'drop', stacks: [stack] });
  }
}

/**
 * Make thread `tid` raise at the place where it waits or computes, as a signal handler does that raises. Takes effect
 * when the stack next waits or is flushed; a stack that never does is beyond reach, as C code is for a real signal.
 */
export function raiseInGuest(process: Process, tid: number, outcome: SyscallOutcome & { kind: 'raise' }): void {
  process.pendingRaise.set(tid, outcome);
  process.signalled.notifyAll();
}

/** Is a Python stack of this thread active (so that `raiseInGuest` will find it)? */
export const guestActive = (process: Process): boolean => process.stacks.size > 0;

/** A script that was found on PATH is told to its interpreter by where it lies: that is its `sys.argv[0]`. */
function asScript({ argv, exe }: Process): readonly string[] {
  const [name = '', ...rest] = argv;
  return name.includes('/') || !exe.endsWith(`/${name}`) ? argv : [exe, ...rest];
}

function* startInterpreter(sys: Sys, options: GuestCallOptions): Eff<void> {
  const { process } = sys;
  process.interpreter = true;
  yield new GuestNeed({
    op: 'start',
    process: {
      pid: sys.pid,
      ppid: sys.ppid,
      argv: asScript(process),
      command: options.command ?? process.argv,
      tty: process.fds.has(1) && process.fds.get(1).description.kind === 'tty',
      env: Object.fromEntries(process.env),
      cwd: process.cwd,
      packages: packageDirectories(sys),
      prefix: venvOf(sys),
      slowness: 1 / (process.host.spec.speed ?? 1),
      ...(options.forkOf === undefined ? {} : { forkOf: options.forkOf }),
    },
  });
}

/** A wait of the stack, in virtual time; says so in the trace when it is one that the picture shows. */
function* waitIn(
  sys: Sys,
  tid: number,
  call: string,
  args: readonly GuestValue[],
  file: string,
  line: number,
): Eff<SyscallOutcome> {
  if (call === 'cpu') return yield* flushCpu(sys, tid, args);
  stopRunning(sys.process, tid);
  // What a program does in this process's name it says itself.
  if (call === 'program') return yield* blockingCall(sys, tid, call, args);
  sys.emit({
    kind: 'python.blocked',
    pid: sys.pid,
    tid,
    what: call,
    detail: detailOf(sys, call, args),
    file,
    line,
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
  const outcome = yield* blockingCall(sys, tid, call, args);
  sys.emit({ kind: 'python.resumed', pid: sys.pid, tid, seq: 0, at: UNPLACED, cause: 0 });
  return outcome;
}

/** `cpu(µs)` charges work that has no lines of its own; a pending raise is delivered here too. */
function* flushCpu(sys: Sys, tid: number, args: readonly GuestValue[]): Eff<SyscallOutcome> {
  const us = args[0];
  if (typeof us === 'number' && us > 0) yield* underGil(sys, tid, us);
  const raised = takeRaise(sys.process, tid);
  if (raised) return raised;
  return isInterrupted(sys, tid) ? INTERRUPTED : { kind: 'value', value: null };
}

/** Without JSPI the stack has already run past its waits: live through them now, one after the other. */
function* replayEager(sys: Sys, tid: number, waits: readonly EagerWait[]): Eff<void> {
  for (const wait of waits) {
    if (wait.cpu > 0) yield* underGil(sys, tid, wait.cpu);
    if (wait.foreseen) yield* makeForeseen(sys, tid, wait.call, wait.args);
    else yield* waitIn(sys, tid, wait.call, wait.args, wait.file, wait.line);
  }
}

/** A call that the stack has taken for done. What does not go through at once, because the reader is slow, is waited for. */
function* makeForeseen(sys: Sys, tid: number, call: string, args: readonly GuestValue[]): Eff<void> {
  const answer = sys.world.kernel?.syscall(sys.pid, tid, call, args);
  const done = answer !== undefined && answer !== 'block' && answer.kind === 'value' ? answer.value : null;
  if (answer !== 'block' && typeof done !== 'number') return;
  if (call !== 'net.send' && call !== 'app.write') return;
  const [fd, all] = call === 'net.send' ? [args[0], bytes(args[1])] : [args[1], latin1(text(args[2]) + text(args[3]))];
  for (let sent = typeof done === 'number' ? done : 0; sent < all.length;) {
    const outcome = yield* blockingCall(sys, tid, 'net.send', [fd ?? 0, all.subarray(sent)]);
    if (outcome.kind !== 'value' || typeof outcome.value !== 'number') return;
    sent += outcome.value;
  }
}

function* charge(sys: Sys, tid: number, step: GuestStep): Eff<void> {
  sys.emit({ kind: 'python.ran', pid: sys.pid, tid, cpu: step.cpu, lines: step.lines, seq: 0, at: UNPLACED, cause: 0 });
  yield* underGil(sys, tid, step.cpu);
}

/** Hold the interpreter lock while computing; give it up every switch interval if another thread wants it. */
function* underGil(sys: Sys, tid: number, us: number): Eff<void> {
  const { process } = sys;
  if (process.cooperative) yield* takeTurn(process, tid);
  for (let left = us; left > 0;) {
    while (process.gilHolder !== null) yield process.gilFree;
    process.gilHolder = tid;
    const shared = process.stacks.size > 1 && !process.cooperative;
    const slice = shared ? Math.min(left, SWITCH_INTERVAL) : left;
    try {
      yield* sys.cpu(slice, tid);
    } finally {
      process.gilHolder = null;
      process.gilFree.notifyOne();
    }
    left -= slice;
    // Let the thread that was woken take the lock first.
    if (left > 0 && shared) yield new AnyOf([], 0);
  }
}

/** In a cooperative process a stack goes on when the one that runs waits. */
function* takeTurn(process: Process, tid: number): Eff<void> {
  while (process.running !== null && process.running !== tid) yield process.gilFree;
  process.running = tid;
}

/** A stack that waits lets the others of a cooperative process run. */
function stopRunning(process: Process, tid: number): void {
  if (process.running !== tid) return;
  process.running = null;
  process.gilFree.notifyOne();
}

/** Which argument of a call is a lock's number. */
const LOCK_AT: Readonly<Record<string, number>> = { 'lock.wait': 0, 'net.poll': 2 };

/** A lock is told by the order in which its process first waited for it: Python's own number counts other runs' locks too. */
function detailOf(sys: Sys, call: string, args: readonly GuestValue[]): string {
  const at = LOCK_AT[call];
  const id = at === undefined ? undefined : args[at];
  if (at === undefined || typeof id !== 'number') return describe(args);
  const { lockNumbers } = sys.process;
  const number = lockNumbers.get(id) ?? lockNumbers.size + 1;
  lockNumbers.set(id, number);
  return describe(args.with(at, number));
}

function describe(args: readonly GuestValue[]): string {
  return args
    .filter((a) => typeof a === 'number' || typeof a === 'string')
    .join(' ')
    .slice(0, 120);
}
