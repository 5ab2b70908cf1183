/** The WSGI environ of a request (PEP 3333; http/wsgi.py 26.2), all that is text; the driver adds the objects. */
import { fromLatin1, utf8 } from '../../base/bytes.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Introduction } from './proxy-line.ts';
import type { Request } from './request.ts';
import { reprText } from './value.ts';

export interface Peer {
  /** Address of the client, empty for a unix socket. */
  readonly address: string;
  readonly port: string;
  /** Name of the listening socket: `127.0.0.1:8000` or a path. */
  readonly server: string;
  /** Whom it speaks for (`--proxy-protocol`). */
  readonly speaksFor?: Introduction | null;
}

export type Environ =
  | { readonly ok: true; readonly environ: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly problem: string };

export function buildEnviron(sys: Sys, request: Request, peer: Peer): Environ {
  const environ: Record<string, string> = {
    REQUEST_METHOD: request.method,
    QUERY_STRING: request.query,
    RAW_URI: request.uri,
    SERVER_PROTOCOL: `HTTP/${request.version.join('.')}`,
    'wsgi.url_scheme': request.scheme,
  };
  let script = sys.getenv('SCRIPT_NAME') ?? '';
  let host: string | null = null;
  for (const [name, value] of request.headers) {
    if (name === 'CONTENT-TYPE') environ['CONTENT_TYPE'] = value;
    else if (name === 'CONTENT-LENGTH') environ['CONTENT_LENGTH'] = value;
    else {
      if (name === 'HOST') host = value;
      if (name === 'SCRIPT_NAME') script = value;
      const key = `HTTP_${name.replaceAll('-', '_')}`;
      const before = environ[key];
      environ[key] = before === undefined ? value : `${before},${value}`;
    }
  }
  environ['REMOTE_ADDR'] = peer.address;
  if (peer.address !== '') environ['REMOTE_PORT'] = peer.port;
  const [name, port] = serverOf(peer.server, host, request.scheme);
  environ['SERVER_NAME'] = name;
  environ['SERVER_PORT'] = port;
  if (!request.path.startsWith(script)) {
    return {
      ok: false,
      problem: `Configuration problem: Request path ${reprText(request.path)} does not start with SCRIPT_NAME ${reprText(script)}`,
    };
  }
  environ['PATH_INFO'] = unquote(request.path.slice(script.length));
  environ['SCRIPT_NAME'] = script;
  const { speaksFor } = peer;
  if (speaksFor) {
    environ['PROXY_PROTOCOL'] = speaksFor.protocol;
    environ['REMOTE_ADDR'] = speaksFor.client;
    environ['REMOTE_PORT'] = speaksFor.clientPort;
    environ['PROXY_ADDR'] = speaksFor.proxy;
    environ['PROXY_PORT'] = speaksFor.proxyPort;
  }
  return { ok: true, environ };
}

/** An environ in the forms in which it leaves: for Python and for the trace. */
export interface Told {
  readonly ok: true;
  /** Names and values in one text (`packed`). */
  readonly packed: string;
  /** Its REMOTE_PORT, which stands in `packed` as that of another request; null for none. */
  readonly port: string | null;
  /** One line per key, as Python would show it: for the inspector. */
  readonly shown: string;
}

interface Known {
  readonly address: string;
  readonly server: string;
  readonly script: string | null;
  readonly packed: string;
  readonly before: string;
  readonly after: string;
}

/** A request that reads like one before is the same object (`readRequest`), and but for the port its environ is the same. */
const known = new WeakMap<Request, Known>();

export function tellEnviron(sys: Sys, request: Request, peer: Peer): Told | (Environ & { readonly ok: false }) {
  const script = sys.getenv('SCRIPT_NAME');
  const port = peer.speaksFor?.clientPort ?? (peer.address === '' ? null : peer.port);
  let found = peer.speaksFor ? undefined : known.get(request);
  if (!found || found.address !== peer.address || found.server !== peer.server || found.script !== script) {
    const built = buildEnviron(sys, request, peer);
    if (!built.ok) return built;
    const shown = shownEnviron(built.environ);
    const at = port === null ? shown.length : shown.indexOf(PORT) + PORT.length;
    const { address, server } = peer;
    const after = shown.slice(at + (port?.length ?? 0));
    found = {
      address,
      server,
      script,
      packed: packed(Object.entries(built.environ)),
      before: shown.slice(0, at),
      after,
    };
    if (!peer.speaksFor) known.set(request, found);
  }
  const shown = port === null ? found.before : found.before + port + found.after;
  return { ok: true, packed: found.packed, port, shown };
}

/** No other line can begin so: values are shown with their line ends escaped. */
const PORT = "\nREMOTE_PORT: '";

/**
 * Names and values in one text that begins with what separates them: a character that JSON carries as it is and that hardly
 * any text holds; else one that no text of bytes can hold (Python is quicker with text that is all latin-1).
 */
export function packed(pairs: readonly (readonly [string, string])[]): string {
  const separator = pairs.some(([, value]) => value.includes('\x7f')) ? '\u0100' : '\x7f';
  let text = '';
  for (const [name, value] of pairs) text += `${separator}${name}${separator}${value}`;
  return text;
}

/** On a unix socket there is neither name nor port, so the Host header must do. */
function serverOf(server: string, host: string | null, scheme: string): [string, string] {
  const tcp = /^\[?(.*?)\]?:(\d+)$/.exec(server);
  if (tcp && !server.startsWith('unix:')) return [tcp[1] ?? '', tcp[2] ?? ''];
  if (host === null) return [server.replace(/^unix:/, ''), ''];
  const parts = host.split(':');
  return [parts[0] ?? '', parts[1] ?? (scheme === 'https' ? '443' : '80')];
}

const PLAIN = /^[ -$&-~]*$/;

/**
 * Percent-decoding to bytes, shown as latin-1 text: PEP 3333's "bytes-as-unicode". Bytes above 0x7f that came unquoted
 * are encoded once more, as urllib's `unquote_to_bytes` does with text.
 */
export function unquote(text: string): string {
  if (PLAIN.test(text)) return text;
  return fromLatin1(utf8(text)).replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

function shownEnviron(environ: Readonly<Record<string, string>>): string {
  let text = '';
  for (const key of Object.keys(environ)) text += `${text === '' ? '' : '\n'}${key}: ${reprText(environ[key] ?? '')}`;
  return text;
}
