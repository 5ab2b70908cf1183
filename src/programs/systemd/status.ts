/** `systemctl status`: the sheet about one unit (systemd 252), without memory and CPU, which are not modelled. */
import type { Eff } from '../../engine/task.ts';
import { longTime } from './clock.ts';
import { exitText } from './exit-codes.ts';
import { fileState } from './install.ts';
import { formatEntry } from './journal.ts';
import type { Process } from '../../machine/process.ts';
import type { Manager } from './manager.ts';
import type { Service } from './service.ts';
import type { SocketUnit } from './socket-unit.ts';
import type { TimerUnit } from './timer-unit.ts';
import { formatRelative, formatSpan } from './spans.ts';
import type { Options } from './systemctl.ts';
import { cgroupOf } from './spawn.ts';
import { triggeredBy, type Unit } from './unit.ts';

type Say = (text: string) => Eff<void>;

export function activeOf(manager: Manager, unit: Unit): string {
  if (unit.type === 'target' || unit.type === 'slice') return isReached(manager, unit) ? 'active' : 'inactive';
  return runningOf(manager, unit)?.active ?? 'inactive';
}

export function subOf(manager: Manager, unit: Unit): string {
  if (unit.type === 'target' || unit.type === 'slice') return isReached(manager, unit) ? 'active' : 'dead';
  return runningOf(manager, unit)?.sub ?? 'dead';
}

/** Slices are there as soon as something runs. */
const isReached = (manager: Manager, unit: Unit): boolean => unit.type === 'slice' || manager.targets.has(unit.name);

/** What the manager keeps of a unit that has been started. */
export const runningOf = (manager: Manager, unit: Unit): Service | SocketUnit | TimerUnit | null =>
  manager.services.get(unit.name) ?? manager.sockets.get(unit.name) ?? manager.timers.get(unit.name) ?? null;

/** 0 active, 3 not active, 4 unknown (LSB). */
export function* statusOf(
  manager: Manager,
  unit: Unit,
  name: string,
  options: Options,
  out: Say,
  err: Say,
): Eff<number> {
  const service = manager.services.get(unit.name) ?? null;
  const colour = options.colour ? colours(activeOf(manager, unit)) : PLAIN;
  if (unit.load === 'not-found' && !service) {
    yield* err(`Unit ${name} could not be found.`);
    return 4;
  }
  const active = activeOf(manager, unit);
  const lines = [
    `${colour(mark(active))} ${unit.name}${unit.description === unit.name ? '' : ` - ${unit.description}`}`,
    ` Loaded: ${loaded(manager, unit)}`,
  ];
  if (unit.dropins.length > 0) lines.push(...dropIns(unit));
  lines.push(` Active: ${activeLine(manager, unit, active, colour)}`);
  const timer = manager.timers.get(unit.name);
  if (timer) lines.push(elapses(manager, timer));
  const triggered = triggersOf(manager, unit);
  if (triggered !== null) lines.push(triggered);
  if (unit.type === 'socket') lines.push(...socketLines(manager, unit));
  if (service) lines.push(...processLines(manager, service));
  yield* out(
    lines.map((line, i) => (i > 0 && /^ *[A-Z][A-Za-z -]*: /.test(line) ? align(line) : line)).join('\n') + '\n',
  );
  const { entries } = manager.journal;
  const boot = manager.sys.process.host.boots.length - 1;
  // Of what came before its present life, the journal tells (journalctl -u).
  const from = service?.leftEntry ?? manager.sockets.get(unit.name)?.leftEntry ?? 0;
  const own =
    options.lines > 0
      ? entries
          .slice(Math.max(0, from - manager.journal.dropped))
          .filter((e) => e.unit === unit.name && e.boot === boot)
          .slice(-options.lines)
      : [];
  const format = options.output === 'short-iso' ? 'iso' : options.output === 'cat' ? 'cat' : 'short';
  if (own.length > 0) yield* out(`\n${own.map((e) => formatEntry(e, manager.sys.process.host.name, format)).join('')}`);
  return active === 'active' || active === 'reloading' ? 0 : 3;
}

type Colour = (text: string) => string;
const PLAIN: Colour = (text) => text;

/** Green is up, red has failed, yellow is on its way (systemctl on a terminal). */
function colours(active: string): Colour {
  const code = active === 'active' ? '0;1;32' : active === 'failed' ? '0;1;31' : active === 'inactive' ? '' : '0;1;33';
  return code === '' ? PLAIN : (text) => `\u001b[${code}m${text}\u001b[0m`;
}

/** `Triggers:` of a socket or timer, `TriggeredBy:` of the service. */
function triggersOf(manager: Manager, unit: Unit): string | null {
  const markOf = (name: string): string => mark(activeOf(manager, manager.load(name)));
  // Whatever becomes of it, what is triggered has the full mark.
  const own = triggeredBy(unit);
  if (own !== null) return `Triggers: ● ${own}`;
  const by = [...manager.sockets.values(), ...manager.timers.values()].filter((s) => s.serviceName === unit.name);
  return by.length === 0 ? null : `TriggeredBy: ${by.map((s) => `${markOf(s.unit.name)} ${s.unit.name}`).join(' ')}`;
}

function socketLines(manager: Manager, unit: Unit): string[] {
  const socket = manager.sockets.get(unit.name);
  const addresses = (socket?.addresses ?? unit.list('Socket.ListenStream')).map((address) => `${address} (Stream)`);
  const group = ['Tasks: 0', `CGroup: ${cgroupOf(unit)}`];
  return [`Listen: ${addresses.join('\n             ')}`, ...(socket?.active === 'active' ? group : [])];
}

function elapses(manager: Manager, { next }: TimerUnit): string {
  const left = next - manager.sys.clock;
  return `Trigger: ${next === 0 ? 'n/a' : `${longTime(next)}; ${formatRelative(left)} left`}`;
}

/** Labels end in column 12. */
const align = (line: string): string => {
  const colon = line.indexOf(':');
  return `${line.slice(0, colon).trim().padStart(11)}${line.slice(colon)}`;
};

const mark = (active: string): string =>
  active === 'failed' ? '×' : active === 'inactive' ? '○' : active === 'reloading' ? '↻' : '●';

function loaded(manager: Manager, unit: Unit): string {
  if (unit.load === 'masked') return `masked (Reason: Unit ${unit.name} is masked.)`;
  if (unit.load === 'not-found') return `not-found (Reason: Unit ${unit.name} not found.)`;
  if (unit.load === 'error')
    return `error (Reason: Unit ${unit.name} failed to load properly, please adjust/correct and reload service manager: ${unit.error})`;
  if (unit.load === 'bad-setting') return `bad-setting (Reason: Unit ${unit.name} has a bad unit file setting.)`;
  const state = fileState(manager.sys, unit.name);
  const preset = state === 'static' || state === 'alias' || state === null ? '' : '; preset: enabled';
  return `loaded (${unit.fragment ?? ''}${state === null ? '' : `; ${state}`}${preset})`;
}

function dropIns(unit: Unit): string[] {
  const [first = ''] = unit.dropins;
  const names = unit.dropins.map((path) => path.slice(path.lastIndexOf('/') + 1)).join(', ');
  return [`    Drop-In: ${first.slice(0, first.lastIndexOf('/'))}`, `             └─${names}`];
}

function activeLine(manager: Manager, unit: Unit, active: string, colour: Colour): string {
  const running = runningOf(manager, unit);
  const since = running?.since ?? manager.targets.get(unit.name) ?? 0;
  const failed = running && 'result' in running && running.result !== 'success' ? running.result : null;
  const result = failed === null ? '' : ` (Result: ${failed})`;
  const text =
    active === 'failed'
      ? colour(`failed${result}`)
      : `${colour(`${active} (${subOf(manager, unit)})`)}${active === 'active' ? '' : result}`;
  return since === 0 ? text : `${text} since ${longTime(since)}; ${formatRelative(manager.sys.clock - since)} ago`;
}

/** As ps would show it, but with words quoted that a shell would split; a title is one word. */
export const commandLine = ({ title, argv }: Process): string =>
  (title === null ? argv : [title]).map(shellWord).join(' ');

const shellWord = (word: string): string =>
  word === '' || /[\s"\\`$*?['()<>|&;!]/.test(word) ? `"${word.replace(/["\\`$]/g, '\\$&')}"` : word;

function processLines(manager: Manager, service: Service): string[] {
  const { unit, main } = service;
  const lines: string[] = [];
  if (
    !['active', 'activating', 'reloading'].includes(service.active) &&
    service.activeSince > 0 &&
    service.exitedAt >= service.activeSince
  )
    lines.push(`Duration: ${formatSpan(Math.max(1000, service.exitedAt - service.activeSince), 1000)}`);
  for (const doc of unit.list('Unit.Documentation').slice(0, 1)) lines.push(`Docs: ${doc}`);
  for (const ran of service.ran) {
    if (!ran.status) continue;
    const argv = [ran.command.path, ...ran.command.argv.slice(1)].join(' ');
    lines.push(`Process: ${ran.pid} ${ran.key}=${argv} (${exitText(ran.status, false)})`);
  }
  if (main) {
    const process = manager.sys.process.host.processes.get(main.pid);
    const name = (process?.argv[0] ?? main.command.path).split('/').pop() ?? '';
    lines.push(`Main PID: ${main.pid} (${main.status ? exitText(main.status, false) : name})`);
  }
  if (service.statusText !== '' && service.active === 'active') lines.push(`Status: "${service.statusText}"`);
  const processes = service.processes();
  if (processes.length > 0) {
    const tasks = processes.reduce((n, p) => n + 1 + p.pythonThreads, 0);
    lines.push(`Tasks: ${tasks}`, `CGroup: ${cgroupOf(unit)}`);
    const width = Math.max(...processes.map((p) => String(p.pid).length));
    processes.forEach((p, i) => {
      const branch = i === processes.length - 1 ? '└─' : '├─';
      lines.push(`             ${branch}${String(p.pid).padStart(width)} ${commandLine(p)}`);
    });
  }
  return lines;
}
