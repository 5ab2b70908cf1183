import type { Eff } from '../../engine/task.ts';
import { SIGNALS } from '../../machine/signals.ts';
import { longTime } from './clock.ts';
import type { Command } from './exec-line.ts';
import { implied } from './implied.ts';
import { fileState } from './install.ts';
import type { Manager } from './manager.ts';
import type { Service } from './service.ts';
import { SERVICE, SOCKET, TIMER, UNIT } from './show-defaults.ts';
import { formatSpan } from './spans.ts';
import { cgroupOf } from './spawn.ts';
import { activeOf, subOf } from './status.ts';
import type { Options } from './systemctl.ts';
import { triggeredBy, type Unit } from './unit.ts';
import { serviceType } from './verify-settings.ts';

/** `systemctl show`: properties as Name=value. What the machine does not know is left out. */
export function* show(manager: Manager, unit: Unit, options: Options, out: (text: string) => Eff<void>): Eff<number> {
  const known = properties(manager, unit);
  const { properties: wanted } = options;
  for (const [name, value] of known) {
    if (wanted.length > 0 ? !wanted.includes(name) : value === '' && !options.all) continue;
    // Each address of a socket has a line of its own.
    for (const one of value.split('\n')) yield* out(options.value ? `${one}\n` : `${name}=${one}\n`);
  }
  return 0;
}

function properties(manager: Manager, unit: Unit): Map<string, string> {
  const own = unit.type === 'service' ? SERVICE : unit.type === 'socket' ? SOCKET : unit.type === 'timer' ? TIMER : [];
  const map = new Map([...own, ...UNIT]);
  settings(unit, map);
  if (unit.type === 'service') ofService(manager, unit, manager.services.get(unit.name) ?? null, map);
  const socket = manager.sockets.get(unit.name);
  if (unit.type === 'socket') {
    const addresses = socket?.addresses ?? unit.list('Socket.ListenStream');
    map.set('Listen', addresses.map((address) => `${address} (Stream)`).join('\n'));
    map.set('Result', socket?.result ?? 'success');
    map.set('Triggers', triggeredBy(unit) ?? '');
  }
  ofUnit(manager, unit, map);
  return map;
}

/** Settings that are properties of the same name and the same value. */
function settings(unit: Unit, map: Map<string, string>): void {
  for (const name of map.keys()) {
    for (const section of ['Service', 'Socket', 'Timer', 'Unit']) {
      const values = unit.list(`${section}.${name}`);
      if (values.length === 0) continue;
      const isTruth = map.get(name) === 'no' || map.get(name) === 'yes';
      map.set(
        name,
        isTruth && section !== 'Service' ? (unit.bool(`${section}.${name}`) ? 'yes' : 'no') : values.join(' '),
      );
    }
  }
}

const time = (us: number): string => (us === 0 ? '' : longTime(us));
const signalNumber = (name: string, fallback: number): string =>
  String(new Map(Object.entries(SIGNALS)).get(name.replace(/^SIG/, '')) ?? fallback);

function ofService(manager: Manager, unit: Unit, service: Service | null, map: Map<string, string>): void {
  const user = manager.sys.process.host.users.byName(unit.text('Service.User') ?? '');
  const status = service?.main?.status ?? null;
  map.set('Type', serviceType(unit));
  map.set('RestartUSec', formatSpan(unit.span('Service.RestartSec', 100_000)));
  for (const [name, key] of [
    ['TimeoutStartUSec', 'TimeoutStartSec'],
    ['TimeoutStopUSec', 'TimeoutStopSec'],
  ] as const)
    map.set(name, formatSpan(unit.span(`Service.${key}`, unit.span('Service.TimeoutSec', 90_000_000))));
  map.set('MainPID', String(service?.mainPid ?? 0));
  map.set('StatusText', service?.statusText ?? '');
  map.set('Result', service?.result ?? 'success');
  if (user && service && service.active !== 'inactive') {
    map.set('UID', String(user.uid));
    map.set('GID', String(user.gid));
  }
  map.set('NRestarts', String(service?.restarts ?? 0));
  map.set('ExecMainStartTimestamp', time(service?.begunAt ?? 0));
  map.set('ExecMainPID', String(service?.main?.pid ?? 0));
  map.set('ExecMainCode', status === null ? '0' : status.signal === null ? '1' : '2');
  map.set(
    'ExecMainStatus',
    String(status === null ? 0 : status.signal === null ? status.code : SIGNALS[status.signal]),
  );
  for (const key of ['ExecStartPre', 'ExecStart', 'ExecStartPost', 'ExecReload', 'ExecStop'])
    map.set(
      key,
      unit
        .execs(key)
        .map((command) => execText(command, service))
        .join('\n'),
    );
  const processes = service?.processes() ?? [];
  if (processes.length > 0) {
    map.set('ControlGroup', cgroupOf(unit));
    map.set('TasksCurrent', String(processes.reduce((n, p) => n + 1 + p.pythonThreads, 0)));
  }
  map.set('Environment', unit.list('Service.Environment').map(quoted).join(' '));
  const files = unit.list('Service.EnvironmentFile');
  map.set(
    'EnvironmentFiles',
    files.map((f) => `${f.replace(/^-/, '')} (ignore_errors=${f.startsWith('-') ? 'yes' : 'no'})`).join('\n'),
  );
  map.set('UMask', (unit.text('Service.UMask') ?? '0022').padStart(4, '0'));
  map.set('KillSignal', signalNumber(unit.text('Service.KillSignal') ?? 'TERM', 15));
}

/** What a command is and how it last ran; a daemon-reload forgets the latter. */
function execText(command: Command, service: Service | null): string {
  const ran = service?.ran.find((one) => one.command === command) ?? null;
  const status = ran?.status ?? null;
  const began = ran && service ? `[${longTime(service.begunAt)}]` : '[n/a]';
  const parts = [
    `path=${command.path}`,
    `argv[]=${command.argv.join(' ')}`,
    `ignore_errors=${command.ignore ? 'yes' : 'no'}`,
    `start_time=${began}`,
    `stop_time=${status && service ? `[${longTime(service.since)}]` : '[n/a]'}`,
    `pid=${ran?.pid ?? 0}`,
    `code=${status === null ? '(null)' : status.signal === null ? 'exited' : 'killed'}`,
    `status=${status === null ? '0/0' : status.signal === null ? String(status.code) : `${SIGNALS[status.signal]}/${status.signal}`}`,
  ];
  return `{ ${parts.join(' ; ')} }`;
}

const quoted = (word: string): string =>
  /[\s"'\\$]/.test(word) ? `"${word.replace(/["\\$]/g, (c) => `\\${c}`)}"` : word;

function ofUnit(manager: Manager, unit: Unit, map: Map<string, string>): void {
  const service = manager.services.get(unit.name);
  map.set('Id', unit.name);
  map.set('Names', manager.namesOf(unit).join(' '));
  for (const kind of ['Requires', 'Conflicts', 'Before', 'After'] as const)
    map.set(kind, [...new Set([...implied(unit, kind), ...unit.list(`Unit.${kind}`)])].join(' '));
  for (const [name, key] of [
    ['WantedBy', 'Unit.Wants'],
    ['RequiredBy', 'Unit.Requires'],
  ] as const)
    map.set(
      name,
      manager.loaded
        .filter((other) => other.list(key).includes(unit.name))
        .map((u) => u.name)
        .join(' '),
    );
  map.set('Description', unit.description);
  map.set('LoadState', unit.load);
  map.set('ActiveState', activeOf(manager, unit));
  map.set('SubState', subOf(manager, unit));
  map.set('FragmentPath', unit.fragment ?? '');
  map.set('DropInPaths', unit.dropins.join(' '));
  const state = fileState(manager.sys, unit.name);
  map.set('UnitFileState', state ?? '');
  map.set('UnitFilePreset', state === 'enabled' || state === 'disabled' ? 'enabled' : '');
  for (const name of ['ConditionResult', 'AssertResult']) map.set(name, (service?.begunAt ?? 0) > 0 ? 'yes' : 'no');
  map.set('StateChangeTimestamp', time(service?.since ?? 0));
  map.set('InactiveExitTimestamp', time(service?.leftAt ?? 0));
  map.set('ActiveEnterTimestamp', time(service?.activeSince ?? 0));
  map.set('CanReload', unit.execs('ExecReload').length > 0 ? 'yes' : 'no');
  map.set('CanIsolate', unit.bool('Unit.AllowIsolate') ? 'yes' : 'no');
  map.set('NeedDaemonReload', unit.load !== 'not-found' && manager.isStale(unit) ? 'yes' : 'no');
  const interval = unit.span('Unit.StartLimitIntervalSec', unit.span('Unit.StartLimitInterval', 10_000_000));
  map.set('StartLimitIntervalUSec', formatSpan(interval));
  if (unit.load !== 'loaded') for (const name of ['CanStart', 'CanStop']) map.set(name, 'no');
}
