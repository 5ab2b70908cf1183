import { SysError, strerror } from './errno.ts';
import { childCalls } from './guest-children.ts';
import { fileCalls } from './guest-files.ts';
import { netCalls } from './guest-net.ts';
import type { GuestKernel, GuestValue, Immediate, SyscallOutcome } from './guest-port.ts';
import { processCalls } from './guest-process.ts';
import { serverCalls } from './guest-server.ts';
import { BLOCK } from './guest-values.ts';
import { Sys } from './sys.ts';
import { witnessCalls } from './guest-witness.ts';
import type { World } from './world.ts';

/** A system call that is answered at once, or says that the stack has to wait (see guest-calls.ts). */
export type ImmediateCall = (sys: Sys, args: readonly GuestValue[], tid: number) => GuestValue | typeof BLOCK;

const CALLS: Readonly<Record<string, ImmediateCall>> = {
  ...fileCalls,
  ...netCalls,
  ...processCalls,
  ...childCalls,
  ...serverCalls,
  ...witnessCalls,
};

/** The outcome of a failed call, as Python will raise it. */
const failure = (error: SysError): SyscallOutcome => ({
  kind: 'errno',
  errno: error.errno,
  message: strerror(error.errno),
});

/** The machine as Python sees it: answers system calls of its processes while virtual time stands still. */
export function guestKernel(world: World): GuestKernel {
  const calls = new Map<number, Sys>();
  const sysOf = (pid: number): Sys | null => {
    const known = calls.get(pid);
    if (known) return known.process.state === 'running' ? known : null;
    const process = world.process(pid);
    if (!process) return null;
    const sys = new Sys(world, process);
    calls.set(pid, sys);
    return sys;
  };
  const kernel: GuestKernel = {
    epochMicros: () => world.nowEpoch,
    syscall(pid: number, tid: number, name: string, args: readonly GuestValue[]): Immediate {
      const sys = sysOf(pid);
      const call = CALLS[name];
      if (!sys) return { kind: 'errno', errno: 'ESRCH', message: strerror('ESRCH') };
      if (!call) return 'block';
      try {
        const value = call(sys, args, tid);
        return value === BLOCK ? 'block' : { kind: 'value', value };
      } catch (error) {
        if (error instanceof SysError) return failure(error);
        throw error;
      }
    },
  };
  world.kernel = kernel;
  return kernel;
}
