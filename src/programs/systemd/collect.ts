/**
 * What the manager forgets (systemd's garbage collection): a unit that rests and that no other unit names is not kept,
 * with all that was known of it; asked for again, it is read anew. That is why an edited unit file needs no
 * daemon-reload as long as the unit is neither running nor enabled.
 */
import { triggeredBy, type Unit } from './unit.ts';

const NAMING = [
  'Unit.Requires',
  'Unit.Requisite',
  'Unit.Wants',
  'Unit.BindsTo',
  'Unit.PartOf',
  'Unit.Upholds',
  'Unit.Conflicts',
  'Unit.Before',
  'Unit.After',
  'Unit.OnFailure',
  'Unit.OnSuccess',
  'Service.Sockets',
];

/** The units that are to be forgotten. `isBusy`: it runs, has failed, or has a job. */
export function forgettable(units: Iterable<Unit>, isBusy: (unit: Unit) => boolean): Set<Unit> {
  const rest = new Map<string, Unit>();
  const open: Unit[] = [];
  for (const unit of units) {
    if (isBusy(unit)) open.push(unit);
    else rest.set(unit.name, unit);
  }
  for (let unit = open.pop(); unit; unit = open.pop()) {
    for (const name of namedBy(unit)) {
      const other = rest.get(name);
      if (!other) continue;
      rest.delete(name);
      open.push(other);
    }
  }
  return new Set(rest.values());
}

function namedBy(unit: Unit): string[] {
  const names = NAMING.flatMap((key) => [...unit.list(key)]);
  const triggered = triggeredBy(unit);
  return triggered === null ? names : [...names, triggered];
}
