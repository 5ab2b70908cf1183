import type { Sim } from '../engine/sim.ts';
import { Cpu } from './cpu.ts';
import { FileSystem } from './filesystem.ts';
import type { Listener, TcpListener, UnixListener } from './listener.ts';
import type { Process } from './process.ts';
import { Users } from './users.ts';
import type { Program } from './world.ts';

export interface HostSpec {
  readonly name: string;
  /** Besides loopback, e.g. ['10.0.0.5', '203.0.113.10']. */
  readonly addresses: readonly string[];
  readonly cores: number;
  /** How fast a core runs Python, against the machine on which its prices were measured; 1 when left out. */
  readonly speed?: number;
  /** One-way latency of its link to the network, µs. */
  readonly latency: number;
}

/** One simulated computer: files, users, processes, cores, addresses. */
export class Host {
  readonly files: FileSystem;
  readonly users = new Users();
  readonly cpu: Cpu;
  readonly processes = new Map<number, Process>();
  readonly listeners = new Set<Listener>();
  /** Programs that are started when somebody first connects to their port, as inetd does it. */
  readonly onDemand = new Map<number, Program>();
  /** net.ipv4.ip_unprivileged_port_start */
  unprivilegedPort = 1024;
  /** When the machine was started, µs of virtual time: the last one is this boot. */
  readonly boots: number[] = [0];
  /** Between going down and coming up again: nobody can log in. */
  restarting = false;
  /** From /etc/hosts, kept by the scenario; name → addresses. */
  readonly names = new Map<string, readonly string[]>();

  constructor(
    sim: Sim,
    readonly spec: HostSpec,
    epoch: number,
  ) {
    this.cpu = new Cpu(sim, spec.cores);
    this.files = new FileSystem(sim.limits, () => epoch + sim.now);
  }

  get bootedAt(): number {
    return this.boots.at(-1) ?? 0;
  }

  get name(): string {
    return this.spec.name;
  }

  owns(ip: string): boolean {
    return ip.startsWith('127.') || ip === '::1' || this.spec.addresses.includes(ip);
  }

  /**
   * The listener that a connection to `ip:port` reaches: the exact address before the wildcard. Sockets that share an
   * address (SO_REUSEPORT) get connections by a hash of the addresses; here, of the connection's number.
   */
  tcpListener(ip: string, port: number, conn: number): TcpListener | null {
    const wildcard = ip.includes(':') ? '::' : '0.0.0.0';
    const exact: TcpListener[] = [];
    const any: TcpListener[] = [];
    for (const listener of this.listeners) {
      if (listener.family !== 'tcp' || listener.port !== port) continue;
      if (listener.ip === ip) exact.push(listener);
      else if (listener.ip === wildcard) any.push(listener);
    }
    const found = exact.length > 0 ? exact : any;
    return found[(Math.imul(conn, 2_654_435_761) >>> 8) % found.length] ?? null;
  }

  /** Would binding here collide? (Linux without SO_REUSEPORT: same address, or a wildcard against any.) */
  tcpInUse(ip: string, port: number, reusePort = false): boolean {
    for (const l of this.listeners) {
      if (l.family !== 'tcp' || l.port !== port || (reusePort && l.reusePort)) continue;
      if (l.ip.includes(':') !== ip.includes(':')) continue;
      if (l.ip === ip || l.ip === '0.0.0.0' || ip === '0.0.0.0' || l.ip === '::' || ip === '::') return true;
    }
    return false;
  }

  unixListener(inode: UnixListener['inode']): UnixListener | null {
    return inode.listener?.open ? inode.listener : null;
  }
}
