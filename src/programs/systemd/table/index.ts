import type { UnitType } from '../names.ts';
import { execSection } from './exec.ts';
import type { Directive } from './kinds.ts';
import { SERVICE_SECTION } from './service.ts';
import { PATH_SECTION, SOCKET_SECTION, TIMER_SECTION } from './socket.ts';
import { INSTALL_SECTION, UNIT_SECTION } from './unit.ts';

/** Every directive that systemd 252 knows in the sections that are modelled. */
export const DIRECTIVES: readonly Directive[] = [
  ...UNIT_SECTION,
  ...SERVICE_SECTION,
  ...execSection('Service'),
  ...SOCKET_SECTION,
  ...execSection('Socket'),
  ...TIMER_SECTION,
  ...PATH_SECTION,
  ...INSTALL_SECTION,
];

const byName = new Map(DIRECTIVES.map((directive) => [`${directive.section}.${directive.key}`, directive]));

export const directive = (section: string, key: string): Directive | null => byName.get(`${section}.${key}`) ?? null;

const OWN: Readonly<Partial<Record<UnitType, string>>> = {
  service: 'Service',
  socket: 'Socket',
  timer: 'Timer',
  path: 'Path',
  target: 'Target',
  slice: 'Slice',
  mount: 'Mount',
  swap: 'Swap',
  automount: 'Automount',
  scope: 'Scope',
};

/** The sections that a unit of this type may have. */
export const sectionsOf = (type: UnitType): string[] => [
  'Unit',
  ...(OWN[type] === undefined ? [] : [OWN[type]]),
  'Install',
];

/** Sections whose directives the table does not hold: nothing in them is called unknown. */
export const isUntold = (section: string): boolean =>
  ['Slice', 'Mount', 'Swap', 'Automount', 'Scope'].includes(section);
