/** What units depend on without saying so (systemd.service(5) and its kin, "Implicit" and "Default Dependencies"). */
import type { Unit } from './unit.ts';

export type Dependency = 'Requires' | 'Conflicts' | 'Before' | 'After';

/** By `DefaultDependencies=`, and for what has processes the slice that they are in. */
export function implied(unit: Unit, kind: Dependency): string[] {
  const runs = unit.type === 'service';
  if (!runs && unit.type !== 'socket' && unit.type !== 'timer') return [];
  const slice = runs ? [unit.text('Service.Slice') ?? 'system.slice'] : [];
  const isDefault = unit.bool('Unit.DefaultDependencies', true);
  switch (kind) {
    case 'Requires':
      return [...(isDefault ? ['sysinit.target'] : []), ...slice];
    case 'Conflicts':
      return isDefault ? ['shutdown.target'] : [];
    case 'Before':
      return isDefault ? ['shutdown.target', ...before(unit)] : [];
    case 'After':
      return [
        ...(runs ? ['systemd-journald.socket', ...slice] : []),
        ...(isDefault ? ['sysinit.target', ...(runs ? ['basic.target'] : [])] : []),
      ];
  }
}

const before = ({ type }: Unit): string[] => (type === 'service' ? [] : [`${type}s.target`]);
