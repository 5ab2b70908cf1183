/** How long a request's body is, and whether it may be trusted (http/message.py 26.2, `set_body_reader`). */

export type BodyFraming =
  | {
      readonly ok: true;
      readonly body: number | 'chunked';
      /** A coding that gunicorn does not undo: what follows the body is in doubt. */
      readonly close: boolean;
    }
  /** The header that is wrong; null for `coding`, one that is not known. */
  | { readonly ok: false; readonly header: string | null; readonly coding: string };

const wrong = (header: string): BodyFraming => ({ ok: false, header, coding: '' });
const LENGTH = 'CONTENT-LENGTH';
const CODING = 'TRANSFER-ENCODING';

/** Headers with names in capitals, in the order in which they came: the first one that is wrong decides. */
export function bodyOf(
  headers: readonly (readonly [name: string, value: string])[],
  [major, minor]: readonly [number, number],
): BodyFraming {
  let length: string | null = null;
  let [chunked, close] = [false, false];
  for (const [name, value] of headers) {
    if (name === LENGTH) {
      if (length !== null) return wrong(LENGTH);
      length = value;
    }
    if (name !== CODING) continue;
    for (const coding of value.split(',').map((c) => c.trim().toLowerCase())) {
      const known = ['chunked', 'identity', 'compress', 'deflate', 'gzip'].includes(coding);
      if (!known) return { ok: false, header: null, coding: value };
      if (chunked) return wrong(CODING);
      chunked = coding === 'chunked';
      close ||= !chunked && coding !== 'identity';
    }
  }
  if (chunked) {
    if (major < 1 || (major === 1 && minor < 1)) return wrong(CODING);
    return length === null ? { ok: true, body: 'chunked', close } : wrong(LENGTH);
  }
  if (length === null) return { ok: true, body: 0, close };
  const bytes = Number(length);
  return /^\d+$/.test(length) && Number.isSafeInteger(bytes) ? { ok: true, body: bytes, close } : wrong(LENGTH);
}
