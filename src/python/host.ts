import type { EagerWait, GuestError, GuestKernel, GuestStep, GuestValue, Immediate, LineTime, SyscallOutcome } from '../machine/guest-port.ts';
import { fromPython, pack, unpack } from './marshal.ts';
import type { SharedMemory } from './memory.ts';

/** How a result is to be read by Python; the same numbers as in runtime/gd/core.py. */
const VALUE = 0;
const BLOCK = 1;
const ERRNO = 2;
const RAISE = 3;
const JSON_TEXT = 4;
const SCRATCH = 5;
const PROXY = 6;
const NONE = 7;

type Flat = readonly number[];
type Waits = readonly (readonly [call: string, args: GuestValue, cpu: number, file: string, line: number])[];

/** Who runs, and where its step goes when it stops. */
export interface Running {
  readonly stack: number;
  readonly pid: number;
  readonly tid: number;
  finish(step: GuestStep): void;
  /** Keep the way back into this suspended stack. */
  readonly suspended: (resume: (outcome: SyscallOutcome) => void) => void;
  /** The interpreter itself broke down. */
  fail(error: unknown): void;
}

/**
 * The object that Python sees as `core.host`: system calls, waits, results. One stack runs at a time; `running` is it.
 */
export class Host {
  kernel: GuestKernel | null = null;
  running: Running | null = null;
  /** µs by which the running stack is ahead of the machine (eager mode only). */
  offset = 0;
  /** What the stack that has just called `block` is about to wait for. */
  private suspension: Promise<number> | null = null;
  /** What the stack that was resumed last gets. */
  private answer: unknown = undefined;
  private out: Uint8Array[] = [];
  private incoming: readonly Uint8Array[] = [];
  private readonly files: string[] = [];

  constructor(readonly shared: SharedMemory) {}

  /** Python binds these one by one, so each is a function of its own. */
  readonly interface = {
    sys: (name: string, ...args: unknown[]): unknown => this.deliver(this.syscall(name, args.map(fromPython))),
    block: (text: string): void => this.block(text),
    answer: (): unknown => this.answer,
    done: (stack: number, text: string): void => this.done(stack, text),
    blob: (bytes: Uint8Array): void => void this.out.push(bytes),
    blobs: (): readonly Uint8Array[] | undefined => (this.incoming.length > 0 ? this.incoming : undefined),
    file: (name: string): number => this.files.push(name) - 1,
    ahead: (us: number): void => void (this.offset = us),
    memory: (status: number, scratch: number, size: number, meter: number): void => this.shared.place(status, scratch, size, meter),
  };

  takeSuspension(): Promise<number> | null {
    const { suspension } = this;
    this.suspension = null;
    return suspension;
  }

  syscall(name: string, args: readonly GuestValue[]): Immediate {
    const { kernel, running } = this;
    if (!kernel || !running) return { kind: 'errno', errno: 'ENOSYS', message: 'Function not implemented' };
    return kernel.syscall(running.pid, running.tid, name, args);
  }

  /** Turn an outcome into what Python gets, and say in shared memory how to read it. */
  deliver(outcome: Immediate): unknown {
    if (outcome === 'block') return this.as(BLOCK, undefined);
    switch (outcome.kind) {
      case 'errno':
        return this.as(ERRNO, JSON.stringify([outcome.errno, outcome.message]));
      case 'raise':
        return this.as(RAISE, JSON.stringify([outcome.type, outcome.arg]));
      case 'value':
        return this.value(outcome.value);
    }
  }

  private value(value: GuestValue): unknown {
    if (value === null) return this.as(NONE, undefined);
    if (typeof value !== 'object') return this.as(VALUE, value);
    if (value instanceof Uint8Array) return this.shared.put(value) ? this.as(SCRATCH, value.length) : this.as(PROXY, value);
    const { text, blobs } = pack(value);
    this.incoming = blobs;
    return this.as(JSON_TEXT, text);
  }

  private as(kind: number, value: unknown): unknown {
    this.shared.setStatus(kind);
    return value;
  }

  private block(text: string): void {
    const running = this.running;
    if (!running) throw new Error('a wait outside of any stack');
    const told = this.open(text) as readonly [string, readonly GuestValue[], string, number, number, Flat];
    const [call, args, file, line, cpu, flat] = told;
    this.suspension = new Promise((resolve) => {
      running.suspended((outcome) => {
        this.answer = this.deliver(outcome);
        resolve(0);
      });
    });
    running.finish({ kind: 'blocked', call, args, file, line, cpu, lines: this.lines(flat) });
  }

  private done(stack: number, text: string): void {
    const running = this.running;
    if (!running || running.stack !== stack) throw new Error(`stack ${stack} ended out of turn`);
    const [kind, value, cpu, flat, waits] = this.open(text) as readonly ['returned' | 'raised' | 'lost', GuestValue, number, Flat, Waits];
    const cost = { cpu, lines: this.lines(flat), ...(waits.length > 0 ? { waits: waits.map(eagerWait) } : {}) };
    if (kind === 'returned') running.finish({ kind, value, ...cost });
    else if (kind === 'raised') running.finish({ kind, error: value as unknown as GuestError, ...cost });
    else running.finish({ kind: 'raised', error: NO_PROCESS, ...cost });
  }

  private open(text: string): GuestValue {
    const blobs = this.out;
    if (blobs.length > 0) this.out = [];
    return unpack(text, blobs);
  }

  private lines(flat: Flat): readonly LineTime[] {
    const lines: LineTime[] = [];
    for (let i = 0; i + 2 < flat.length; i += 3) {
      lines.push([this.files[flat[i] ?? 0] ?? '', flat[i + 1] ?? 0, flat[i + 2] ?? 0]);
    }
    return lines;
  }
}

const eagerWait = ([call, args, cpu, file, line]: Waits[number]): EagerWait => ({ call, args: args as readonly GuestValue[], cpu, file, line });

const NO_PROCESS: GuestError = {
  type: 'RuntimeError',
  message: 'the process has no interpreter',
  traceback: 'RuntimeError: the process has no interpreter\n',
  file: '',
  line: 0,
  column: 0,
};
