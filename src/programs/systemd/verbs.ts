/** What the manager answers to systemctl and journalctl (texts and exit codes of systemd 252). */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { isSignal } from '../../machine/signals.ts';
import type { BusReply, BusRequest } from './bus.ts';
import { journal, listBoots } from './journal-verb.ts';
import { overview } from './overview.ts';
import { listDependencies, listSockets, listTimers, listUnits } from './lists.ts';
import { blame, criticalChain, startupTime } from './boot-report.ts';
import type { Manager } from './manager.ts';
import { matches } from './list-files.ts';
import { escaped, isEscaped, isTemplate, mangle } from './names.ts';
import { show } from './show.ts';
import { activeOf, runningOf, statusOf } from './status.ts';
import type { Unit } from './unit.ts';

export type Send = (reply: BusReply) => Eff<void>;

const NEEDS_ROOT = [
  'start',
  'stop',
  'restart',
  'try-restart',
  'reload',
  'reload-or-restart',
  'try-reload-or-restart',
  'daemon-reload',
  'daemon-reexec',
  'reset-failed',
  'kill',
  'set-environment',
  'unset-environment',
  'isolate',
  'reboot',
];

/** Verbs for what the manager has in memory: nothing is read for them. */
const ABOUT_LOADED: Readonly<Record<string, string>> = { kill: 'kill', 'reset-failed': 'reset failed state of' };

/** Carry out one request; returns the client's exit code. */
export function* answer(manager: Manager, request: BusRequest, send: Send): Eff<number> {
  const { verb, uid } = request;
  const out = (text: string): Eff<void> => send({ fd: 1, text });
  const err = (text: string): Eff<void> => send({ fd: 2, text: `${text}\n` });
  if (uid !== 0 && NEEDS_ROOT.includes(verb)) {
    if (verb === 'reboot')
      yield* err(
        "Failed to set wall message, ignoring: Interactive authentication required.\nFailed to reboot system via logind: Interactive authentication required.\nFailed to start reboot.target: Interactive authentication required.\nSee system logs and 'systemctl status reboot.target' for details.",
      );
    else if (verb.startsWith('daemon')) yield* err('Failed to reload daemon: Interactive authentication required.');
    else
      yield* err(
        `Failed to ${verb} ${mangle(request.units[0] ?? 'unit')}: Interactive authentication required.\nSee system logs and 'systemctl status ${mangle(request.units[0] ?? '')}' for details.`,
      );
    return verb.startsWith('daemon') || verb === 'reboot' ? 1 : 4;
  }
  manager.collect();
  const whole = yield* aboutAll(manager, request, send);
  if (whole !== null) return whole;
  const names = yield* namesOf(manager, request, err);
  let status = 0;
  let first = true;
  let found = false;
  for (const name of names) {
    const deed = ABOUT_LOADED[verb];
    if (deed !== undefined && !manager.isLoaded(name)) {
      yield* err(`Failed to ${deed} unit ${name}: Unit ${name} not loaded.`);
      status = 1;
      continue;
    }
    const unit = manager.load(name);
    if (
      ['start', 'stop', 'restart', 'reload', 'status', 'reload-or-restart', 'try-restart'].includes(verb) &&
      unit.load !== 'not-found' &&
      manager.isStale(unit)
    )
      yield* err(
        `Warning: The unit file, source configuration file or drop-ins of ${name} changed on disk. Run 'systemctl daemon-reload' to reload units.`,
      );
    if (verb === 'status' && !first) yield* out('\n');
    first = false;
    const code = yield* one(manager, verb, unit, name, request, out, err);
    found ||= code === 0;
    status = code === 0 ? status : code;
  }
  // One of them is enough.
  return found && (verb === 'is-active' || verb === 'is-failed') ? 0 : status;
}

/** The units that are meant; a pattern means those that are loaded. */
function* namesOf(manager: Manager, { units, verb }: BusRequest, err: Say): Eff<string[]> {
  const loaded = manager.loaded.map(({ name }) => name);
  if (units.length === 0) return loaded.filter((name) => manager.services.has(name));
  const names: string[] = [];
  for (const given of units) {
    if (verb === 'status' && /^\d+$/.test(given)) {
      const name = unitOfPid(manager, Number(given));
      if (name !== null) names.push(name);
      else yield* err(`Failed to get unit for PID ${given}: PID ${given} does not belong to any loaded unit.`);
    } else if (/[*?[]/.test(given)) names.push(...loaded.filter((name) => matches(given, name)));
    else {
      const name = mangle(given);
      if (isEscaped(given))
        yield* err(
          `Invalid unit name "${given}" escaped as "${escaped(given)}" (maybe you should use systemd-escape?).`,
        );
      names.push(name);
    }
  }
  return names;
}

function unitOfPid(manager: Manager, pid: number): string | null {
  for (const [name, service] of manager.services) if (service.processes().some((p) => p.pid === pid)) return name;
  return null;
}

/** Verbs that are not about single units; null: it is none of these. */
function* aboutAll(manager: Manager, request: BusRequest, send: Send): Eff<number | null> {
  const out = (text: string): Eff<void> => send({ fd: 1, text });
  switch (request.verb) {
    case 'daemon-reload':
    case 'daemon-reexec':
      manager.reload();
      return 0;
    case 'list-boots':
      return yield* listBoots(manager, send);
    case 'journal':
      return yield* journal(manager, request, send);
    case 'list-units':
      return yield* listUnits(manager, request, out);
    case 'status':
      return request.units.length > 0 ? null : yield* overview(manager, out);
    case 'list-sockets':
      return yield* listSockets(manager, request, out);
    case 'list-timers':
      return yield* listTimers(manager, request, out);
    case 'list-dependencies':
      return yield* listDependencies(manager, request, out);
    case 'list-jobs':
      yield* out('No jobs running.\n');
      return 0;
    case 'show-environment':
      for (const [name, value] of manager.environment) yield* out(`${name}=${value}\n`);
      return 0;
    case 'set-environment':
    case 'unset-environment':
      return yield* changeEnvironment(manager, request, (text) => send({ fd: 2, text: `${text}\n` }));
    case 'blame':
      return yield* blame(manager, out);
    case 'critical-chain':
      return yield* criticalChain(manager, request.units[0], out);
    case 'time':
      return yield* startupTime(manager, out);
    case 'reboot':
      manager.restart();
      return 0;
    case 'is-system-running':
      return yield* systemState(manager, out);
    default:
      return null;
  }
}

type Say = (text: string) => Eff<void>;

/** What every service gets from now on. */
function* changeEnvironment(manager: Manager, { verb, units }: BusRequest, err: Say): Eff<number> {
  const sets = verb === 'set-environment';
  if (sets && units.some((word) => !/^[A-Za-z_]\w*=/.test(word))) {
    yield* err('Failed to set environment: Invalid environment assignments');
    return 1;
  }
  for (const word of units) {
    const [name = '', ...value] = word.split('=');
    if (sets) manager.environment.set(name, value.join('='));
    else manager.environment.delete(name);
  }
  return 0;
}

function* one(
  manager: Manager,
  verb: string,
  unit: Unit,
  name: string,
  request: BusRequest,
  out: Say,
  err: Say,
): Eff<number> {
  const { options } = request;
  switch (verb) {
    case 'start':
    case 'restart':
    case 'try-restart':
    case 'reload':
    case 'reload-or-restart':
    case 'try-reload-or-restart':
    case 'stop':
      return yield* job(manager, verb, unit, name, err);
    case 'status':
      return yield* statusOf(manager, unit, name, options, out, err);
    case 'is-active':
    case 'is-failed': {
      const state = activeOf(manager, unit);
      if (!options.quiet) yield* out(`${state}\n`);
      if (verb === 'is-failed') return state === 'failed' ? 0 : 1;
      return state === 'active' || state === 'reloading' ? 0 : 3;
    }
    case 'show':
      return yield* show(manager, unit, options, out);
    case 'cat':
      return yield* cat(manager, unit, name, out, err);
    case 'kill':
      return kill(manager, unit, options.signal);
    case 'reset-failed':
      manager.services.get(unit.name)?.reset();
      manager.sockets.get(unit.name)?.reset();
      return 0;
    default:
      yield* err(`Command verb ${verb} is not available on this machine.`);
      return 1;
  }
}

/** Refusals that need no look into the logs, each with its exit status (systemctl's follow LSB). */
const PLAIN: readonly (readonly [RegExp, number])[] = [
  [/ not (found|loaded)\.$/, 5],
  [/ is masked\.$/, 1],
  [/ is not applicable for /, 3],
];

/** What a job is refused with. */
function* refuse(err: Say, verb: string, name: string, why: string): Eff<number> {
  const plain = PLAIN.find(([text]) => text.test(why));
  const details = plain ? '' : `\nSee system logs and 'systemctl status ${name}' for details.`;
  yield* err(`Failed to ${verb} ${name}: ${why}${details}`);
  return why.startsWith('Operation refused') ? 4 : (plain?.[1] ?? 1);
}

const WHY: Readonly<Record<string, string>> = {
  'exit-code': 'the control process exited with error code',
  signal: 'a fatal signal was delivered to the control process',
  timeout: 'a timeout was exceeded',
  protocol: 'the service did not take the steps required by its unit configuration',
  resources: 'of unavailable resources or another system error',
  'start-limit-hit': 'start of the service was attempted too often',
};

function* job(manager: Manager, verb: string, unit: Unit, name: string, err: Say): Eff<number> {
  const service = unit.type === 'service' && unit.load !== 'not-found' ? manager.service(unit) : null;
  const running =
    service !== null &&
    (service.active === 'active' || service.active === 'activating' || service.active === 'reloading');
  if (verb === 'stop' && unit.load !== 'loaded' && unit.load !== 'masked' && !running)
    return yield* refuse(err, verb, name, `Unit ${name} not loaded.`);
  if (isTemplate(name)) return yield* refuse(err, verb, name, `Unit name ${name} is missing the instance name.`);
  if (unit.load === 'not-found' && !running) return yield* refuse(err, verb, name, `Unit ${name} not found.`);
  if (verb === 'stop') {
    yield* manager.stop(unit);
    const by = [...manager.sockets.values()].filter((s) => s.serviceName === unit.name && s.active === 'active');
    if (by.length > 0)
      yield* err(
        `Warning: Stopping ${name}, but it can still be activated by:\n${by.map((s) => `  ${s.unit.name}`).join('\n')}`,
      );
    return 0;
  }
  if (verb.startsWith('try-') && !running) return 0;
  const reloads = unit.execs('ExecReload').length > 0;
  if (verb === 'reload' || (verb.includes('reload-or') && reloads && service?.active === 'active')) {
    if (!reloads) return yield* refuse(err, verb, name, `Job type reload is not applicable for unit ${name}.`);
    if (service?.active !== 'active') {
      yield* err(`${name} is not active, cannot reload.`);
      return 1;
    }
    if (yield* service.reload()) return 0;
    yield* err(failure(name, 'success'));
    return 1;
  }
  if (unit.bool('Unit.RefuseManualStart'))
    return yield* refuse(
      err,
      verb,
      name,
      `Operation refused, unit ${name} may be requested by dependency only (it is configured to refuse manual start/stop).`,
    );
  const other = runningOf(manager, unit);
  if (verb !== 'start' && (running || (other?.active === 'active' && unit.type !== 'service')))
    yield* manager.stop(unit);
  const error = yield* manager.start(unit);
  if (error === 'job') {
    yield* err(`Job failed. See "journalctl -xe" for details.`);
    return 1;
  }
  if (error === 'assert') {
    yield* err(`Assertion failed on job for ${name}.`);
    return 1;
  }
  if (error === 'dependency') {
    yield* err(`A dependency job for ${name} failed. See 'journalctl -xe' for details.`);
    return 1;
  }
  if (error !== null) return yield* refuse(err, verb, name, error);
  if (!service || service.result === 'success' || service.active === 'active' || service.skipped !== '') return 0;
  if (service.active !== 'failed' && service.sub !== 'auto-restart') return 0;
  yield* err(failure(name, service.result));
  return 1;
}

function failure(name: string, result: string): string {
  const lines = [
    `Job for ${name} failed${WHY[result] === undefined ? '' : ` because ${WHY[result]}`}.`,
    `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`,
  ];
  if (result === 'start-limit-hit')
    lines.push(`To force a start use "systemctl reset-failed ${name}"`, `followed by "systemctl start ${name}" again.`);
  return lines.join('\n');
}

function kill(manager: Manager, unit: Unit, signal: string): number {
  const service = manager.services.get(unit.name);
  if (!service || !isSignal(signal)) return 1;
  for (const { pid } of service.processes()) {
    try {
      manager.sys.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  return 0;
}

function* cat(manager: Manager, unit: Unit, name: string, out: Say, err: Say): Eff<number> {
  if (unit.fragment === null) {
    yield* err(`No files found for ${name}.`);
    return 1;
  }
  let first = true;
  for (const path of [unit.fragment, ...unit.dropins]) {
    if (!manager.sys.fs.exists(path)) continue;
    yield* out(`${first ? '' : '\n'}# ${path}\n${manager.sys.fs.readText(path)}`);
    first = false;
  }
  return 0;
}

function* systemState(manager: Manager, out: Say): Eff<number> {
  const failed = [...manager.services.values()].some((s) => s.active === 'failed');
  yield* out(failed ? 'degraded\n' : 'running\n');
  return failed ? 1 : 0;
}
