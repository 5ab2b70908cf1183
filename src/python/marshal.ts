import type { GuestValue } from '../machine/guest-port.ts';
import type { KeptTexts } from './kept-texts.ts';

/** Values cross as JSON text; bytes travel beside it, in order, each replaced by `{"$b": index}`. */
export interface Packed {
  readonly text: string;
  readonly blobs: readonly Uint8Array[];
}

export function pack(value: GuestValue): Packed {
  // A replacer costs more than the text itself, and most calls carry no bytes.
  if (!holdsBytes(value)) return { text: JSON.stringify(value), blobs: NO_BLOBS };
  const blobs: Uint8Array[] = [];
  const text = JSON.stringify(value, (_key, v: unknown) => {
    if (!(v instanceof Uint8Array)) return v;
    blobs.push(v);
    return { $b: blobs.length - 1 };
  });
  return { text, blobs };
}

/**
 * Arguments of a call as `gd.entry.run` takes them, put after `into`: JSON text and its bytes, or, if they are plain, two
 * nothings and all of them as they are. One text that Python keeps may stand there as its place; the second nothing is
 * then which argument it is.
 */
export function marshal(args: readonly GuestValue[], into: unknown[], texts: Pick<KeptTexts, 'place'>): unknown[] {
  const from = into.push(undefined, undefined) - 2;
  for (const value of args) {
    if (typeof value === 'object' && value !== null) {
      const { text, blobs } = pack(args);
      into.length = from;
      into.push(text, blobs.length > 0 ? blobs : undefined);
      return into;
    }
    const place = typeof value === 'string' && into[from + 1] === undefined ? texts.place(value) : -1;
    if (place >= 0) into[from + 1] = into.length - from - 2;
    // Of the two nothings of JavaScript this one is None.
    into.push(place >= 0 ? place : (value ?? undefined));
  }
  return into;
}

const NO_BLOBS: readonly Uint8Array[] = [];

function holdsBytes(value: GuestValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Uint8Array) return true;
  return Array.isArray(value) ? value.some(holdsBytes) : Object.values(value).some(holdsBytes);
}

/** Python's side numbers no blobs: they are met in the order in which they were made. */
export function unpack(text: string, blobs: readonly Uint8Array[]): GuestValue {
  const value = JSON.parse(text) as GuestValue;
  if (blobs.length === 0) return value;
  let next = 0;
  const revive = (v: GuestValue): GuestValue => {
    if (Array.isArray(v)) return (v as readonly GuestValue[]).map(revive);
    if (typeof v !== 'object' || v === null || v instanceof Uint8Array) return v;
    const fields = v as { readonly [key: string]: GuestValue };
    if (fields['$b'] === 1 && Object.keys(fields).length === 1) return blobs[next++] ?? new Uint8Array(0);
    return Object.fromEntries(Object.entries(fields).map(([k, f]) => [k, revive(f)]));
  };
  return revive(value);
}

/** What Python passes as an argument: primitives, or arrays and objects made by `to_js`. `undefined` is None. */
export function fromPython(value: unknown): GuestValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array || typeof value !== 'object') return value as GuestValue;
  if (Array.isArray(value)) return value.map(fromPython);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fromPython(v)]));
}
