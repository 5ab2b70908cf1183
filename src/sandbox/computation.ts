import { type FileSystem, ROOT } from '../machine/filesystem.ts';
import { guestKernel } from '../machine/guest-kernel.ts';
import type { GuestRequest, GuestStep } from '../machine/guest-port.ts';
import type { PackageShelf } from '../machine/packages.ts';
import { isSignal } from '../machine/signals.ts';
import { drive, flush } from '../python/driver.ts';
import { createRun, type Run } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { GuestDesk } from './guest-desk.ts';
import type { LiveInput, Mode } from './protocol.ts';
import type { Computation, Made, Watch } from './runner.ts';

/** Engine steps between two looks at the real clock: about a millisecond. */
const STEPS = 500;
/** While the servers start, so that a live run stops close to the instant at which they are up. */
const BOOT_STEPS = 10;

/** Who sits at a live run's terminals: two, since a server in the foreground occupies one; more come when they are asked for. */
const LOGGED_IN = [
  { tty: 0, user: 'ubuntu' },
  { tty: 1, user: 'ubuntu' },
];

const MOST_TERMINALS = 4;

/**
 * A scenario as a run that can be stepped. A live one has no planned end. What is wrong with the scenario is said with the
 * names of its fields.
 */
export function makeComputation(data: unknown, mode: Mode, desk: GuestDesk, shelf: PackageShelf = new Map()): Made {
  const parsed = parseScenario(data);
  if (!parsed.ok) return { ok: false, detail: parsed.problems.join('\n') };
  const { scenario } = parsed;
  const run = createRun(mode === 'live' ? { ...scenario, until: null, terminals: LOGGED_IN } : scenario, { shelf });
  run.start();
  return { ok: true, computation: new RunComputation(run, desk, mode) };
}

/** A run, and the guest that comes up when it is first needed. */
class RunComputation implements Computation {
  private attached = false;

  constructor(
    private readonly run: Run,
    private readonly desk: GuestDesk,
    private readonly mode: Mode,
  ) {}

  get events(): readonly TraceEvent[] {
    return this.run.sim.trace.events;
  }

  get now(): number {
    return this.run.sim.now;
  }

  get booted(): boolean {
    return this.run.readyAt !== null;
  }

  async advance(until: number, { pause, beforePython }: Watch): Promise<'until' | 'paused' | 'ended'> {
    const { run } = this;
    // Without a bound a live run goes on to the instant at which its servers are up, and no further.
    const booting = this.mode === 'live' && until === Infinity && !this.booted;
    const step = (request: GuestRequest): Promise<GuestStep | null> => {
      beforePython();
      return this.ask(request);
    };
    const stop = await drive(
      run.sim,
      { step },
      {
        until,
        budget: booting ? BOOT_STEPS : STEPS,
        outbox: run.world.guestOutbox,
        pause: () => run.phase === 'ended' || (booting && this.booted) || pause(),
      },
    );
    if (stop.kind === 'until') return 'until';
    return stop.kind !== 'budget' || run.phase === 'ended' ? 'ended' : 'paused';
  }

  enter(input: LiveInput): void {
    const { run } = this;
    const { world, sim } = run;
    switch (input.kind) {
      case 'keys':
        run.input({ kind: 'keys', at: 0, tty: input.tty, text: input.text });
        return;
      case 'resize':
        if (this.booted && input.tty < MOST_TERMINALS) run.openTerminal({ tty: input.tty, user: 'ubuntu' });
        Object.assign(world.tty(input.tty), { columns: input.columns, rows: input.rows });
        return;
      case 'write':
        run.input({ kind: 'write', at: 0, files: { [input.path]: input.text } });
        return;
      case 'signal': {
        const process = world.process(input.pid);
        if (!process || !isSignal(input.signal)) return;
        sim.emit({ kind: 'run.input', input: 'signal', detail: `${input.signal} ${input.pid}` });
        world.lifecycle.kill(process, input.signal, 0);
        return;
      }
      case 'request': {
        const parsed = parseScenario({ version: 1, inputs: [{ ...input.request, kind: 'request', at: 0 }] });
        const request = parsed.ok ? parsed.scenario.inputs[0] : undefined;
        if (request) run.input(request);
        return;
      }
    }
  }

  read(paths: readonly string[]): Record<string, string | null> {
    return Object.fromEntries(paths.map((path) => [path, textAt(this.run.box.files, path)]));
  }

  async dispose(): Promise<void> {
    if (!this.attached) return;
    await flush(this.desk, this.run.world.guestOutbox);
    for (const host of this.run.world.hosts.values()) {
      for (const process of host.processes.values()) {
        if (process.interpreter) await this.desk.step({ op: 'end', pid: process.pid });
      }
    }
  }

  private async ask(request: GuestRequest): Promise<GuestStep | null> {
    if (!this.attached) {
      await this.desk.attach(guestKernel(this.run.world));
      this.attached = true;
    }
    return this.desk.step(request);
  }
}

const MOST_BYTES = 1_000_000;

/** Null for what is no file, no UTF-8, or too long for a project's text. */
function textAt(fs: FileSystem, path: string): string | null {
  try {
    const bytes = fs.readFile(path, ROOT);
    return bytes.length > MOST_BYTES ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
