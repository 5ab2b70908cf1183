/** Names of units (systemd.unit(5)): what is valid, templates and instances, mangling of what people type. */
import { utf8 } from '../../base/bytes.ts';

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

/** What `systemctl start x` means: `x.service`; a path means a mount, and what no name may hold is escaped. */
export function mangle(name: string): string {
  if (unitType(name) !== null || isPattern(name)) return name;
  if (name.startsWith('/')) return `${escaped(name.replace(/^\/+|\/+$/g, ''))}.mount`;
  return `${isEscaped(name) ? escaped(name) : name}.service`;
}

/** The same where a path is welcome: enable, disable, mask. */
export const mangleFile = (name: string): string => (name.includes('/') ? name : mangle(name));

const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** Holds a word what a unit's name may not, so that systemctl escapes it and says so? */
export const isEscaped = (name: string): boolean =>
  !name.startsWith('/') && !isPattern(name) && /[^A-Za-z0-9:_.\\@-]/.test(name);

/** As systemctl escapes what was typed: slashes become dashes, other bytes `\x20` and the like. */
export const escaped = (name: string): string =>
  name
    .replaceAll('/', '-')
    .replace(/[^A-Za-z0-9:_.\\@-]/gu, (c) =>
      Array.from(utf8(c), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    );
