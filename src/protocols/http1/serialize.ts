/** Heads and chunks as bytes (RFC 9112). Nothing is added, sorted or repaired: what a program puts in is what goes out. */
import { concat, EMPTY, latin1, type Bytes } from '../../base/bytes.ts';
import type { Header, Version } from './types.ts';

export function requestBytes(request: {
  readonly method: string;
  readonly target: string;
  readonly version: Version;
  readonly headers: readonly Header[];
}): Bytes {
  return latin1(
    `${request.method} ${request.target} ${versionText(request.version)}\r\n${headerText(request.headers)}\r\n`,
  );
}

export function responseBytes(response: {
  readonly version: Version;
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
}): Bytes {
  const { version, status, reason, headers } = response;
  return latin1(`${versionText(version)} ${status} ${reason}\r\n${headerText(headers)}\r\n`);
}

export const versionText = (v: Version): string => `HTTP/${v.major}.${v.minor}`;

const headerText = (headers: readonly Header[]): string => headers.map((h) => `${h.name}: ${h.value}\r\n`).join('');

/** One chunk; nothing for no data, since an empty chunk would be the last one. */
export function chunk(data: Bytes): Bytes {
  if (data.length === 0) return EMPTY;
  return concat([latin1(`${data.length.toString(16)}\r\n`), data, latin1('\r\n')]);
}

/** The last chunk, with trailers if any. */
export function lastChunk(trailers: readonly Header[] = []): Bytes {
  return latin1(`0\r\n${headerText(trailers)}\r\n`);
}
