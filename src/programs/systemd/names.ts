/** Names of units (systemd.unit(5)): what is valid, templates and instances, mangling of what people type. */
export const UNIT_TYPES = [
  'service',
  'socket',
  'target',
  'timer',
  'path',
  'mount',
  'automount',
  'swap',
  'slice',
  'device',
  'scope',
] as const;
export type UnitType = (typeof UNIT_TYPES)[number];

const NAME = /^([A-Za-z0-9:_.\\-]+)(@[A-Za-z0-9:_.\\@-]*)?\.([a-z]+)$/;

/** The type of a valid unit name, or null. */
export function unitType(name: string): UnitType | null {
  const suffix = NAME.exec(name)?.[3];
  return name.length <= 255 ? (UNIT_TYPES.find((type) => type === suffix) ?? null) : null;
}

export interface NameParts {
  readonly prefix: string;
  /** null: neither template nor instance; '': a template. */
  readonly instance: string | null;
  readonly type: UnitType;
}

export function nameParts(name: string): NameParts {
  const dot = name.lastIndexOf('.');
  const at = name.indexOf('@');
  const type = unitType(name) ?? 'service';
  if (at < 0 || at > dot) return { prefix: name.slice(0, dot), instance: null, type };
  return { prefix: name.slice(0, at), instance: name.slice(at + 1, dot), type };
}

export const isTemplate = (name: string): boolean => nameParts(name).instance === '';
/** `foo@bar.service` → `foo@.service`; null for others. */
export function templateOf(name: string): string | null {
  const { prefix, instance, type } = nameParts(name);
  return instance === null || instance === '' ? null : `${prefix}@.${type}`;
}

export function withInstance(name: string, instance: string): string {
  const { prefix, type } = nameParts(name);
  return `${prefix}@${instance}.${type}`;
}

/** What `systemctl start x` means: `x.service`. */
export const mangle = (name: string): string =>
  unitType(name) === null && !name.includes('/') ? `${name}.service` : name;
