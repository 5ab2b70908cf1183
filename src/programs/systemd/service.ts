/** The life of one service (systemd.service(5), systemd.kill(5), systemd 252): starting, running, stopping, restarting. */
import type { Cond } from '../../engine/cond.ts';
import type { Eff } from '../../engine/task.ts';
import type { ExitStatus, Process } from '../../machine/process.ts';
import type { Sys } from '../../machine/sys.ts';
import { exitText, isClean } from './exit-codes.ts';
import type { Command } from './exec-line.ts';
import type { Journal } from './journal.ts';
import { idOf } from './ids.ts';
import { awaitReaping, killAll } from './kill.ts';
import { makeDirectories, removeDirectories } from './runtime-directories.ts';
import { awaitFork } from './forking.ts';
import { timeoutOf, unmetCondition, wantsRestart, withinLimit } from './policy.ts';
import { cgroupOf, environmentOf, spawn } from './spawn.ts';
import type { Unit } from './unit.ts';
import type { Active, Ran, Result } from './service-state.ts';
import { serviceType } from './verify-settings.ts';

const DEFAULT_TIMEOUT = 90_000_000;

const isResting = (active: Active): boolean => active === 'inactive' || active === 'failed';
const isUp = (active: Active): boolean => active === 'active' || active === 'reloading';

export class Service {
  active: Active = 'inactive';
  sub = 'dead';
  result: Result = 'success';
  /** When the active state last changed, µs since the epoch; 0: never. */
  since = 0;
  /** When it last left its rest, and how many lines the journal had then: the status shows those that came after. */
  leftAt = 0;
  leftEntry = 0;
  /** When it last became active, and when that start began. */
  activeSince = 0;
  /** When it last stopped being active. */
  exitedAt = 0;
  begunAt = 0;
  mainPid = 0;
  mainStatus: ExitStatus | null = null;
  main: Ran | null = null;
  ran: Ran[] = [];
  restarts = 0;
  statusText = '';
  skipped = '';
  readonly changed: Cond;
  private readonly starts: number[] = [];
  private executed: boolean | null = null;
  notified = false;
  private stopping = false;
  /** Grows with every start: a waiting restart of an earlier life gives up. */
  private life = 0;

  constructor(
    readonly sys: Sys,
    public unit: Unit,
    private readonly journal: Journal,
    /** The manager's own, which every service starts from. */
    private readonly given: ReadonlyMap<string, string>,
    /** Sockets of socket units that belong to it, asked for at each start. */
    private readonly sockets: () => readonly { readonly fd: number; readonly name: string }[] = () => [],
  ) {
    this.changed = sys.cond();
  }

  log(text: string, exec?: string): void {
    this.journal.add(this.unit.name, 'systemd', 1, text, exec);
  }

  /** Processes in the unit's control group, oldest first. */
  processes(): Process[] {
    const group = cgroupOf(this.unit);
    return [...this.sys.process.host.processes.values()].filter((p) => p.cgroup === group && p.state === 'running');
  }

  private enter(active: Active, sub: string): void {
    if (active !== this.active) {
      // From dead to failed is no moment of its own, as nothing was up in between; nor is a reload.
      const same = isResting(active) ? isResting(this.active) : isUp(active) && isUp(this.active);
      if (!same) this.since = this.sys.clock;
      if (isResting(this.active) && !isResting(active)) {
        this.leftAt = this.sys.clock;
        this.leftEntry = this.journal.count;
      }
      if (isUp(this.active) && !isUp(active)) this.exitedAt = this.sys.clock;
      if (active === 'active' && !same) this.activeSince = this.since;
    }
    this.active = active;
    this.sub = sub;
    this.changed.notifyAll();
  }

  /** Start; true when it is up. Failures are in `result`. */
  *start(): Eff<boolean> {
    if (this.active === 'active') return true;
    while (this.active === 'deactivating') yield this.changed;
    if (this.active === 'activating' && this.sub !== 'auto-restart') {
      while (this.active === 'activating') yield this.changed;
      return (this.active as Active) === 'active';
    }
    if (!withinLimit(this.unit, this.starts, this.sys.now)) {
      this.log(`${this.unit.name}: Start request repeated too quickly.`);
      return this.failStart('start-limit-hit');
    }
    this.skipped = unmetCondition(this.sys, this.unit) ?? '';
    if (this.skipped !== '') {
      this.log(`${this.unit.shown} was skipped because of an unmet condition check (${this.skipped}).`);
      this.enter('inactive', 'dead');
      return true;
    }
    this.life++;
    this.enter('activating', 'start');
    this.begunAt = this.sys.clock;
    this.result = 'success';
    this.mainPid = 0;
    this.mainStatus = null;
    this.main = null;
    this.ran = [];
    this.stopping = false;
    this.notified = false;
    this.statusText = '';
    return yield* this.bringUp();
  }

  private *bringUp(): Eff<boolean> {
    const { unit } = this;
    const type = serviceType(unit);
    const quiet = (type === 'simple' || type === 'idle') && unit.execs('ExecStartPre').length === 0;
    if (!quiet) this.log(`Starting ${unit.shown}...`);
    const env = environmentOf(this.sys, unit, this.given);
    if (typeof env === 'string') {
      this.log(`${unit.name}: Failed to load environment files: ${env}`);
      this.log(`${unit.name}: Failed to run 'start' task: ${env}`);
      return this.failStart('resources');
    }
    makeDirectories(this.sys, unit);
    const deadline = this.sys.now + timeoutOf(unit, 'Start', type === 'oneshot' ? Infinity : DEFAULT_TIMEOUT);
    for (const key of ['ExecCondition', 'ExecStartPre'] as const) {
      this.enter('activating', key === 'ExecCondition' ? 'condition' : 'start-pre');
      if (!(yield* this.runAll(key, env, deadline))) return yield* this.giveUp();
    }
    this.enter('activating', 'start');
    const up =
      type === 'oneshot' ? yield* this.runAll('ExecStart', env, deadline) : yield* this.startMain(type, env, deadline);
    if (!up) return yield* this.giveUp();
    if (unit.execs('ExecStartPost').length > 0) {
      this.enter('activating', 'start-post');
      if (!(yield* this.runAll('ExecStartPost', env, deadline))) return yield* this.giveUp();
    }
    if (type !== 'oneshot') {
      this.log(`Started ${unit.shown}.`);
      this.enter('active', this.mainPid === 0 && this.main === null ? 'exited' : 'running');
    } else if (unit.bool('Service.RemainAfterExit')) this.enter('active', 'exited');
    else {
      this.log(`${unit.name}: Deactivated successfully.`);
      removeDirectories(this.sys, unit);
      this.enter('inactive', 'dead');
    }
    if (type === 'oneshot') this.log(`Finished ${unit.shown}.`);
    // It may have ended while it was being started.
    if (this.mainStatus !== null && type !== 'oneshot') yield* this.afterMain(this.mainStatus);
    return true;
  }

  /** Clean up after a start that failed; always false. */
  private *giveUp(): Eff<boolean> {
    if (this.stopping) return false;
    yield* killAll(this);
    const { life } = this;
    const failed = this.result;
    removeDirectories(this.sys, this.unit);
    if (failed === 'exec-condition') {
      this.log(`${this.unit.name}: Skipped due to 'exec-condition'.`);
      this.log(`Condition check resulted in ${this.unit.shown} being skipped.`);
      this.enter('inactive', 'dead');
      return true;
    }
    this.failStart(failed === 'success' ? 'protocol' : failed);
    this.maybeRestart(life);
    return false;
  }

  private failStart(result: Result): false {
    // A limit reached by restarts leaves the reason for them standing.
    if (result !== 'start-limit-hit' || this.result === 'success') this.result = result;
    this.log(`${this.unit.name}: Failed with result '${this.result}'.`);
    this.enter('failed', 'failed');
    this.log(`Failed to start ${this.unit.shown}.`);
    return false;
  }

  /** Run the commands of one directive, one after the other. False: one failed (`result` says how). */
  private *runAll(key: string, env: ReadonlyMap<string, string>, deadline: number): Eff<boolean> {
    for (const command of this.unit.execs(key)) {
      const ran = this.launch(key, command, env);
      if (key === 'ExecStart') {
        this.main = ran;
        this.mainPid = ran.pid;
      }
      while (ran.status === null && this.sys.now < deadline)
        yield* this.sys.waitAny([this.changed], this.left(deadline));
      if (ran.status === null) {
        this.result = 'timeout';
        this.log(`${this.unit.name}: ${key.replace(/^Exec/, '').toLowerCase()} operation timed out. Terminating.`);
        return false;
      }
      if (key === 'ExecStart') this.mainPid = 0;
      if (isClean(ran.status, false, this.unit.list('Service.SuccessExitStatus')) || command.ignore) continue;
      if (key === 'ExecCondition' && ran.status.signal === null && ran.status.code < 255) {
        this.result = 'exec-condition';
        return false;
      }
      const who = key === 'ExecStart' ? 'Main' : 'Control';
      this.log(`${this.unit.name}: ${who} process exited, ${exitText(ran.status, true)}`, key);
      this.result = ran.status.signal === null ? 'exit-code' : 'signal';
      return false;
    }
    return true;
  }

  left(deadline: number): number | null {
    return deadline === Infinity ? null : Math.max(1, deadline - this.sys.now);
  }

  private launch(key: string, command: Command, env: ReadonlyMap<string, string>): Ran {
    const { unit, journal, sys } = this;
    const full = new Map(env);
    if (this.mainPid !== 0) full.set('MAINPID', String(this.mainPid));
    full.set('INVOCATION_ID', idOf(`${unit.name} ${this.leftAt}`));
    full.set('JOURNAL_STREAM', `8:${20_000 + (this.leftEntry % 40_000)}`);
    if (serviceType(unit) === 'notify') full.set('NOTIFY_SOCKET', '/run/systemd/notify');
    this.executed = null;
    const pid = spawn(sys, {
      unit,
      command,
      sockets: key === 'ExecStart' ? this.sockets() : [],
      env: full,
      output: journal.sink(unit, command.path, sys.world.traceSink),
      log: (from, tag, text) => journal.add(unit.name, tag, from, text),
      executed: (good) => {
        this.executed = good;
        this.changed.notifyAll();
      },
    });
    const ran: Ran = { key, command, pid, status: null };
    this.ran.push(ran);
    return ran;
  }

  /** Start ExecStart= and wait until it counts as started. */
  private *startMain(type: string, env: ReadonlyMap<string, string>, deadline: number): Eff<boolean> {
    const command = this.unit.execs('ExecStart')[0];
    if (!command) return true;
    const ran = this.launch('ExecStart', command, env);
    if (type === 'forking') return yield* awaitFork(this, ran, deadline);
    this.main = ran;
    this.mainPid = ran.pid;
    if (type === 'exec') while (this.executed === null && ran.status === null) yield this.changed;
    if (type === 'exec' && this.executed === false) {
      while (ran.status === null) yield this.changed;
      return this.mainFailed(ran);
    }
    if (type !== 'notify') return true;
    while (!this.notified && ran.status === null && this.sys.now < deadline)
      yield* this.sys.waitAny([this.changed], this.left(deadline));
    if (this.notified) return true;
    if (ran.status !== null) return this.mainFailed(ran);
    this.log(`${this.unit.name}: start operation timed out. Terminating.`);
    this.result = 'timeout';
    return false;
  }

  private mainFailed(ran: Ran): false {
    const { status } = ran;
    if (status) {
      const clean = isClean(status, true, this.unit.list('Service.SuccessExitStatus'));
      if (!clean) this.log(`${this.unit.name}: Main process exited, ${exitText(status, true)}`);
      this.result = clean ? 'protocol' : status.signal === null ? 'exit-code' : 'signal';
    }
    return false;
  }

  /** A process of this unit ended; called by the manager when it reaps it. */
  ended(pid: number, status: ExitStatus): void {
    for (const ran of this.ran) if (ran.pid === pid) ran.status = status;
    if (this.main?.pid === pid) this.main.status = status;
    if (pid === this.mainPid && serviceType(this.unit) !== 'oneshot') {
      this.mainStatus = status;
      if (this.active === 'active' || this.active === 'reloading')
        this.sys.thread(`${this.unit.name} end`, this.afterMain(status));
    }
    this.changed.notifyAll();
  }

  /** The main process is gone although nobody asked for it. */
  private *afterMain(status: ExitStatus): Eff<void> {
    if (this.stopping || this.active === 'failed' || this.active === 'inactive') return;
    const { unit, life } = this;
    const clean = isClean(status, true, unit.list('Service.SuccessExitStatus')) || this.main?.command.ignore === true;
    if (status.signal !== null || status.code !== 0)
      this.log(`${unit.name}: Main process exited, ${exitText(status, true)}`);
    this.result = clean ? 'success' : status.signal === null ? 'exit-code' : 'signal';
    this.mainPid = 0;
    if (clean && unit.bool('Service.RemainAfterExit')) return this.enter('active', 'exited');
    this.enter('deactivating', 'stop-sigterm');
    yield* killAll(this);
    yield* this.stopPost();
    removeDirectories(this.sys, unit);
    if (clean) this.log(`${unit.name}: Deactivated successfully.`);
    else this.log(`${unit.name}: Failed with result '${this.result}'.`);
    this.enter(clean ? 'inactive' : 'failed', clean ? 'dead' : 'failed');
    this.maybeRestart(life);
  }

  private *stopPost(): Eff<void> {
    const env = environmentOf(this.sys, this.unit, this.given);
    if (typeof env !== 'string') yield* this.runAll('ExecStopPost', env, this.sys.now + this.stopTimeout);
  }

  private maybeRestart(life: number): void {
    const status = this.main?.status ?? this.ran.at(-1)?.status ?? null;
    if (this.stopping || !wantsRestart(this.unit, this.result, status)) return;
    const wait = this.unit.span('Service.RestartSec', 100_000);
    const { active, since } = this;
    this.enter('activating', 'auto-restart');
    if (active === 'failed') this.since = since;
    this.sys.thread(`${this.unit.name} restart`, this.restartLater(life, wait));
  }

  private *restartLater(life: number, wait: number): Eff<void> {
    if (wait > 0) yield wait;
    if (this.life !== life || this.stopping || this.sub !== 'auto-restart') return;
    this.restarts++;
    this.log(`${this.unit.name}: Scheduled restart job, restart counter is at ${this.restarts}.`);
    this.enter('inactive', 'dead');
    this.log(`Stopped ${this.unit.shown}.`);
    yield* this.start();
  }

  get stopTimeout(): number {
    return timeoutOf(this.unit, 'Stop', DEFAULT_TIMEOUT);
  }

  /** Stop; returns when nothing of it is left. */
  *stop(): Eff<void> {
    if (this.active === 'inactive' || this.active === 'failed') return;
    if (this.active === 'deactivating') {
      while (this.active === 'deactivating') yield this.changed;
      return;
    }
    this.stopping = true;
    const waiting = this.sub === 'auto-restart';
    if (!waiting) this.log(`Stopping ${this.unit.shown}...`);
    this.result = waiting ? this.result : 'success';
    this.enter('deactivating', 'stop');
    const env = environmentOf(this.sys, this.unit, this.given);
    if (typeof env !== 'string' && this.mainPid !== 0)
      yield* this.runAll('ExecStop', env, this.sys.now + this.stopTimeout);
    this.enter('deactivating', 'stop-sigterm');
    yield* killAll(this);
    // What was killed is told of when it has been reaped.
    yield* awaitReaping(this);
    if (!waiting) yield* this.stopPost();
    this.mainPid = 0;
    removeDirectories(this.sys, this.unit);
    const status = this.main?.status ?? null;
    if (status && !isClean(status, true, this.unit.list('Service.SuccessExitStatus'))) {
      this.log(`${this.unit.name}: Main process exited, ${exitText(status, true)}`);
      if (this.result === 'success') this.result = status.signal === null ? 'exit-code' : 'signal';
    }
    const good = this.result === 'success' || waiting;
    this.log(
      good ? `${this.unit.name}: Deactivated successfully.` : `${this.unit.name}: Failed with result '${this.result}'.`,
    );
    this.enter(good ? 'inactive' : 'failed', good ? 'dead' : 'failed');
    this.log(`Stopped ${this.unit.shown}.`);
  }

  /** Run ExecReload=; false when it failed. */
  *reload(): Eff<boolean> {
    const env = environmentOf(this.sys, this.unit, this.given);
    if (typeof env === 'string') return false;
    this.log(`Reloading ${this.unit.shown}...`);
    this.enter('reloading', 'reload');
    this.ran = this.ran.filter(({ key }) => key !== 'ExecReload');
    const good = yield* this.runAll('ExecReload', env, this.sys.now + DEFAULT_TIMEOUT);
    if ((this.active as Active) === 'reloading') this.enter('active', 'running');
    this.log(good ? `Reloaded ${this.unit.shown}.` : `Reload failed for ${this.unit.shown}.`);
    // How a reload ended is no matter of the service's own result.
    this.result = 'success';
    return good;
  }

  /** systemctl reset-failed. */
  reset(): void {
    this.starts.length = 0;
    this.restarts = 0;
    if (this.active === 'failed') this.enter('inactive', 'dead');
    this.result = 'success';
  }
}
