/** `systemctl list-units`, `list-sockets`, `list-timers`, `list-dependencies` (texts of systemd 252). */
import type { Eff } from '../../engine/task.ts';
import type { BusRequest } from './bus.ts';
import { longTime } from './clock.ts';
import { matches } from './list-files.ts';
import type { Manager } from './manager.ts';
import { mangle, unitType } from './names.ts';
import { formatRelative } from './spans.ts';
import { implied } from './implied.ts';
import { activeOf, subOf } from './status.ts';
import { REQUIREMENTS } from './transaction.ts';
import type { Unit } from './unit.ts';

type Say = (text: string) => Eff<void>;

/** Sorted as systemctl does: by type, then by name. */
const known = (manager: Manager): string[] =>
  manager.loaded.map(({ name }) => name).sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));

const ORDER: readonly (string | null)[] = ['service', 'slice', 'socket', 'target', 'timer'];
const order = (name: string): number => ORDER.indexOf(unitType(name));

/** Columns as wide as their widest cell; the last one is not filled up. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join(' ')}\n`)
    .join('');
}

export function* listUnits(manager: Manager, { units, options }: BusRequest, out: Say): Eff<number> {
  const rows: string[][] = [];
  for (const name of known(manager)) {
    const unit = manager.load(name);
    const [active, sub] = [activeOf(manager, unit), subOf(manager, unit)];
    if (options.type !== null && !options.type.split(',').includes(unitType(name) ?? '')) continue;
    if (options.state !== null && !options.state.split(',').some((state) => [active, sub, unit.load].includes(state)))
      continue;
    if (active === 'inactive' && !options.all && options.state === null) continue;
    if (!isAsked(units, name)) continue;
    rows.push([active === 'failed' ? '●' : ' ', name, unit.load, active, sub, unit.description]);
  }
  const head = [' ', 'UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'];
  const text = table([head, ...rows]);
  yield* out(options.noLegend ? text.slice(text.indexOf('\n') + 1) : text);
  const files = "\nTo show all installed unit files use 'systemctl list-unit-files'.";
  const hint = options.all
    ? files
    : options.state === null
      ? ` Pass --all to see loaded but inactive units, too.${files}`
      : '';
  if (!options.noLegend)
    yield* out(
      `${rows.length > 0 ? '\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n' : ''}${rows.length} loaded units listed.${hint}\n`,
    );
  return 0;
}

export function* listSockets(manager: Manager, { units }: BusRequest, out: Say): Eff<number> {
  const rows = [...manager.sockets.values()]
    .filter((socket) => socket.active === 'active' && isAsked(units, socket.unit.name))
    .flatMap((socket) => socket.addresses.map((address) => [address, socket.unit.name, socket.serviceName]));
  yield* out(`${table([['LISTEN', 'UNIT', 'ACTIVATES'], ...rows])}\n`);
  yield* out(`${rows.length} sockets listed.\nPass --all to see loaded but inactive sockets, too.\n`);
  return 0;
}

const isAsked = (patterns: readonly string[], name: string): boolean =>
  patterns.length === 0 || patterns.some((pattern) => matches(pattern, name));

export function* listTimers(manager: Manager, { units }: BusRequest, out: Say): Eff<number> {
  const { clock } = manager.sys;
  const rows = [...manager.timers.values()]
    .filter((timer) => timer.active === 'active' && isAsked(units, timer.unit.name))
    .map((timer) => [
      timer.next === 0 ? '-' : longTime(timer.next),
      timer.next === 0 ? '-' : `${formatRelative(timer.next - clock)} left`,
      timer.last === 0 ? '-' : longTime(timer.last),
      timer.last === 0 ? '-' : `${formatRelative(clock - timer.last)} ago`,
      timer.unit.name,
      timer.serviceName,
    ]);
  yield* out(`${table([['NEXT', 'LEFT', 'LAST', 'PASSED', 'UNIT', 'ACTIVATES'], ...rows])}\n`);
  yield* out(`${rows.length} timers listed.\nPass --all to see loaded but inactive timers, too.\n`);
  return 0;
}

const neededBy = (unit: Unit): string[] => [
  ...['Unit.Wants', ...REQUIREMENTS].flatMap((key) => [...unit.list(key)]),
  ...implied(unit, 'Requires'),
];

const wantersOf = (manager: Manager, name: string): string[] =>
  manager.loaded.filter((unit) => neededBy(unit).includes(name)).map((unit) => unit.name);

/** What a unit needs and wants, as a tree; each unit is opened once. */
export function* listDependencies(manager: Manager, { units, options }: BusRequest, out: Say): Eff<number> {
  const root = mangle(units[0] ?? 'default.target').replace(/^default\.target$/, 'multi-user.target');
  const lines = [root];
  const seen = new Set([root]);
  const visit = (name: string, indent: string): void => {
    const needed = new Set(options.reverse ? wantersOf(manager, name) : neededBy(manager.load(name)));
    const inOrder = [...needed].sort(
      (a, b) => Number(a.endsWith('.target')) - Number(b.endsWith('.target')) || (a < b ? -1 : 1),
    );
    inOrder.forEach((other, i) => {
      const last = i === inOrder.length - 1;
      const active = activeOf(manager, manager.load(other));
      const mark = active === 'active' ? '●' : active === 'failed' ? '×' : '○';
      lines.push(`${mark} ${indent}${last ? '└─' : '├─'}${other}`);
      if (seen.has(other)) return;
      seen.add(other);
      visit(other, `${indent}${last ? '  ' : '│ '}`);
    });
  };
  visit(root, '');
  yield* out(`${lines.join('\n')}\n`);
  return 0;
}
