/** What systemd-analyze tells of the last start of the machine: `time`, `blame`, `critical-chain` (systemd 252). */
import type { Eff } from '../../engine/task.ts';
import { implied } from './implied.ts';
import type { Manager } from './manager.ts';
import type { Service } from './service.ts';
import { formatSpan } from './spans.ts';
import { mangle } from './names.ts';
import type { Unit } from './unit.ts';

type Say = (text: string) => Eff<void>;

const NOT_YET = 'Bootup is not yet finished. Please try again later.\n';

/** µs since the epoch at which pid 1 began. */
const begun = (manager: Manager): number => manager.sys.world.epoch + manager.sys.process.host.bootedAt;

export function* startupTime(manager: Manager, out: Say): Eff<number> {
  if (manager.bootedAt === 0) return yield* unfinished(out);
  const { boots } = manager.sys.process.host;
  const userspace = Math.max(1000, manager.bootedAt - begun(manager));
  // The kernel takes its time when the machine restarts; the run itself begins with pid 1.
  const kernel = boots.length > 1 ? 4_000_000 : 0;
  const parts = kernel > 0 ? `${formatSpan(kernel, 1000)} (kernel) + ` : '';
  yield* out(
    `Startup finished in ${parts}${formatSpan(userspace, 1000)} (userspace) = ${formatSpan(kernel + userspace, 1000)} \nmulti-user.target reached after ${formatSpan(userspace, 1000)} in userspace.\n`,
  );
  return 0;
}

function* unfinished(out: Say): Eff<number> {
  yield* out(NOT_YET);
  return 1;
}

/** How long a service took from its start job to being up; 0: it never was. */
const took = (service: Service): number =>
  service.activeSince > 0 ? Math.max(0, service.activeSince - service.begunAt) : 0;

export function* blame(manager: Manager, out: Say): Eff<number> {
  if (manager.bootedAt === 0) return yield* unfinished(out);
  const rows = [...manager.services.values()]
    .map((service) => [took(service), service.unit.name] as const)
    .filter(([us]) => us > 0)
    .sort(([a], [b]) => b - a)
    .map(([us, name]) => [formatSpan(us, 1000), name] as const);
  const width = Math.max(0, ...rows.map(([time]) => time.length));
  yield* out(rows.map(([time, name]) => `${time.padStart(width)} ${name}\n`).join(''));
  return 0;
}

/** From a unit back along what it waited for longest. */
export function* criticalChain(manager: Manager, name: string | undefined, out: Say): Eff<number> {
  if (manager.bootedAt === 0) return yield* unfinished(out);
  const lines = [
    'The time when unit became active or started is printed after the "@" character.',
    'The time the unit took to start is printed after the "+" character.',
    '',
  ];
  const upAt = (unit: Unit): number =>
    manager.services.get(unit.name)?.activeSince ?? manager.targets.get(unit.name) ?? 0;
  const seen = new Set<string>();
  const visit = (unit: Unit, depth: number): void => {
    seen.add(unit.name);
    const service = manager.services.get(unit.name);
    const at = upAt(unit);
    const when = at === 0 ? '' : ` @${formatSpan(Math.max(0, at - begun(manager)), 1000)}`;
    const long = service && took(service) > 0 ? ` +${formatSpan(took(service), 1000)}` : '';
    lines.push(`${depth === 0 ? '' : `${' '.repeat((depth - 1) * 2)}└─`}${unit.name}${when}${long}`);
    const before = [
      ...unit.list('Unit.After'),
      ...implied(unit, 'After'),
      ...(unit.type === 'target' ? [...unit.list('Unit.Wants'), ...unit.list('Unit.Requires')] : []),
    ]
      .filter((other) => !seen.has(other))
      .map((other) => manager.load(other))
      .filter((other) => upAt(other) > 0 && upAt(other) <= (at === 0 ? Infinity : at))
      .sort((a, b) => upAt(b) - upAt(a));
    if (before[0]) visit(before[0], depth + 1);
  };
  visit(manager.load(name === undefined ? 'multi-user.target' : mangle(name)), 0);
  yield* out(`${lines.join('\n')}\n`);
  return 0;
}
