/**
 * Child processes that Python starts: a forked interpreter (`multiprocessing`), and another program (what fork and execve
 * come to for CGI). Fork is simplified as everywhere here: the child imports its parent's modules again.
 */
import { utf8 } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import { SysError } from './errno.ts';
import { callGuest } from './guest.ts';
import type { ImmediateCall } from './guest-kernel.ts';
import type { GuestValue } from './guest-port.ts';
import { BLOCK, int, pairs, text } from './guest-values.ts';
import { endedChild } from './guest-wait.ts';
import { SIGNALS } from './signals.ts';
import type { Sys } from './sys.ts';
import type { Program } from './world.ts';

/** What goes wrong before the other program runs ends the child as shells say it: 127 not found, 126 not executable. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** The child runs entry `entry` of the runtime's table of things to do (gd/multi.py). */
function forkedInterpreter(parent: number, entry: number): Program {
  return function* forked(sys: Sys): Eff<number> {
    sys.process.interpreter = false;
    // Handlers are the child's own from now on.
    for (const [signal, disposition] of sys.process.dispositions)
      if (typeof disposition === 'function') sys.signal(signal, (s) => sys.process.pendingSignals.push(SIGNALS[s]));
    const result = yield* callGuest(sys, 0, 'gd.multi:run', [entry], { forkOf: parent });
    if (!result.ok && result.error.type !== 'SystemExit') yield* sys.fs.write(2, utf8(result.error.traceback));
    yield* callGuest(sys, 0, 'gd.main:finish', []);
    return result.ok ? int(result.value) : (result.error.exit ?? 1);
  };
}

function otherProgram(args: readonly GuestValue[]): Program {
  const [argv, env, cwd, descriptors, uid, inherited, path] = args;
  const words = Array.isArray(argv) ? argv.map((word) => text(word as GuestValue)) : [];
  return function* child(sys: Sys): Eff<number> {
    const { process } = sys;
    process.interpreter = false;
    const moves = pairs(descriptors);
    const kept = new Set([0, 1, 2, ...(Array.isArray(inherited) ? (inherited as GuestValue[]).map(int) : [])]);
    for (const [from, to] of moves) sys.fs.dup(from, to);
    if (inherited !== true) for (const [fd] of Array.from(process.fds.entries)) if (!kept.has(fd)) sys.fs.close(fd);
    process.env.clear();
    for (const one of Array.isArray(env) ? (env as GuestValue[]) : [])
      if (Array.isArray(one)) process.env.set(text(one[0] as GuestValue), text(one[1] as GuestValue));
    if (typeof uid === 'number' && process.credentials.uid === 0) sys.become(process.host.users.userName(uid));
    try {
      if (typeof cwd === 'string') process.cwd = sys.path(cwd);
      return yield* sys.exec(words, typeof path === 'string' ? path : words[0]);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return error.errno === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
    }
  };
}

/** See SYSCALLS.md in the room `python`. */
export const childCalls: Readonly<Record<string, ImmediateCall>> = {
  'process.fork': (sys, [entry]) => sys.fork(forkedInterpreter(sys.pid, int(entry))),
  'process.spawn': (sys, args) => sys.fork(otherProgram(args)),
  'process.wait': (sys, [pid, nohang]) => endedChild(sys, int(pid)) ?? (nohang === true ? [0, 0] : BLOCK),
};
