import type { Eff } from '../../engine/task.ts';
import { longTime } from './clock.ts';
import { fileState } from './install.ts';
import type { Manager } from './manager.ts';
import { formatSpan } from './spans.ts';
import { activeOf, subOf } from './status.ts';
import type { Options } from './systemctl.ts';
import type { Unit } from './unit.ts';
import { serviceType } from './verify-settings.ts';

/** `systemctl show`: properties as Name=value. What the machine does not know is left out. */
export function* show(manager: Manager, unit: Unit, options: Options, out: (text: string) => Eff<void>): Eff<number> {
  const all = properties(manager, unit);
  const wanted = options.properties.length > 0 ? options.properties : [...all.keys()];
  for (const name of options.properties.length > 0 ? [...all.keys()].filter((n) => wanted.includes(n)) : wanted) {
    const value = all.get(name) ?? '';
    yield* out(options.value ? `${value}\n` : `${name}=${value}\n`);
  }
  return 0;
}

function properties(manager: Manager, unit: Unit): Map<string, string> {
  const service = manager.services.get(unit.name);
  const time = (us: number): string => (us === 0 ? '' : longTime(us));
  const map = new Map<string, string>();
  if (unit.type === 'service') {
    map.set('Type', serviceType(unit));
    map.set('Restart', unit.text('Service.Restart') ?? 'no');
    map.set('PIDFile', unit.text('Service.PIDFile') ?? '');
    map.set('RestartUSec', formatSpan(unit.span('Service.RestartSec', 100_000)));
    map.set('TimeoutStopUSec', formatSpan(unit.span('Service.TimeoutStopSec', 90_000_000)));
    map.set('MainPID', String(service?.mainPid ?? 0));
    map.set('Result', service?.result ?? 'success');
    map.set('NRestarts', String(service?.restarts ?? 0));
    map.set('ExecMainPID', String(service?.main?.pid ?? 0));
    map.set('ExecMainStatus', String(service?.main?.status?.code ?? 0));
    map.set('Environment', unit.list('Service.Environment').join(' '));
    map.set('UMask', (unit.text('Service.UMask') ?? '0022').padStart(4, '0'));
    map.set('WorkingDirectory', unit.text('Service.WorkingDirectory') ?? '');
    map.set('User', unit.text('Service.User') ?? '');
    map.set('Group', unit.text('Service.Group') ?? '');
    map.set('KillMode', unit.text('Service.KillMode') ?? 'control-group');
    map.set('TasksCurrent', String(service?.processes().length ?? 0));
    const command = unit.execs('ExecStart')[0];
    if (command)
      map.set(
        'ExecStart',
        `{ path=${command.path} ; argv[]=${command.argv.join(' ')} ; ignore_errors=${command.ignore ? 'yes' : 'no'} }`,
      );
  }
  const socket = manager.sockets.get(unit.name);
  if (socket) {
    map.set('Listen', socket.addresses.map((address) => `${address} (Stream)`).join('\n'));
    map.set('Result', socket.result);
    map.set('Triggers', socket.serviceName);
  }
  map.set('Id', unit.name);
  map.set('Names', unit.name);
  for (const key of ['Requires', 'Wants', 'Conflicts', 'Before', 'After'])
    map.set(key, unit.list(`Unit.${key}`).join(' '));
  map.set('Description', unit.description);
  map.set('LoadState', unit.load);
  map.set('ActiveState', activeOf(manager, unit));
  map.set('SubState', subOf(manager, unit));
  map.set('FragmentPath', unit.fragment ?? '');
  map.set('DropInPaths', unit.dropins.join(' '));
  map.set('UnitFileState', fileState(manager.sys, unit.name) ?? '');
  map.set('StateChangeTimestamp', time(service?.since ?? 0));
  map.set('ActiveEnterTimestamp', time(service?.activeSince ?? 0));
  map.set('NeedDaemonReload', unit.load !== 'not-found' && manager.isStale(unit) ? 'yes' : 'no');
  return map;
}
