/**
 * The port through which foreign code (CPython in WebAssembly) runs as tasks of simulated processes. Types only: the
 * guest implements `Guest`, the machine implements `GuestKernel`, the driver carries answers between engine and guest.
 *
 * A *stack* is one Python call stack, run by one task (thread `tid`) of one process. It runs until it finishes, or until
 * a system call has to wait: then it is suspended (JSPI), the engine lets virtual time pass, and it is resumed with the
 * outcome. System calls that can be answered at once never leave Python's own call.
 */
export type GuestValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly GuestValue[]
  | { readonly [key: string]: GuestValue };

/** An interpreter for one simulated process: its own `sys.modules`, `os.environ`, argv, cwd, pid. */
export interface GuestProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly argv: readonly string[];
  /** The command line with the interpreter's own options: sys.orig_argv. */
  readonly command: readonly string[];
  /** Standard output is a terminal: what is printed goes out line by line. */
  readonly tty?: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Directories of installed packages, for sys.path; left out: those of the system. */
  readonly packages?: readonly string[];
  /** What its computing takes, against the machine on which Python's prices were measured; 1 when left out. */
  readonly slowness?: number;
  /** The virtual environment that it runs in. */
  readonly prefix?: string | null;
  /**
   * After a fork: the process whose imported modules this one starts with. A real fork copies memory; here the child
   * imports the same sources again, as they were when the parent imported them (simplified, said on the screen).
   */
  readonly forkOf?: number;
}

export type GuestRequest =
  | { readonly op: 'start'; readonly process: GuestProcess }
  /** Call `module:function` of the runtime (e.g. `gd.servers.wsgi:handle`) with JSON-like arguments. */
  | {
      readonly op: 'call';
      readonly stack: number;
      readonly pid: number;
      readonly tid: number;
      readonly fn: string;
      readonly args: readonly GuestValue[];
    }
  | { readonly op: 'resume'; readonly stack: number; readonly outcome: SyscallOutcome }
  /** Forget these stacks (their tasks were cancelled) or a whole process (it ended). No answer is awaited. */
  | { readonly op: 'drop'; readonly stacks: readonly number[] }
  | { readonly op: 'end'; readonly pid: number };

export type SyscallOutcome =
  | { readonly kind: 'value'; readonly value: GuestValue }
  /** Python raises OSError(errno, strerror). */
  | { readonly kind: 'errno'; readonly errno: string; readonly message: string }
  /** A signal handler raised: Python raises this at the place where it waited. */
  | {
      readonly kind: 'raise';
      readonly type: 'SystemExit' | 'KeyboardInterrupt' | 'TimeoutError';
      readonly arg: string | number | null;
    };

/** [file, line, µs of CPU], in the order of execution, neighbours on the same line merged, at most 200 per step. */
export type LineTime = readonly [file: string, line: number, us: number];

export interface StepCost {
  /** Virtual CPU µs that this stack used since its last step, metered, deterministic. */
  readonly cpu: number;
  readonly lines: readonly LineTime[];
  /** Eager mode only: waits that the stack has already run through on its own clock, to be lived through in order. */
  readonly waits?: readonly EagerWait[];
  /** At the end of a request: simple global variables of the project's modules that changed, as [name, repr]. */
  readonly globals?: readonly (readonly [module: string, values: readonly (readonly [name: string, text: string])[]])[];
}

/** A wait, or (`foreseen`) a call with an effect whose answer the guest could tell in advance: it is made at its turn. */
export interface EagerWait {
  readonly foreseen?: true;
  readonly call: string;
  readonly args: readonly GuestValue[];
  /** CPU used before this wait, not contained in the step's own `cpu`. */
  readonly cpu: number;
  readonly file: string;
  readonly line: number;
}

export type GuestStep = StepCost &
  (
    | {
        readonly kind: 'blocked';
        readonly call: string;
        readonly args: readonly GuestValue[];
        readonly file: string;
        readonly line: number;
      }
    | { readonly kind: 'returned'; readonly value: GuestValue }
    | { readonly kind: 'raised'; readonly error: GuestError }
  );

export interface GuestError {
  /** Class name, qualified unless builtin. `SystemExit` carries its code in `exit`. */
  readonly type: string;
  readonly message: string;
  /** As `traceback.format_exception` prints it, newline at the end of each line, frames of the runtime itself left out. */
  readonly traceback: string;
  /** The learner's innermost frame (or the place of a SyntaxError); '' and 0 when there is none. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly exit?: number | null;
}

/** What a system call may answer at once. `block`: suspend this stack, the machine will answer later. */
export type Immediate = SyscallOutcome | 'block';

/** The machine as the guest sees it. All synchronous. */
export interface GuestKernel {
  /** Virtual µs since the Unix epoch at the present instant (the guest adds the CPU not yet charged). */
  epochMicros(): number;
  /** A system call of a process. `cpu` is what the stack used since its last step, still to be charged. */
  syscall(pid: number, tid: number, name: string, args: readonly GuestValue[]): Immediate;
}

export interface GuestCapabilities {
  /** False: no JSPI, every wait is run eagerly on the stack's own clock (see python/eager). */
  readonly suspends: boolean;
  readonly python: string;
}

/** Implemented by the room `python`; called by the driver only. */
export interface Guest {
  readonly capabilities: GuestCapabilities;
  attach(kernel: GuestKernel): void;
  /** `start`, `drop` and `end` resolve to null. */
  step(request: GuestRequest): Promise<GuestStep | null>;
}
