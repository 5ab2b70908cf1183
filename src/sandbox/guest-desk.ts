import type { Guest, GuestKernel, GuestRequest, GuestStep, GuestValue } from '../machine/guest-port.ts';
import type { Diagnostic } from './protocol.ts';

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

  /** @param want called when Python is needed and not there */
  constructor(private readonly want: () => void) {
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
    const step = this.turn.then(() => this.up).then((guest) => guest.step(request));
    this.turn = step.catch(() => undefined);
    return step;
  }

  /** What CPython's compiler says of a source; null when Python is not up. */
  async check(path: string, text: string): Promise<Diagnostic[] | null> {
    if (!this.guest) return null;
    if (!this.checking) {
      this.checking = true;
      const process = { pid: CHECKER, ppid: 1, argv: ['check'], env: {}, cwd: '/' };
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
  return [{ path, line: Number(line), column: Number(column), message: `${String(type)}: ${String(message)}` }];
}
