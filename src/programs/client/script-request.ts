/** One request of a script: what it says, and its head as bytes. */
import { EMPTY, latin1, type Bytes } from '../../base/bytes.ts';
import { hostHeader } from './address.ts';
import type { WsStep } from './websocket.ts';

type Pairs = readonly (readonly [name: string, value: string])[];
export type Part = readonly [delay: number, bytes: Bytes];

/** Times are µs; `at` is absolute virtual time. */
export interface ScriptRequest {
  readonly id: string;
  readonly at: number;
  readonly to: string;
  readonly method: string;
  readonly target: string;
  readonly http: string;
  readonly host: string | null;
  readonly headers: Pairs;
  readonly body: Bytes | null;
  readonly bodyParts: readonly Part[] | null;
  readonly chunked: boolean;
  /** Instead of all of the above: these bytes. */
  readonly rawParts: readonly Part[] | null;
  readonly readUntilClose: boolean;
  readonly abortAt: number | null;
  readonly abortHow: 'close' | 'rst';
  readonly timeout: number;
  readonly linger: number | null;
  readonly hold: number | null;
  readonly source: string | null;
  readonly readDelay: number | null;
  readonly receiveBuffer: number | null;
  readonly expect100: boolean;
  readonly shutdownWrite: boolean;
  readonly ws: readonly WsStep[] | null;
  /** Speak TLS, with this name for SNI, and believe any certificate. */
  readonly tls: { readonly sni: string | null } | null;
}

const firstLine = (request: ScriptRequest): string =>
  String.fromCharCode(...(request.rawParts?.[0]?.[1].subarray(0, 2000) ?? EMPTY)).split('\r\n')[0] ?? '';

/** The method as the framing rules need it, also of raw bytes. */
export const methodOf = (request: ScriptRequest): string =>
  request.rawParts === null ? request.method : (/^[!-~]+/.exec(firstLine(request))?.[0] ?? '');

/** A request line without a version asks for HTTP/0.9: the answer has no head. */
export const isHttp09 = (request: ScriptRequest): boolean =>
  request.rawParts !== null && /^GET [!-~]+$/.test(firstLine(request));

export function requestHead(request: ScriptRequest, parts: readonly Part[]): Bytes {
  const given = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const lines = [`${request.method} ${request.target} HTTP/${request.http}`];
  const add = (name: string, value: string): void => {
    if (!given.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  add('Host', request.host ?? hostHeader(request.to));
  add('User-Agent', 'lab/1.0');
  add('Accept', '*/*');
  if (request.ws !== null) {
    add('Upgrade', 'websocket');
    add('Connection', 'Upgrade');
    add('Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==');
    add('Sec-WebSocket-Version', '13');
  }
  for (const [name, value] of request.headers) lines.push(`${name}: ${value}`);
  const length = parts.reduce((n, [, data]) => n + data.length, 0);
  if (request.expect100) add('Expect', '100-continue');
  if (request.chunked) add('Transfer-Encoding', 'chunked');
  else if (parts.length > 0) add('Content-Length', String(length));
  return latin1(`${lines.join('\r\n')}\r\n\r\n`);
}
