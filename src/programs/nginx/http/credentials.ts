/** The Authorization header of HTTP's Basic scheme (RFC 7617). */
import { fromLatin1 } from '../../../base/bytes.ts';
import { fromBase64 } from '../conf/base64.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Null when there is no such header, or it cannot be read. */
export function basicCredentials(header: string | undefined): Credentials | null {
  const given = /^Basic +(\S+)$/i.exec(header ?? '');
  const decoded = given === null ? '' : fromLatin1(fromBase64(given[1] ?? ''));
  const colon = decoded.indexOf(':');
  return colon < 0 ? null : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
