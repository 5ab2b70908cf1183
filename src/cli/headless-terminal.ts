/** A terminal without a page, for tests: types into the shell of a run and gives what it printed. */
import './extras.ts';
import { guestKernel } from '../machine/guest-kernel.ts';
import type { Guest, GuestRequest } from '../machine/guest-port.ts';
import type { PackageShelf } from '../machine/packages.ts';
import { drive } from '../python/driver.ts';
import { createRun, type Run } from '../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../scenario/schema.ts';

const SECOND = 1_000_000;
const TTY = 0;

/** What python is not needed for runs without it; a program that calls it then gets an error. */
const NOBODY: Guest = {
  capabilities: { suspends: false, python: '' },
  attach: () => {},
  step: () => Promise.reject(new Error('there is no Python here')),
};

export interface HeadlessOptions {
  readonly guest?: Guest;
  readonly shelf?: PackageShelf;
}

export class HeadlessTerminal {
  readonly run: Run;
  private seen = 0;

  constructor(
    input: ScenarioInput,
    private readonly options: HeadlessOptions = {},
  ) {
    const parsed = parseScenario({ ...input, until: null, terminals: [{ tty: TTY }] });
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    this.run = createRun(parsed.scenario, options.shelf ? { shelf: options.shelf } : {});
    options.guest?.attach(guestKernel(this.run.world));
    this.run.start();
  }

  /** Let virtual time pass; what was printed meanwhile, without colours and cursor movements. */
  async pass(seconds: number): Promise<string> {
    const { sim, world } = this.run;
    const outbox: GuestRequest[] = world.guestOutbox;
    await drive(sim, this.options.guest ?? NOBODY, {
      until: sim.now + Math.round(seconds * SECOND),
      budget: 20_000,
      outbox,
      pause: () => false,
    });
    const { events } = sim.trace;
    let text = '';
    for (; this.seen < events.length; this.seen++) {
      const event = events[this.seen];
      if (event?.kind === 'tty.output' && event.tty === TTY) text += event.text;
    }
    return plain(text);
  }

  /** Type as is. */
  async keys(text: string, seconds: number): Promise<string> {
    this.run.input({ kind: 'keys', at: 0, tty: TTY, text });
    return this.pass(seconds);
  }

  /** A command line, and what it printed: up to the next prompt, or for as long as `seconds`. */
  async command(line: string, seconds = 10): Promise<string> {
    let text = await this.keys(`${line}\r`, 0.05);
    for (let passed = 0; passed < seconds && !/[$#] $/.test(text); passed += 0.1) text += await this.pass(0.1);
    return text
      .slice(text.indexOf('\n') + 1)
      .replace(PROMPT, '')
      .trimEnd();
  }
}

/** As the start files have it; what was printed without a newline stands before it. */
const PROMPT = /(?:\(\w+\) )?(?:ubuntu|root)@\w+:[^\n]*[$#] $/;

const plain = (text: string): string =>
  text.replace(/\u001b\[[\d;?]*[A-Za-z]|\u001b[=>]|\u001b\]\S*\u0007/g, '').replaceAll('\r\n', '\n');
