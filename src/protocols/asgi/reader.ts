/**
 * What an ASGI server reads from one connection, as a pure machine: HTTP/1.x requests one after the other and, after an
 * upgrade, websocket messages. The events are those that uvicorn's protocol classes get from httptools or h11 (0.54,
 * protocols/http/httptools_impl.py) and from the library websockets.
 */
import { EMPTY, type Bytes } from '../../base/bytes.ts';
import {
  bodyDecoder,
  h11Dialect,
  headerValue,
  headerValues,
  httptoolsDialect,
  listMembers,
  requestFraming,
  requestHeadParser,
  type BodyDecoder,
  type RequestHead,
} from '../http1/index.ts';
import { webSocketReader, type WebSocketEvent, type WebSocketReader } from '../websocket/index.ts';

export interface AsgiHead {
  readonly method: string;
  readonly target: string;
  /** `1.0` or `1.1`. */
  readonly version: string;
  /** Latin-1 text, names as received. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** May the connection be kept after the answer, as far as the version goes? */
  readonly keep: boolean;
}

export type AsgiEvent =
  | { readonly kind: 'head'; readonly head: AsgiHead }
  | { readonly kind: 'body'; readonly data: Bytes }
  | { readonly kind: 'end' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'upgrade'; readonly head: AsgiHead }
  /** The client asked for a protocol that is not spoken here; the request is served as plain HTTP. */
  | { readonly kind: 'unsupported-upgrade' }
  | WebSocketEvent;

export interface AsgiReaderOptions {
  readonly http: 'httptools' | 'h11';
  readonly webSockets: boolean;
  /** Bytes of a websocket message. */
  readonly maxMessage: number;
  /** h11 alone: bytes of a head that is not whole yet. */
  readonly maxHead: number;
}

export interface AsgiReader {
  feed(bytes: Bytes): readonly AsgiEvent[];
}

type Upgrade = 'none' | 'websocket' | 'unsupported';

export function asgiReader(options: AsgiReaderOptions): AsgiReader {
  const dialect = options.http === 'h11' ? h11Dialect(options.maxHead) : httptoolsDialect();
  let head = requestHeadParser(dialect);
  let body: BodyDecoder | null = null;
  let frames: WebSocketReader | null = null;
  let over = false;
  const events: AsgiEvent[] = [];

  const bad = (): Bytes => {
    over = true;
    events.push({ kind: 'bad' });
    return EMPTY;
  };

  const readBody = (decoder: BodyDecoder, bytes: Bytes): Bytes => {
    const { data, end, fault } = decoder.feed(bytes);
    if (fault !== null) return bad();
    if (data.length > 0) events.push({ kind: 'body', data });
    if (end === null) return EMPTY;
    events.push({ kind: 'end' });
    body = null;
    head = requestHeadParser(dialect);
    return end.rest;
  };

  const begin = (request: RequestHead, rest: Bytes): Bytes => {
    const framing = requestFraming(request, dialect.framing);
    if (!framing.ok) return bad();
    const shown = shownHead(request);
    const upgrade = upgradeOf(request, options.webSockets);
    if (upgrade === 'websocket') {
      events.push({ kind: 'upgrade', head: shown });
      frames = webSocketReader({ peer: 'client', maxSize: options.maxMessage });
      return rest;
    }
    events.push({ kind: 'head', head: shown });
    if (upgrade === 'unsupported') {
      // What follows the head belongs to a protocol that nobody here speaks.
      events.push({ kind: 'end' }, { kind: 'unsupported-upgrade' });
      over = true;
      return EMPTY;
    }
    body = bodyDecoder(framing.framing);
    return body.finished ? readBody(body, rest) : rest;
  };

  const step = (bytes: Bytes): Bytes => {
    if (frames !== null) {
      events.push(...frames.feed(bytes));
      return EMPTY;
    }
    if (body !== null) return readBody(body, bytes);
    const result = head.feed(bytes);
    switch (result.type) {
      case 'more':
        return EMPTY;
      case 'fault':
        return bad();
      case 'head':
        return begin(result.head, result.rest);
    }
  };

  return {
    feed(bytes) {
      let rest = bytes;
      while (rest.length > 0 && !over) rest = step(rest);
      return events.splice(0);
    },
  };
}

function shownHead(request: RequestHead): AsgiHead {
  const { major, minor } = request.version;
  const version = `${major}.${minor}`;
  const headers = request.headers.map((h) => [h.name, h.value] as const);
  return { method: request.method, target: request.target, version, headers, keep: major > 0 && minor > 0 };
}

/** An upgrade is asked for by `Upgrade` and by `Connection: upgrade` together (RFC 9110 section 7.8). */
function upgradeOf(request: RequestHead, webSockets: boolean): Upgrade {
  const wanted = headerValue(request.headers, 'upgrade');
  if (wanted === undefined || !listMembers(headerValues(request.headers, 'connection')).includes('upgrade'))
    return 'none';
  return wanted.toLowerCase() === 'websocket' && webSockets ? 'websocket' : 'unsupported';
}
