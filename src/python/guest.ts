import type {
  Guest,
  GuestCapabilities,
  GuestKernel,
  GuestProcess,
  GuestRequest,
  GuestStep,
  GuestValue,
  SyscallOutcome,
} from '../machine/guest-port.ts';
import type { PyodideAssets } from './assets.ts';
import { BOOT_EPOCH, bootPyodide } from './boot.ts';
import { bare, DROPPED, Host } from './host.ts';
import { KeptTexts } from './kept-texts.ts';
import { marshal } from './marshal.ts';
import { SharedMemory } from './memory.ts';
import type { PyCallable, Pyodide } from './pyodide-types.ts';
import { pointerOf } from './pyodide-pointer.ts';
import { ENTERED, stackLimiter } from './stack-limit.ts';
import { Stepping, type Steps } from './stepping.ts';

export interface GuestOptions {
  readonly assets: PyodideAssets;
  /** The `.py` runtime, by path (runtime.ts or runtime-node.ts). */
  readonly runtime: Readonly<Record<string, string>>;
  /** Memory of a booted interpreter, from `makeSnapshot` with the same Pyodide and the same runtime. */
  readonly snapshot?: Uint8Array;
  /** False: run eagerly even where the host can suspend. */
  readonly jspi?: boolean;
  /** Bytes that Python may use in all. */
  readonly maximumMemory?: number;
}

const NO_NAMES: string[] = [];
/** A call leaves little behind that its references do not free. */
const CALLS_PER_COLLECTION = 500;
const MAXIMUM_MEMORY = 512 * 1024 * 1024;

/** What `gd.guest` offers to this side. */
interface Runtime {
  run: PyCallable;
  name: PyCallable;
  keep: PyCallable;
  start: PyCallable;
  end: PyCallable;
  collect: PyCallable;
  connect: PyCallable;
}

/** Start an interpreter: from a snapshot in a tenth of a second, without one in about a second. */
export async function createGuest(options: GuestOptions): Promise<PythonGuest> {
  const shared = new SharedMemory(() => pyodide?._module ?? null);
  let pyodide: Pyodide | null = null;
  const host = new Host(shared);
  const { assets, runtime, snapshot } = options;
  pyodide = await bootPyodide({
    assets,
    runtime,
    ...(snapshot ? { snapshot } : {}),
    now: () => (host.kernel ? host.kernel.epochMicros() + shared.uncharged() + host.offset : BOOT_EPOCH),
    maximumMemory: options.maximumMemory ?? MAXIMUM_MEMORY,
    calls: (name, args) => host.syscall(name, args),
    suspension: () => host.takeSuspension(),
    random: (n) => host.random(n),
  });
  return new PythonGuest(pyodide, host, options.jspi !== false && pyodide._module.jspiSupported);
}

/** Memory of an interpreter with the runtime in it, to be given to `createGuest`. */
export async function makeSnapshot(options: Pick<GuestOptions, 'assets' | 'runtime'>): Promise<Uint8Array> {
  const none = (): { kind: 'errno'; errno: string; message: string } => ({
    kind: 'errno',
    errno: 'ENOENT',
    message: '',
  });
  const pyodide = await bootPyodide({
    ...options,
    makeSnapshot: true,
    now: () => BOOT_EPOCH,
    maximumMemory: MAXIMUM_MEMORY,
    calls: none,
    suspension: () => null,
    random: (n) => new Uint8Array(n),
  });
  return pyodide.makeMemorySnapshot();
}

interface Suspended {
  readonly pid: number;
  readonly tid: number;
  readonly resume: (outcome: SyscallOutcome | typeof DROPPED) => void;
}

/** One interpreter. Steps are taken one at a time: the driver awaits each before it asks for the next. */
export class PythonGuest implements Guest {
  readonly capabilities: GuestCapabilities;
  private readonly runtime: Runtime;
  private readonly entry: number;
  /** Where a call notes that it failed: nobody reads it, `run` reports all itself, so that stacks may share it. */
  private readonly errorCell: number;
  private readonly limit: (inUse?: number) => void;
  private readonly suspended = new Map<number, Suspended>();
  private readonly stacksOf = new Map<number, Set<number>>();
  private readonly cwd = new Map<number, string>();
  private readonly functions = new Map<string, number>();
  private readonly texts: KeptTexts;
  private readonly steps: Steps = {
    stopped: ({ pid, stack }, { kind }) => {
      if (kind !== 'blocked') {
        this.stacksOf.get(pid)?.delete(stack);
        this.ended++;
      }
      this.host.running = null;
    },
    suspend: ({ pid, tid, stack }, resume) => void this.suspended.set(stack, { pid, tid, resume }),
  };
  private inside = -1;
  /** Calls that have ended since the collector last ran. */
  private ended = 0;

  constructor(
    private readonly pyodide: Pyodide,
    private readonly host: Host,
    private readonly suspends: boolean,
  ) {
    this.runtime = pyodide.pyimport('gd.guest') as Runtime;
    this.entry = pointerOf(this.runtime.run);
    this.errorCell = pyodide._module._malloc(4);
    this.limit = stackLimiter(pyodide._module);
    host.interface.limit = bare(() => this.limit());
    host.interface.descriptor = bare((fd) => pyodide._module.FS.getStream(fd)?.kernelFd ?? -1);
    this.runtime.connect(host.interface, !suspends);
    this.texts = new KeptTexts((text, at) => void this.runtime.keep(text, at));
    this.capabilities = { suspends, python: String(pyodide.runPython('__import__("platform").python_version()')) };
  }

  attach(kernel: GuestKernel): void {
    this.host.kernel = kernel;
  }

  step(request: GuestRequest): Promise<GuestStep | null> {
    switch (request.op) {
      case 'start':
        return Promise.resolve(this.start(request.process));
      case 'call':
        return this.call(request.stack, request.pid, request.tid, request.fn, request.args);
      case 'resume':
        return this.resume(request.stack, request.outcome);
      case 'drop':
        return this.dropAll(request.stacks);
      case 'end':
        return this.end(request.pid);
    }
  }

  private start(process: GuestProcess): null {
    const { pid, ppid, argv, command, tty = false, env, cwd, forkOf, packages, prefix, slowness } = process;
    this.cwd.set(pid, (forkOf === undefined ? undefined : this.cwdOf(forkOf)) ?? cwd);
    this.enter(pid);
    this.host.running = {
      stack: -1,
      pid,
      tid: 0,
      finish: () => undefined,
      suspended: () => undefined,
      fail: () => undefined,
    };
    const inherited = [forkOf ?? null, packages ?? null, prefix ?? null, slowness ?? 1];
    this.runtime.start(JSON.stringify([pid, ppid, argv, command, tty, env, cwd, ...inherited]));
    this.host.running = null;
    return null;
  }

  private call(stack: number, pid: number, tid: number, fn: string, args: readonly GuestValue[]): Promise<GuestStep> {
    this.collect();
    const parameters = marshal(args, [stack, pid, tid, this.numberOf(fn)], this.texts);
    const step = this.begin(stack, pid, tid);
    if (this.suspends) void this.promising(stack, parameters);
    else {
      try {
        this.eagerly(stack, parameters);
      } catch (error) {
        step.fail(error);
      }
    }
    return step.promise;
  }

  /** Functions are told by number: a text that crosses costs as much as all else. */
  private numberOf(fn: string): number {
    let number = this.functions.get(fn);
    if (number === undefined) {
      this.functions.set(fn, (number = this.functions.size));
      this.runtime.name(fn);
    }
    return number;
  }

  /** Python's cyclic garbage: now and then, while no stack is suspended (see gd.guest). */
  private collect(): void {
    if (this.ended < CALLS_PER_COLLECTION || this.suspended.size > 0) return;
    this.ended = 0;
    this.runtime.collect();
  }

  private resume(stack: number, outcome: SyscallOutcome): Promise<GuestStep> {
    const suspended = this.suspended.get(stack);
    if (!suspended) throw new Error(`stack ${stack} is not suspended`);
    this.suspended.delete(stack);
    const step = this.begin(stack, suspended.pid, suspended.tid);
    suspended.resume(outcome);
    return step.promise;
  }

  /** The stack runs from now on. */
  private begin(stack: number, pid: number, tid: number): Stepping {
    this.enter(pid);
    let stacks = this.stacksOf.get(pid);
    if (stacks === undefined) this.stacksOf.set(pid, (stacks = new Set<number>()));
    stacks.add(stack);
    const step = new Stepping(this.steps, stack, pid, tid);
    this.host.running = step;
    return step;
  }

  /**
   * Call the runtime's entry as a stack that can be suspended. As `PyCallable.callPromising`, but at once: that one
   * waits for a turn of the host's event loop first, which costs more than the call.
   */
  private async promising(stack: number, parameters: unknown[]): Promise<void> {
    const module = this.pyodide._module;
    const { running } = this.host;
    try {
      this.limit(ENTERED);
      module.enterTask();
      module.validSuspender.value = false;
      const [laid] = await module.promisingApply(
        this.entry,
        parameters,
        parameters.length,
        NO_NAMES,
        0,
        this.errorCell,
      );
      this.host.ended(stack, laid);
    } catch (error) {
      (this.host.running ?? running)?.fail(error);
    }
  }

  private eagerly(stack: number, parameters: unknown[]): void {
    this.host.offset = 0;
    this.limit(ENTERED);
    const laid = this.runtime.run(...parameters);
    this.host.offset = 0;
    this.host.ended(stack, laid);
  }

  /** The working directory belongs to Emscripten's file system layer: swapped here, with the process. */
  private enter(pid: number): void {
    if (this.inside === pid) return;
    const fs = this.pyodide.FS;
    if (this.cwd.has(this.inside)) this.cwd.set(this.inside, fs.currentPath);
    fs.currentPath = this.cwd.get(pid) ?? '/';
    this.inside = pid;
  }

  private cwdOf(pid: number): string | undefined {
    return this.inside === pid ? this.pyodide.FS.currentPath : this.cwd.get(pid);
  }

  private async dropAll(stacks: readonly number[]): Promise<null> {
    for (const stack of stacks) await this.drop(stack);
    return null;
  }

  /**
   * Unwind a stack without effect: it raises where it waits, all its system calls raise, what its `finally` blocks do is
   * lost. (Simply to leave it suspended would leak 20 KB each and slow down every later call.)
   */
  private async drop(stack: number): Promise<void> {
    const suspended = this.suspended.get(stack);
    if (!suspended) return;
    this.suspended.delete(stack);
    const { pid, tid, resume } = suspended;
    try {
      const step = this.begin(stack, pid, tid);
      this.host.unwinding();
      resume(DROPPED);
      await step.promise;
    } finally {
      this.host.settled();
    }
  }

  private async end(pid: number): Promise<null> {
    for (const stack of this.stacksOf.get(pid) ?? []) await this.drop(stack);
    this.stacksOf.delete(pid);
    this.runtime.end(pid);
    this.cwd.delete(pid);
    if (this.inside === pid) this.inside = -1;
    return null;
  }
}
