/** Bytes helpers. `latin1` is how HTTP heads are read (each byte one character); `utf8` is how bodies and logs are. */
export type Bytes = Uint8Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const EMPTY: Bytes = new Uint8Array(0);
export const utf8 = (text: string): Bytes => encoder.encode(text);
/** Invalid sequences become U+FFFD. */
export const fromUtf8 = (bytes: Bytes): string => recall(bytes) ?? decoder.decode(bytes);

/** Short pieces share buffers: a buffer of its own costs more than what is in most of them. */
const SHARED = 16_384;
const SHORT = 1024;
let shared = new Uint8Array(0);
let used = 0;

/** Room for bytes that nobody changes once they have been given away. */
function room(length: number): Bytes {
  if (length > SHORT) return new Uint8Array(length);
  if (used + length > shared.length) {
    shared = new Uint8Array(SHARED);
    used = 0;
  }
  used += length;
  return new Uint8Array(shared.buffer, used - length, length);
}

/**
 * ASCII whose text is known, the last pieces alone: what one program writes is traced and read by another right away, and
 * all three want the text.
 */
const KNOWN = 16;
const known: Bytes[] = Array.from({ length: KNOWN }, () => EMPTY);
const texts: string[] = Array.from({ length: KNOWN }, () => '');
let oldest = 0;

function remember(bytes: Bytes, text: string): void {
  if (bytes.length > SHARED) return;
  known[oldest] = bytes;
  texts[oldest] = text;
  oldest = (oldest + 1) % KNOWN;
}

/** The latest are asked for most. */
function recall(bytes: Bytes): string | undefined {
  for (let i = oldest + KNOWN - 1; i >= oldest; i--) if (known[i % KNOWN] === bytes) return texts[i % KNOWN];
  return undefined;
}

/** Not to be changed, and not alone in its buffer. */
export function latin1(text: string): Bytes {
  const out = room(text.length);
  let all = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    out[i] = code;
  }
  if (all < 128) remember(out, text);
  return out;
}

export function fromLatin1(bytes: Bytes): string {
  return recall(bytes) ?? decoded(bytes);
}

/** The same of bytes that nobody will change any more: what they say is remembered. */
export function fromKept(bytes: Bytes): string {
  const known = recall(bytes);
  if (known !== undefined) return known;
  const text = decoded(bytes);
  if (isAscii(bytes)) remember(bytes, text);
  return text;
}

function isAscii(bytes: Bytes): boolean {
  let all = 0;
  for (let i = 0; i < bytes.length; i++) all |= bytes[i] as number;
  return all < 128;
}

function decoded(bytes: Bytes): string {
  // ASCII is UTF-8, too, and the decoder is written in C.
  if (isAscii(bytes)) return decoder.decode(bytes);
  if (bytes.length <= 8192) return charsOf(bytes);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += charsOf(bytes.subarray(i, i + 8192));
  return text;
}

/** `apply` takes the typed array as it is; spreading it would go through its iterator, twenty times slower. */
const charsOf = (bytes: Bytes): string => Reflect.apply(String.fromCharCode, null, bytes) as string;

/** Not to be changed, and not alone in its buffer. */
export function concat(parts: readonly Bytes[]): Bytes {
  if (parts.length === 1) return parts[0] as Bytes;
  let n = 0;
  for (const p of parts) n += p.length;
  const out = room(n);
  let at = 0;
  let text: string | undefined = '';
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
    const said: string | undefined = text === undefined ? undefined : recall(p);
    text = said === undefined ? undefined : `${text}${said}`;
  }
  if (text !== undefined) remember(out, text);
  return out;
}
