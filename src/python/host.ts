import { derive } from './derive.ts';
import type {
  EagerWait,
  GuestError,
  GuestKernel,
  GuestStep,
  GuestValue,
  Immediate,
  LineTime,
  StepCost,
  SyscallOutcome,
} from '../machine/guest-port.ts';
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

type Flat = { readonly length: number; readonly [index: number]: number };
type Waits = readonly (readonly [call: string, args: GuestValue, cpu: number, file: string, line: number])[];

type Done = readonly [
  kind: 'returned' | 'raised' | 'lost',
  value: GuestValue,
  cpu: number,
  lines: Flat,
  waits: Waits,
  globals?: StepCost['globals'],
];

/** Who runs, and where its step goes when it stops. */
export interface Running {
  readonly stack: number;
  readonly pid: number;
  readonly tid: number;
  finish(step: GuestStep): void;
  /** Keep the way back into this suspended stack. */
  suspended(resume: (outcome: SyscallOutcome | typeof DROPPED) => void): void;
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
  /** Eager mode: how many waits that stack has run through, and its calls since the first, each after how many. */
  private waited = 0;
  private later: (EagerWait & { readonly after: number })[] = [];
  /** What the stack that has just called `block` is about to wait for. */
  private suspension: Promise<number> | null = null;
  /** How often the stack that is being unwound has tried to go on; null while none is. */
  private resisted: number | null = null;
  /** What the stack that was resumed last gets. */
  private answer: unknown = undefined;
  private out: Uint8Array[] = [];
  private incoming: readonly Uint8Array[] = [];
  /** Names of files and calls, by the numbers that Python knows them by. */
  private readonly files: string[] = [];
  /** What `keep` was given, and how often it was. */
  private readonly said: GuestValue[][] = [];
  private kept = 0;

  constructor(readonly shared: SharedMemory) {}

  /** Python binds these one by one, so each is a function of its own. */
  readonly interface = bare({
    sys: (name: string, ...args: unknown[]): unknown => this.deliver(this.syscall(name, args.map(fromPython))),
    /** `app.write`, whose texts come as one: head, data, reason, headers. */
    write: (
      text: string,
      call: number,
      fd: number,
      head: number,
      data: number,
      block: number,
      status: number | undefined,
      reason: number,
    ): unknown => {
      const told = head + data;
      const args = [call, fd, text.slice(0, head), text.slice(head, told), block];
      if (status !== undefined) args.push(status, text.slice(told, told + reason), text.slice(told + reason));
      return this.deliver(this.syscall('app.write', args));
    },
    /** Texts of `app.write` that will be said again, head, data and what was told; answers their place. */
    keep: (...said: GuestValue[]): number => {
      const place = this.kept++ % MOST_KEPT;
      this.said[place] = said;
      return place;
    },
    /** `app.write` of these. */
    writeKept: (place: number, call: number, fd: number, block: number): unknown => {
      const [head = '', data = '', ...told] = this.said[place] ?? [];
      return this.deliver(this.syscall('app.write', [call, fd, head, data, block, ...told]));
    },
    block: (text: string): void => this.block(text),
    answer: (): unknown => this.answer,
    done: (stack: number, text: string): void => this.done(stack, text),
    /** Called by what is no stack when it begins (stack-limit.ts). */
    limit: (): void => undefined,
    /** The machine's number of a file that C code has opened: guest.ts knows it. */
    descriptor: (fd: number): number => fd,
    ...derive,
    blob: (bytes: Uint8Array): void => void this.out.push(bytes),
    blobs: (): readonly Uint8Array[] | undefined => (this.incoming.length > 0 ? this.incoming : undefined),
    file: (name: string): number => this.files.push(name) - 1,
    ahead: (us: number, waits: number): void => {
      this.offset = us;
      this.waited = waits;
    },
    memory: (status: number, scratch: number, meter: number, cells: number, scratchSize: number): void =>
      this.shared.place({ status, scratch, meter, cells, scratchSize }),
  });

  /** From now on, until `settled`, every system call of the running stack raises `Dropped`. */
  unwinding(): void {
    this.resisted = 0;
  }

  settled(): void {
    this.resisted = null;
    this.running = null;
  }

  takeSuspension(): Promise<number> | null {
    const laid = this.shared.takeLaid();
    if (laid > 0) this.wait(this.shared.numbers(), laid);
    const { suspension } = this;
    this.suspension = null;
    return suspension;
  }

  /** Chance for C code: from the running process's stream; while the interpreter boots there is none. */
  random(n: number): Uint8Array {
    const outcome = this.syscall('random', [n]);
    const value = outcome !== 'block' && outcome.kind === 'value' ? outcome.value : null;
    return value instanceof Uint8Array ? value : new Uint8Array(n);
  }

  syscall(name: string, args: readonly GuestValue[]): Immediate | typeof DROPPED {
    const { kernel, running } = this;
    if (this.resisted !== null) return DROPPED;
    if (!kernel || !running) return { kind: 'errno', errno: 'ENOSYS', message: 'Function not implemented' };
    const answer = this.offset > 0 ? FORESEEN[name]?.(args) : undefined;
    if (answer === undefined) return kernel.syscall(running.pid, running.tid, name, args);
    // Ahead of the machine: what others would see of it must wait until the machine has come so far.
    this.later.push({ foreseen: true, call: name, args, cpu: 0, file: '', line: 0, after: this.waited });
    return { kind: 'value', value: answer };
  }

  /** Turn an outcome into what Python gets, and say in shared memory how to read it. */
  deliver(outcome: Immediate | typeof DROPPED): unknown {
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
    if (value instanceof Uint8Array)
      return this.shared.put(value) ? this.as(SCRATCH, value.length) : this.as(PROXY, value);
    const { text, blobs } = pack(value);
    this.incoming = blobs;
    return this.as(JSON_TEXT, text);
  }

  private as(kind: number, value: unknown): unknown {
    this.shared.setStatus(kind);
    return value;
  }

  private block(text: string): void {
    const running = this.waiting();
    if (running === null) return;
    const told = this.open(text) as readonly [string, readonly GuestValue[], string, number, number, Flat];
    const [call, args, file, line, cpu, flat] = told;
    this.suspend(running, { kind: 'blocked', call, args, file, line, cpu, lines: this.lines(flat, 0) });
  }

  /** The same for a wait whose arguments are numbers: call, file, line, CPU, how many arguments, these, and the lines. */
  private wait(told: Float64Array, count: number): void {
    const running = this.waiting();
    if (running === null) return;
    const at = (i: number): number => told[i] ?? 0;
    const end = 5 + at(4);
    const args: number[] = [];
    for (let i = 5; i < end; i++) args.push(at(i));
    const file = this.files[at(1)] ?? '';
    const lines = this.lines(told, end, count);
    this.suspend(running, {
      kind: 'blocked',
      call: this.files[at(0)] ?? '',
      args,
      file,
      line: at(2),
      cpu: at(3),
      lines,
    });
  }

  /** The stack that is about to wait; null for one that is being unwound and must not. */
  private waiting(): Running | null {
    const running = this.running;
    if (!running) throw new Error('a wait outside of any stack');
    if (this.resisted === null) return running;
    this.out = [];
    this.unwindFurther(running);
    return null;
  }

  private suspend(running: Running, step: GuestStep): void {
    this.suspension = new Promise((resolve) => {
      running.suspended((outcome) => {
        this.answer = this.deliver(outcome);
        resolve(0);
      });
    });
    running.finish(step);
  }

  /** A stack that catches everything and waits again: told so again, and after a while left where it is for ever. */
  private unwindFurther(running: Running): void {
    this.resisted = (this.resisted ?? 0) + 1;
    this.answer = this.deliver(DROPPED);
    const forEver = this.resisted > MOST_RESISTANCE;
    this.suspension = forEver ? new Promise(() => undefined) : Promise.resolve(0);
    if (forEver) running.finish(GONE);
  }

  private done(stack: number, text: string): void {
    const running = this.ending(stack);
    if (running === null) return;
    const [kind, value, cpu, flat, waits, globals] = this.open(text) as Done;
    const cost = {
      cpu,
      lines: this.lines(flat, 0),
      ...(waits.length > 0 ? { waits: this.inTurn(waits) } : {}),
      ...(globals === undefined ? {} : { globals }),
    };
    if (kind === 'returned') running.finish({ kind, value, ...cost });
    else if (kind === 'raised') running.finish({ kind, error: value as unknown as GuestError, ...cost });
    else running.finish({ kind: 'raised', error: NO_PROCESS, ...cost });
  }

  /** The call of this stack has come back: with as many numbers (its own, the CPU, the lines), or after `done`. */
  ended(stack: number, laid: unknown): void {
    if (typeof laid === 'number') {
      const told = this.shared.numbers();
      const lines = this.lines(told, 2, laid);
      this.ending(stack)?.finish({ kind: 'returned', value: told[0] ?? 0, cpu: told[1] ?? 0, lines });
    }
    // If neither, the runtime itself failed, beyond what it could report.
    if (this.running?.stack === stack) throw new Error(`stack ${stack} ended without a word`);
  }

  /** The stack that has come to its end; null for one that was unwound. */
  private ending(stack: number): Running | null {
    const running = this.running;
    if (!running || running.stack !== stack) throw new Error(`stack ${stack} ended out of turn`);
    if (this.resisted === null) return running;
    this.out = [];
    running.finish(GONE);
    return null;
  }

  /** Waits and foreseen calls in the order in which the stack made them. */
  private inTurn(waits: Waits): readonly EagerWait[] {
    const { later } = this;
    this.later = [];
    const calls = (after: number): EagerWait[] => later.filter((one) => one.after === after);
    return waits.flatMap((wait, i) => [eagerWait(wait), ...calls(i + 1)]);
  }

  private open(text: string): GuestValue {
    const blobs = this.out;
    if (blobs.length > 0) this.out = [];
    return unpack(text, blobs);
  }

  /** What `meter.take` tells, in whole µs: what a part leaves over is the next one's. */
  private lines(flat: Flat, from: number, to = flat.length): readonly LineTime[] {
    const lines: LineTime[] = [];
    let ns = flat[from] ?? 0;
    const factor = flat[from + 1] ?? 1;
    let whole = thousands(ns);
    for (let i = from + 2; i + 2 < to; i += 3) {
      ns += (flat[i + 2] ?? 0) * factor;
      const before = whole;
      whole = thousands(ns);
      lines.push([this.files[flat[i] ?? 0] ?? '', flat[i + 1] ?? 0, whole - before]);
    }
    return lines;
  }
}

/** Exactly: what a division rounds up would be counted twice. */
const thousands = (n: number): number => (n - (n % 1000)) / 1000;

/** Without prototypes: from what Python holds no way leads by `constructor` to the functions that make functions of text. */
export function bare<T extends object>(handed: T): T {
  const values: unknown[] = Object.values(handed);
  for (const value of values) if (typeof value === 'function') Reflect.setPrototypeOf(value, null);
  Reflect.setPrototypeOf(handed, null);
  return handed;
}

const nothing = (): GuestValue => null;
const lengthOf = (value: GuestValue | undefined): number =>
  value instanceof Uint8Array || typeof value === 'string' ? value.length : 0;

/** Calls that others see, with the answer that they have when all goes well. */
const FORESEEN: Readonly<Record<string, (args: readonly GuestValue[]) => GuestValue>> = {
  'net.send': (args) => lengthOf(args[1]),
  'net.shutdown': nothing,
  'net.close': nothing,
  'net.abort': nothing,
  write: (args) => lengthOf(args[1]),
  note: nothing,
  'app.write': (args) => lengthOf(args[2]) + lengthOf(args[3]),
  'app.responded': nothing,
  'app.block': nothing,
  'app.returned': nothing,
  'app.raised': nothing,
  'app.error_page': nothing,
  'app.parked': nothing,
  'app.due': nothing,
  'app.resumed': nothing,
};

/** As many as `core.py` knows of at a time. */
const MOST_KEPT = 64;
/** Waits that a stack may still try while it is unwound. */
const MOST_RESISTANCE = 20;
const GONE: GuestStep = { kind: 'returned', value: null, cpu: 0, lines: [] };
/** Raised in a stack whose task was cancelled. */
export const DROPPED = { kind: 'raise', type: 'Dropped', arg: null } as const;

const eagerWait = ([call, args, cpu, file, line]: Waits[number]): EagerWait => ({
  call,
  args: args as readonly GuestValue[],
  cpu,
  file,
  line,
});

const NO_PROCESS: GuestError = {
  type: 'RuntimeError',
  message: 'the process has no interpreter',
  traceback: 'RuntimeError: the process has no interpreter\n',
  file: '',
  line: 0,
  column: 0,
};
