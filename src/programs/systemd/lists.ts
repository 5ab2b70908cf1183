/** `systemctl list-units`, `list-sockets`, `list-timers`, `list-dependencies` (texts of systemd 252). */
import type { Eff } from '../../engine/task.ts';
import type { BusRequest } from './bus.ts';
import { longTime } from './clock.ts';
import { matches } from './list-files.ts';
import type { Manager } from './manager.ts';
import { mangle, unitType } from './names.ts';
import { formatSpan } from './spans.ts';
import { activeOf, subOf } from './status.ts';
import { REQUIREMENTS } from './transaction.ts';

type Say = (text: string) => Eff<void>;

/** Every unit that has been touched. */
const known = (manager: Manager): string[] =>
  [...manager.services.keys(), ...manager.sockets.keys(), ...manager.timers.keys(), ...manager.targets.keys()].sort();

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
    if (units.length > 0 && !units.some((p) => matches(p, name))) continue;
    rows.push([active === 'failed' ? '●' : ' ', name, unit.load, active, sub, unit.description]);
  }
  const head = [' ', 'UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'];
  if (rows.length > 0) {
    const text = table([head, ...rows]);
    yield* out(options.noLegend ? text.slice(text.indexOf('\n') + 1) : text);
  }
  if (!options.noLegend)
    yield* out(
      `${rows.length > 0 ? '\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n' : ''}${rows.length} loaded units listed.${options.all ? '' : ' Pass --all to see loaded but inactive units, too.'}\nTo show all installed unit files use 'systemctl list-unit-files'.\n`,
    );
  return 0;
}

export function* listSockets(manager: Manager, out: Say): Eff<number> {
  const rows = [...manager.sockets.values()]
    .filter((socket) => socket.active === 'active')
    .flatMap((socket) => socket.addresses.map((address) => [address, socket.unit.name, socket.serviceName]));
  if (rows.length > 0) yield* out(`${table([['LISTEN', 'UNIT', 'ACTIVATES'], ...rows])}\n`);
  yield* out(`${rows.length} sockets listed.\nPass --all to see loaded but inactive sockets, too.\n`);
  return 0;
}

export function* listTimers(manager: Manager, out: Say): Eff<number> {
  const { clock } = manager.sys;
  const span = (us: number): string => formatSpan(Math.max(1e6, us), 1e6).split(' ').slice(0, 2).join(' ');
  const rows = [...manager.timers.values()]
    .filter((timer) => timer.active === 'active')
    .map((timer) => [
      timer.next === 0 ? '-' : longTime(timer.next),
      timer.next === 0 ? '-' : `${span(timer.next - clock)} left`,
      timer.last === 0 ? '-' : longTime(timer.last),
      timer.last === 0 ? '-' : `${span(clock - timer.last)} ago`,
      timer.unit.name,
      timer.serviceName,
    ]);
  if (rows.length > 0) yield* out(`${table([['NEXT', 'LEFT', 'LAST', 'PASSED', 'UNIT', 'ACTIVATES'], ...rows])}\n`);
  yield* out(`${rows.length} timers listed.\nPass --all to see loaded but inactive timers, too.\n`);
  return 0;
}

/** What a unit needs and wants, as a tree; each unit is opened once. */
export function* listDependencies(manager: Manager, { units }: BusRequest, out: Say): Eff<number> {
  const root = mangle(units[0] ?? 'default.target').replace(/^default\.target$/, 'multi-user.target');
  const lines = [root];
  const seen = new Set([root]);
  const visit = (name: string, indent: string): void => {
    const unit = manager.load(name);
    const needed = new Set(['Unit.Wants', ...REQUIREMENTS].flatMap((key) => [...unit.list(key)]));
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
