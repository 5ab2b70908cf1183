/**
 * A run of a scenario: servers in order, each awaited; `run.ready`; traffic and inputs; the end, when the servers get
 * their stop signals, last started first. The engine is stepped by whoever owns the run (see sandbox and cli): this
 * room only adds tasks to it.
 */
import { utf8 } from '../base/bytes.ts';
import type { Sim } from '../engine/sim.ts';
import type { Eff } from '../engine/task.ts';
import type { ScriptOutcome } from '../programs/client/script.ts';
import { scriptedClient } from '../programs/client/script.ts';
import type { Host } from '../machine/host.ts';
import { isSignal } from '../machine/signals.ts';
import type { Process } from '../machine/process.ts';
import type { World } from '../machine/world.ts';
import { buildWorld, writeFiles, type BuildOptions } from './build.ts';
import { Families, type Family } from './family.ts';
import { scriptRequest, visitors } from './clients.ts';
import { probe, type ProbeResult } from './probe.ts';
import { isReady } from './ready.ts';
import type { RunInput, Scenario, ServerSpec, TerminalSpec } from './schema.ts';
import { startCommand } from './start.ts';
import { terminal } from './terminal.ts';

const ENGINE_VERSION = '0.1.0';
/** How often the scenario looks whether something has happened, µs. */
const LOOK = 5_000;
/** A server that is not up after this long is not waited for any longer. */
const READY_LIMIT = 12_000_000;
/** After SIGTERM at its time limit a command gets this long before it is killed. */
const COMMAND_GRACE = 5_000_000;

export interface ServerState {
  readonly spec: ServerSpec;
  readonly process: Process;
  readonly family: Family;
  ready: boolean;
  /** When it got its stop signal. */
  stopAt: number | null;
  killed: boolean;
  /** Children alive just before that. */
  aliveAtStop: readonly number[];
}

export interface CommandState {
  readonly spec: RunInput & { readonly kind: 'command' };
  readonly process: Process;
  readonly family: Family;
  readonly startedAt: number;
  timedOut: boolean;
  endedAt: number | null;
}

export type RunPhase = 'new' | 'booting' | 'running' | 'stopping' | 'ended';

export class Run {
  readonly sim: Sim;
  readonly world: World;
  readonly box: Host;
  phase: RunPhase = 'new';
  /** The instant of `run.ready`. */
  readyAt: number | null = null;
  readonly servers = new Map<string, ServerState>();
  readonly commands = new Map<string, CommandState>();
  readonly requests = new Map<string, ScriptOutcome>();
  readonly probes = new Map<string, ProbeResult>();
  private readonly outside: Host;
  private readonly families: Families;
  private readonly clients = new Set<Process>();
  private readonly terminals = new Set<number>();
  private pending = 0;
  private stopAsked = false;

  constructor(
    readonly scenario: Scenario,
    options: BuildOptions = {},
  ) {
    const { sim, world, box, outside } = buildWorld(scenario, options);
    this.sim = sim;
    this.world = world;
    this.box = box;
    this.outside = outside;
    this.families = new Families(sim);
  }

  start(): void {
    this.phase = 'booting';
    this.sim.spawn('scenario', this.conduct());
  }

  /** End the run soon, as at its planned end. */
  stop(): void {
    this.stopAsked = true;
  }

  /** Something that happens now, in a live run; its `at` does not matter. */
  input(input: RunInput): void {
    this.pending++;
    this.sim.spawn('input', this.act({ ...input, at: 0 }, this.sim.now));
  }

  /** After the end: what is still there and should not be. Empty when the machine is clean. */
  leaks(): string[] {
    const found: string[] = [];
    for (const host of this.world.hosts.values()) {
      for (const p of host.processes.values())
        if (p.pid !== 1) found.push(`process ${p.pid} ${p.argv.join(' ')} (${p.state})`);
      for (const l of host.listeners) found.push(`listener ${l.address}`);
    }
    const { openConnections } = this.world.network;
    if (openConnections !== 0) found.push(`${openConnections} connections`);
    return found;
  }

  /** Log somebody in, who stands where the app lives. A terminal that is open stays as it is. */
  openTerminal(spec: TerminalSpec): void {
    if (this.terminals.has(spec.tty)) return;
    this.terminals.add(spec.tty);
    const cwd = this.scenario.servers.find((server) => server.cwd !== undefined)?.cwd;
    this.sim.spawn('terminal', terminal(this.world, this.box, spec, cwd));
  }

  private *conduct(): Eff<void> {
    const { sim, scenario } = this;
    sim.emit({ kind: 'run.started', scenario: scenario.name, seed: scenario.seed, version: ENGINE_VERSION });
    for (const spec of scenario.setup) {
      const process = startCommand(this.world, this.box, { ...spec, env: {} });
      while (process.state === 'running') yield LOOK;
    }
    for (const spec of scenario.servers) {
      if (spec.startAt !== undefined) continue;
      yield* this.awaitReady(this.startServer(spec));
    }
    this.readyAt = sim.now;
    this.phase = 'running';
    sim.emit({ kind: 'run.ready' });
    this.schedule(sim.now);
    for (const spec of scenario.terminals) this.openTerminal(spec);
    const until = scenario.until === null ? Infinity : sim.now + scenario.until;
    while (!this.stopAsked && (this.pending > 0 || sim.now < until)) {
      yield this.pending > 0 || until === Infinity ? LOOK : Math.max(1, until - sim.now);
    }
    this.phase = 'stopping';
    for (const server of [...this.servers.values()].reverse()) yield* this.stopServer(server);
    yield* this.sweep();
    this.families.update();
    this.phase = 'ended';
    sim.emit({ kind: 'run.ended', reason: this.stopAsked ? 'stopped' : 'until' });
  }

  private startServer(spec: ServerSpec): ServerState {
    const process = startCommand(this.world, this.box, spec);
    const family = this.families.found(process.pid);
    const state: ServerState = { spec, process, family, ready: false, stopAt: null, killed: false, aliveAtStop: [] };
    this.servers.set(spec.id, state);
    return state;
  }

  private *awaitReady(server: ServerState): Eff<void> {
    const limit = this.sim.now + READY_LIMIT;
    for (;;) {
      this.families.update();
      if (isReady(server.spec, server.process, server.family, this.box)) break;
      if (this.sim.now >= limit) return;
      yield LOOK;
    }
    server.ready = true;
    const settle = server.spec.ready?.settle ?? 0;
    if (settle > 0) yield settle;
  }

  /** Everything that the scenario plans, relative to `t0`. */
  private schedule(t0: number): void {
    const { sim, scenario } = this;
    for (const spec of scenario.servers) {
      if (spec.startAt !== undefined) sim.at(t0 + spec.startAt, () => this.startServer(spec));
    }
    for (const load of scenario.traffic) {
      const host = load.host === 'public' ? this.outside : this.box;
      const program = visitors(load, scenario.until ?? Infinity);
      sim.at(t0 + Math.round(load.startMs * 1000), () => this.startClient(host, load.client, program));
    }
    const groups = new Map<string, (RunInput & { kind: 'request' })[]>();
    const sequence: (RunInput & { kind: 'command' })[] = [];
    for (const input of scenario.inputs) {
      if (input.kind === 'request') {
        const key = input.conn === undefined ? `\0${input.id}` : input.conn;
        groups.set(key, [...(groups.get(key) ?? []), input]);
      } else if (input.kind === 'command' && input.at === null) sequence.push(input);
      else {
        this.pending++;
        sim.spawn(`input ${input.kind}`, this.act(input, t0));
      }
    }
    for (const group of groups.values()) this.startRequests(group, t0);
    if (sequence.length > 0) {
      this.pending++;
      sim.spawn('commands', this.inSequence(sequence));
    }
  }

  private *inSequence(commands: readonly (RunInput & { kind: 'command' })[]): Eff<void> {
    for (const command of commands) yield* this.command(command);
    this.pending--;
  }

  private *act(input: RunInput, t0: number): Eff<void> {
    const wait = t0 + (input.at ?? 0) - this.sim.now;
    if (wait > 0) yield wait;
    switch (input.kind) {
      case 'request':
        this.startRequests([input], this.sim.now - input.at);
        break;
      case 'command':
        yield* this.command(input);
        break;
      case 'signal':
        this.signal(input);
        break;
      case 'write':
        for (const path of Object.keys(input.files)) {
          this.sim.emit({ kind: 'run.input', input: 'write', detail: path });
          writeFiles(this.box, { [path]: input.files[path] ?? '' });
          this.sim.emit({ kind: 'file.changed', pid: 0, path });
        }
        break;
      case 'keys':
        this.world.tty(input.tty).input(utf8(input.text));
        break;
      case 'probe':
        this.probes.set(input.id, this.look(input));
        break;
    }
    this.pending--;
  }

  private startRequests(group: readonly (RunInput & { kind: 'request' })[], t0: number): void {
    this.pending += group.length;
    const first = group[0];
    if (!first) return;
    const requests = group.map((input) => scriptRequest(input, t0));
    const program = scriptedClient(requests, (outcome) => {
      this.requests.set(outcome.id, outcome);
      this.pending--;
    });
    this.sim.at(t0 + first.at, () => this.startClient(this.box, first.id, program));
  }

  private startClient(host: Host, name: string, program: Parameters<World['lifecycle']['start']>[1]): void {
    const credentials = { uid: 0, gid: 0, groups: [0] };
    const env = new Map<string, string>();
    this.clients.add(this.world.lifecycle.start(host, program, { argv: ['client', name], credentials, env, cwd: '/' }));
  }

  private *command(spec: RunInput & { kind: 'command' }): Eff<void> {
    const { sim, world } = this;
    const process = startCommand(world, this.box, spec);
    const family = this.families.found(process.pid);
    const state: CommandState = { spec, process, family, startedAt: sim.now, timedOut: false, endedAt: null };
    this.commands.set(spec.id, state);
    const limit = sim.now + spec.timeout;
    while (process.state === 'running') {
      if (sim.now >= limit + COMMAND_GRACE) world.lifecycle.kill(process, 'KILL', 0);
      else if (sim.now >= limit && !state.timedOut) {
        state.timedOut = true;
        world.lifecycle.kill(process, 'TERM', 0);
      } else yield LOOK;
    }
    state.endedAt = sim.now;
  }

  private signal(input: RunInput & { kind: 'signal' }): void {
    const server = this.servers.get(input.server);
    if (!server || !isSignal(input.signal)) return;
    this.sim.emit({ kind: 'run.input', input: 'signal', detail: `${input.signal} ${input.server} ${input.to}` });
    for (const process of this.targets(server, input.to)) this.world.lifecycle.kill(process, input.signal, 0);
  }

  private targets(server: ServerState, to: string): readonly Process[] {
    if (to === 'main') return [server.process];
    const { workers } = this.members(server);
    if (to === 'workers')
      return workers.map((pid) => this.world.process(pid)).filter((p) => p?.state === 'running') as Process[];
    this.families.update();
    const all = server.family.children.filter((pid) => !isBoss(server.family, pid));
    const process = this.world.process(all[Number(to.slice(1)) - 1] ?? 0);
    return process ? [process] : [];
  }

  private look(input: RunInput & { kind: 'probe' }): ProbeResult {
    const server = this.servers.get(input.server ?? '');
    if (!server) return probe(input, this.box, null);
    const alive = this.members(server)
      .workers.map((pid) => this.world.process(pid))
      .filter((p): p is Process => p !== null);
    return probe(input, this.box, { main: server.process, alive });
  }

  /** The children of a server that are alive, in the order of forking. */
  private members(server: ServerState): { readonly workers: readonly number[] } {
    this.families.update();
    const workers = server.family.children.filter(
      (pid) => !isBoss(server.family, pid) && this.world.process(pid)?.state === 'running',
    );
    return { workers };
  }

  private *stopServer(server: ServerState): Eff<void> {
    const { process, spec } = server;
    server.aliveAtStop = this.members(server).workers;
    if (process.state !== 'running') return;
    server.stopAt = this.sim.now;
    this.world.lifecycle.kill(process, spec.stopSignal, 0);
    const limit = this.sim.now + spec.stopTimeout;
    while (process.state === 'running') {
      if (this.sim.now >= limit) {
        server.killed = true;
        this.world.lifecycle.kill(process, 'KILL', 0);
      } else yield LOOK;
    }
  }

  /** Whatever is left: clients, orphans, programs in the background. */
  private *sweep(): Eff<void> {
    // A service manager would start again what is killed here.
    const init = this.box.processes.get(1);
    if (this.scenario.host.init === 'systemd' && init) this.world.lifecycle.kill(init, 'KILL', 0);
    for (let round = 0; round < 10; round++) {
      const rest = [...this.world.hosts.values()].flatMap((host) =>
        [...host.processes.values()].filter((p) => p.pid !== 1),
      );
      if (rest.length === 0) break;
      for (const process of rest) {
        if (process.state === 'running') this.world.lifecycle.kill(process, 'KILL', 0);
        else this.world.lifecycle.reap(process, 1);
      }
      yield 0;
    }
    // Resets and ends that are still on their way across the network.
    yield this.outside.spec.latency * 2;
  }
}

/** An arbiter that another one started is no worker. */
export const isBoss = (family: Family, pid: number): boolean => /^(arbiter|master)$/.test(family.roles.get(pid) ?? '');

export const createRun = (scenario: Scenario, options: BuildOptions = {}): Run => new Run(scenario, options);
