import type { Guest, GuestKernel, GuestRequest, GuestStep, GuestValue } from '../machine/guest-port.ts';
import type { Diagnostic } from './protocol.ts';

/** A step that is open at so many looks in a row is lost. */
const LOOKS = 4;

/** The process, of no machine, in which the editor's checks run. */
const CHECKER = 4_000_000;

/**
 * The one interpreter of this worker and the order in which it is asked: it takes one step at a time, from the run that
 * computes or from the editor's checks. Who asks before it is there waits, and has it sent for.
 */
export class GuestDesk {
  private guest: Guest | null = null;
  private readonly up: Promise<Guest>;
  private arrive: (guest: Guest) => void = () => undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private checking = false;
  /** Stacks that were dropped where they were suspended; what they held in memory is lost. */
  abandoned = 0;

  private open: { looks: number; fail: ((error: Error) => void) | null } | null = null;

  /**
   * @param want called when Python is needed and not there
   * @param every has a function called from time to time, in turns of their own
   */
  constructor(
    private readonly want: () => void,
    every: (look: () => void) => void = () => undefined,
  ) {
    every(() => this.look());
    this.up = new Promise((resolve) => (this.arrive = resolve));
  }

  set(guest: Guest): void {
    this.guest = guest;
    this.arrive(guest);
  }

  async attach(kernel: GuestKernel): Promise<void> {
    if (!this.guest) this.want();
    const guest = await this.up;
    await this.turn;
    guest.attach(kernel);
  }

  step(request: GuestRequest): Promise<GuestStep | null> {
    if (request.op === 'drop') this.abandoned += request.stacks.length;
    const step = this.turn.then(() => this.up).then((guest) => this.within(guest.step(request)));
    this.turn = step.catch(() => undefined);
    return step;
  }

  /**
   * While Python computes, nothing else in this thread does. So if time goes by in here and a step is still open, its
   * stack is gone (an error of JavaScript went through it): that interpreter is not to be trusted any more.
   */
  private within<T>(step: Promise<T>): Promise<T> {
    this.open = { looks: 0, fail: null };
    const lost = new Promise<never>((_, reject) => {
      if (this.open) this.open.fail = reject;
    });
    return Promise.race([step, lost]).finally(() => (this.open = null));
  }

  private look(): void {
    if (this.open && ++this.open.looks >= LOOKS) this.open.fail?.(new Error('a stack of Python was lost'));
  }

  /** What CPython's compiler says of a source; null when Python is not up. */
  async check(path: string, text: string): Promise<Diagnostic[] | null> {
    if (!this.guest) return null;
    if (!this.checking) {
      this.checking = true;
      const process = { pid: CHECKER, ppid: 1, argv: ['check'], command: ['check'], env: {}, cwd: '/' };
      await this.step({ op: 'start', process });
    }
    const step = await this.step({
      op: 'call',
      stack: -CHECKER,
      pid: CHECKER,
      tid: 0,
      fn: 'gd.check:compile',
      args: [text, path],
    });
    return step?.kind === 'returned' ? diagnosticsOf(step.value, path) : null;
  }
}

function diagnosticsOf(value: GuestValue, path: string): Diagnostic[] {
  if (value === null || typeof value !== 'object' || !('line' in value)) return [];
  const { type, message, line, column } = value;
  if (typeof type !== 'string' || typeof message !== 'string') return [];
  return [{ path, line: Number(line), column: Number(column), message: `${type}: ${message}` }];
}
