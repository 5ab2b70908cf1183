import type { Bytes } from '../base/bytes.ts';
import { fromUtf8 } from '../base/bytes.ts';
import type { Sim } from '../engine/sim.ts';
import type { Eff } from '../engine/task.ts';
import type { Sink } from './fd.ts';
import { Host, type HostSpec } from './host.ts';
import type { GuestKernel, GuestRequest } from './guest-port.ts';
import { Lifecycle } from './lifecycle.ts';
import { Network } from './network.ts';
import type { PackageShelf } from './packages.ts';
import type { Process } from './process.ts';
import type { Sys } from './sys.ts';
import { Tty } from './tty.ts';

/** A program: a generator that makes system calls and returns its exit code. Signals and files are its only neighbours. */
export type Program = (sys: Sys) => Eff<number>;

/** Everything that is simulated: hosts, the network between them, the programs that can be executed on them. */
export class World {
  readonly hosts = new Map<string, Host>();
  readonly network: Network;
  readonly lifecycle: Lifecycle;
  readonly programs = new Map<string, Program>();
  readonly ttys = new Map<number, Tty>();
  /** Python packages that can be installed. */
  shelf: PackageShelf = new Map();
  /** For the guest: stacks and processes that are no more. The driver sends them before its next step. */
  readonly guestOutbox: GuestRequest[] = [];
  /** What answers Python's system calls, once a guest is attached (guest-kernel.ts). */
  kernel: GuestKernel | null = null;
  stackIds = 0;
  callIds = 0;
  /** Requests are numbered by the clients that make them; the numbers are for the trace alone. */
  requestIds = 0;
  private pids = 0;

  constructor(
    readonly sim: Sim,
    /** Microseconds since the Unix epoch at virtual time 0. */
    readonly epoch: number,
  ) {
    this.network = new Network(this);
    this.lifecycle = new Lifecycle(this);
  }

  addHost(spec: HostSpec): Host {
    const host = new Host(this.sim, spec, this.epoch);
    this.hosts.set(spec.name, host);
    return host;
  }

  /** Process ids are unique over all hosts, as if each had started its own far from the others'. */
  nextPid(): number {
    return ++this.pids;
  }

  /** The first pid of the run (so that a recorded scene has familiar numbers). */
  startPidsAt(pid: number): void {
    this.pids = pid - 1;
  }

  get nowEpoch(): number {
    return this.epoch + this.sim.now;
  }

  tty(id: number): Tty {
    let tty = this.ttys.get(id);
    if (!tty) {
      tty = new Tty(this.sim, id, (group, signal) => this.lifecycle.killGroup(group, signal));
      this.ttys.set(id, tty);
    }
    return tty;
  }

  process(pid: number): Process | null {
    for (const host of this.hosts.values()) {
      const found = host.processes.get(pid);
      if (found) return found;
    }
    return null;
  }

  /** Standard output and error of programs that nobody reads: into the trace, bounded. */
  readonly traceSink: Sink = {
    name: 'trace',
    write: (pid: number, fd: 1 | 2, bytes: Bytes) => {
      const process = this.process(pid);
      if (process) {
        const limit = this.sim.limits.outputBytes;
        const before = process.outputBytes;
        process.outputBytes += bytes.length;
        if (before > limit) return;
        if (process.outputBytes > limit) {
          this.sim.emit({ kind: 'run.limit', limit: 'outputBytes', value: limit, pid });
          return;
        }
      }
      this.sim.emit({ kind: 'process.output', pid, fd, text: fromUtf8(bytes) });
    },
  };
}
