/** The Authorization header of HTTP's Basic scheme (RFC 7617). */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Null when there is no such header, or it cannot be read. */
export function basicCredentials(header: string | undefined): Credentials | null {
  const given = /^Basic +(\S+)$/i.exec(header ?? '');
  const decoded = given === null ? '' : decodeBase64(given[1] ?? '');
  const colon = decoded.indexOf(':');
  return colon < 0 ? null : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(text: string): string {
  let bits = 0;
  let held = 0;
  let out = '';
  for (const ch of text.replace(/=+$/, '')) {
    const value = ALPHABET.indexOf(ch);
    if (value < 0) return '';
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return out;
}
