import type { GuestStep, SyscallOutcome } from '../machine/guest-port.ts';
import type { DROPPED, Running } from './host.ts';

type Resume = (outcome: SyscallOutcome | typeof DROPPED) => void;

/** What a step has to be told to. */
export interface Steps {
  stopped(stepping: Stepping, step: GuestStep): void;
  suspend(stepping: Stepping, resume: Resume): void;
}

/** A stack on its way: one object for each step, which is kept as small as can be. */
export class Stepping implements Running {
  readonly promise: Promise<GuestStep>;
  fail: (error: unknown) => void = () => undefined;
  private done: (step: GuestStep) => void = () => undefined;

  constructor(
    private readonly steps: Steps,
    readonly stack: number,
    readonly pid: number,
    readonly tid: number,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.done = resolve;
      this.fail = reject;
    });
  }

  finish(step: GuestStep): void {
    this.steps.stopped(this, step);
    this.done(step);
  }

  suspended(resume: Resume): void {
    this.steps.suspend(this, resume);
  }
}
