import type { Unit } from './unit.ts';

/** What starting a unit would start (systemd.unit(5), Requires=, Wants=, Conflicts=): in order, or why it cannot be. */
export type Transaction =
  | {
      readonly ok: true;
      readonly start: readonly Unit[];
      readonly stop: readonly Unit[];
      readonly messages: readonly string[];
    }
  | { readonly ok: false; readonly error: string; readonly messages: readonly string[] };

type Load = (name: string) => Unit;

export const REQUIREMENTS = ['Unit.Requires', 'Unit.BindsTo', 'Unit.Requisite'] as const;

export function startTransaction(unit: Unit, load: Load): Transaction {
  const messages: string[] = [];
  const start = new Map<string, Unit>();
  const stop = new Map<string, Unit>();
  const error = pull(unit, load, start, stop, messages);
  if (error !== null) return { ok: false, error, messages };
  for (const name of stop.keys()) {
    if (!start.has(name)) continue;
    const text = `Transaction contains conflicting jobs 'stop' and 'start' for ${name}. Probably contradicting requirement dependencies configured.`;
    return {
      ok: false,
      error: text,
      messages: [...messages, `Requested transaction contains unmergeable jobs: ${text}`],
    };
  }
  const cycle = orderingCycle([...start.values()]);
  if (cycle)
    return {
      ok: false,
      error: 'Transaction order is cyclic. See system logs for details.',
      messages: [...messages, ...cycle],
    };
  return { ok: true, start: inOrder([...start.values()]), stop: [...stop.values()], messages };
}

/** Add a unit and what it needs; null, or why a requirement cannot be met. */
function pull(
  unit: Unit,
  load: Load,
  start: Map<string, Unit>,
  stop: Map<string, Unit>,
  messages: string[],
): string | null {
  if (start.has(unit.name)) return null;
  if (unit.complaint !== null) return unit.complaint;
  start.set(unit.name, unit);
  for (const key of REQUIREMENTS) {
    for (const name of unit.list(key)) {
      const error = pull(load(name), load, start, stop, messages);
      if (error !== null) return error;
    }
  }
  for (const name of [...unit.list('Unit.Wants'), ...unit.list('Service.Sockets'), ...ownSocket(unit, load)]) {
    const wanted = load(name);
    const before = new Map(start);
    const error = pull(wanted, load, start, stop, messages);
    if (error === null) continue;
    for (const added of start.keys()) if (!before.has(added)) start.delete(added);
    if (wanted.load === 'bad-setting' || wanted.load === 'error')
      messages.push(`${wanted.name}: Cannot add dependency job, ignoring: ${error}`);
  }
  for (const name of unit.list('Unit.Conflicts')) {
    const other = load(name);
    if (other.load === 'loaded') stop.set(other.name, other);
  }
  return null;
}

/** A service wants the socket of its own name, if there is one (systemd.service(5), "Implicit Dependencies"). */
function ownSocket(unit: Unit, load: Load): string[] {
  if (unit.type !== 'service') return [];
  const name = unit.name.replace(/\.service$/, '.socket');
  return load(name).list('Socket.Service').includes(unit.name) || load(name).load === 'loaded' ? [name] : [];
}

const waitsFor = (unit: Unit, other: Unit): boolean =>
  unit.list('Unit.After').includes(other.name) ||
  other.list('Unit.Before').includes(unit.name) ||
  (unit.type === 'service' && other.name === unit.name.replace(/\.service$/, '.socket'));

/** Those that others wait for come first; otherwise as they were pulled in, requirements before what needs them. */
function inOrder(units: readonly Unit[]): Unit[] {
  const out: Unit[] = [];
  const seen = new Set<Unit>();
  const visit = (unit: Unit): void => {
    if (seen.has(unit)) return;
    seen.add(unit);
    for (const other of units) if (waitsFor(unit, other)) visit(other);
    out.push(unit);
  };
  [...units].reverse().forEach(visit);
  return out;
}

/** The lines that tell of a cycle of After= among units to start; null when there is none. */
function orderingCycle(units: readonly Unit[]): string[] | null {
  const path: Unit[] = [];
  const done = new Set<Unit>();
  const visit = (unit: Unit): Unit[] | null => {
    const at = path.indexOf(unit);
    if (at >= 0) return path.slice(at);
    if (done.has(unit)) return null;
    path.push(unit);
    for (const other of units) {
      const found = other !== unit && waitsFor(unit, other) ? visit(other) : null;
      if (found) return found;
    }
    path.pop();
    done.add(unit);
    return null;
  };
  for (const unit of units) {
    const cycle = visit(unit);
    if (!cycle) continue;
    const last = cycle.at(-1)?.name ?? unit.name;
    const [first = unit, ...rest] = cycle;
    return [
      `${last}: Found ordering cycle on ${first.name}/start`,
      ...rest.map((u) => `${last}: Found dependency on ${u.name}/start`),
      `${last}: Unable to break cycle starting with ${last}/start`,
      'Requested transaction contains an unfixable cyclic ordering dependency: Transaction order is cyclic. See system logs for details.',
    ];
  }
  return null;
}
