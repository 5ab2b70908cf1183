import type { GuestValue } from './guest-port.ts';
import { SysError } from './errno.ts';

/** The stack has to wait: the machine answers later (guest-calls.ts). */
export const BLOCK = Symbol('block');

/** Arguments come from Python code that a stranger may have written: a wrong type is EINVAL, never a crash of ours. */
export function int(value: GuestValue | undefined): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new SysError('EINVAL');
  return Math.trunc(value);
}

export const intOr = (value: GuestValue | undefined, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : otherwise;

export function text(value: GuestValue | undefined): string {
  if (typeof value !== 'string') throw new SysError('EINVAL');
  return value;
}

export function bytes(value: GuestValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new SysError('EINVAL');
  return value;
}

function list(value: GuestValue | undefined): readonly GuestValue[] {
  if (!Array.isArray(value)) throw new SysError('EINVAL');
  return value as readonly GuestValue[];
}

/** Pairs such as [[fd, mask] …]. */
export function pairs(value: GuestValue | undefined): [number, number][] {
  return list(value).map((pair) => {
    const [first, second] = list(pair);
    return [int(first), int(second)];
  });
}
