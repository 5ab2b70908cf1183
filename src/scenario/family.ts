import type { Sim } from '../engine/sim.ts';
import type { EventOf } from '../trace/events.ts';

export interface OutputPart {
  readonly at: number;
  readonly fd: 1 | 2;
  readonly pid: number;
  readonly text: string;
}

/** A process that the scenario started, and all that descends from it, as the trace tells. */
export interface Family {
  readonly root: number;
  /** Descendants in the order of forking; dead ones keep their place. */
  readonly children: number[];
  readonly roles: Map<number, string>;
  readonly output: OutputPart[];
  /** Listening sockets that members have opened, ever. */
  listening: number;
  /** Workers that a server among them announced, and those that have booted. */
  announced: number;
  booted: number;
}

const TOLD = [
  'process.started',
  'process.role',
  'process.output',
  'socket.listening',
  'server.started',
  'worker.booted',
] as const;
type Told = EventOf<(typeof TOLD)[number]>;

/** Follows the trace as it grows and sorts it by family. */
export class Families {
  private readonly byPid = new Map<number, Family>();
  private cursor = 0;

  private readonly events: readonly Told[];

  constructor(sim: Sim) {
    this.events = sim.trace.pick(...TOLD);
  }

  found(root: number): Family {
    const family: Family = { root, children: [], roles: new Map(), output: [], listening: 0, announced: 0, booted: 0 };
    this.byPid.set(root, family);
    return family;
  }

  /** Read what has happened since the last call. */
  update(): void {
    for (; this.cursor < this.events.length; this.cursor++) this.take(this.events[this.cursor] as Told);
  }

  private take(event: Told): void {
    switch (event.kind) {
      case 'process.started': {
        const family = this.byPid.get(event.ppid);
        if (!family || this.byPid.has(event.pid)) return;
        family.children.push(event.pid);
        this.byPid.set(event.pid, family);
        return;
      }
      case 'process.role':
        this.byPid.get(event.pid)?.roles.set(event.pid, event.role);
        return;
      case 'process.output':
        this.byPid.get(event.pid)?.output.push({ at: event.at, fd: event.fd, pid: event.pid, text: event.text });
        return;
      case 'socket.listening':
      case 'server.started':
      case 'worker.booted':
        return this.server(event);
    }
  }

  private server(event: EventOf<'socket.listening' | 'server.started' | 'worker.booted'>): void {
    const family = this.byPid.get(event.pid);
    if (!family) return;
    if (event.kind === 'socket.listening') family.listening++;
    else if (event.kind === 'server.started') family.announced = event.workers;
    else family.booted++;
  }
}
