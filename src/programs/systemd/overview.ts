/** `systemctl status` of nothing in particular: the machine as a whole (systemd 252). */
import type { Eff } from '../../engine/task.ts';
import { longTime } from './clock.ts';
import { commandLine } from './status.ts';
import type { Manager } from './manager.ts';
import { RELEASE } from './version.ts';
import { formatRelative } from './spans.ts';

export function* overview(manager: Manager, out: (text: string) => Eff<void>): Eff<number> {
  const { sys } = manager;
  const { host } = sys.process;
  const failed = [...manager.services.values()].filter((s) => s.active === 'failed').length;
  const units = manager.services.size + manager.sockets.size + manager.timers.size + manager.targets.size;
  const since = sys.world.epoch + host.bootedAt;
  const ago = formatRelative(sys.clock - since);
  const lines = [
    `● ${host.name}`,
    `    State: ${failed > 0 ? 'degraded' : 'running'}`,
    `    Units: ${units} loaded (incl. loaded aliases)`,
    '     Jobs: 0 queued',
    `   Failed: ${failed} units`,
    `    Since: ${longTime(since)}; ${ago} ago`,
    `  systemd: ${RELEASE}`,
    '   CGroup: /',
    '           ├─init.scope',
    `           │ └─${sys.pid} ${sys.argv.join(' ')}`,
  ];
  const groups = [...manager.services.values()].filter((s) => s.processes().length > 0);
  if (groups.length > 0) lines.push('           └─system.slice');
  groups.forEach((service, i) => {
    const last = i === groups.length - 1;
    lines.push(`             ${last ? '└─' : '├─'}${service.unit.name}`);
    const processes = service.processes();
    processes.forEach((p, n) =>
      lines.push(
        `             ${last ? '  ' : '│ '}${n === processes.length - 1 ? '└─' : '├─'}${p.pid} ${commandLine(p)}`,
      ),
    );
  });
  yield* out(`${lines.join('\n')}\n`);
  return 0;
}
