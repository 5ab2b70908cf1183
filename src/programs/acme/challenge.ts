/** The HTTP-01 challenge as the authority fetches it (RFC 8555 section 8.3): from outside, over port 80, redirects followed. */
import { fromLatin1, latin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ResponseReader } from '../../protocols/http1/index.ts';
import { TlsClient } from '../../protocols/tls/client.ts';

/** What was wrong, in the words of Let's Encrypt's authority (Boulder). */
export interface Trouble {
  readonly type: 'dns' | 'connection' | 'unauthorized';
  readonly detail: string;
}

const LIMIT = 10_000_000;
const MOST_REDIRECTS = 10;
const AGENT = "Mozilla/5.0 (compatible; Let's Encrypt validation server; +https://www.letsencrypt.org)";

/** Null when the right answer is there. */
export function* fetchChallenge(sys: Sys, name: string, token: string, wanted: string): Eff<Trouble | null> {
  let url = `http://${name}/.well-known/acme-challenge/${token}`;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const m = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
    const [, scheme = 'http', host = '', port, path = '/'] = m ?? [];
    const number = Number(port ?? (scheme === 'https' ? 443 : 80));
    if (number !== 80 && number !== 443)
      return {
        type: 'connection',
        detail: `Fetching ${url}: Invalid port in redirect target. Only ports 80 and 443 are supported, not ${number}`,
      };
    const answer = yield* get(sys, scheme === 'https', host, number, path, url);
    if ('type' in answer) return answer;
    if (answer.location !== null && answer.status >= 300 && answer.status < 400) {
      url = answer.location.startsWith('/') ? `${scheme}://${host}${answer.location}` : answer.location;
      continue;
    }
    if (answer.status !== 200)
      return { type: 'unauthorized', detail: `${answer.ip}: Invalid response from ${url}: ${answer.status}` };
    if (answer.body.trim() === wanted) return null;
    const shown = answer.body.slice(0, 60).replaceAll('\n', '\\n');
    return {
      type: 'unauthorized',
      detail: `${answer.ip}: The key authorization file from the server did not match this challenge. Expected "${wanted}" (got "${shown}")`,
    };
  }
  return { type: 'connection', detail: `Fetching ${url}: Too many redirects` };
}

interface Page {
  readonly ip: string;
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

function* get(sys: Sys, tls: boolean, host: string, port: number, path: string, url: string): Eff<Page | Trouble> {
  const [ip] = sys.net.resolve(host);
  if (ip === undefined)
    return {
      type: 'dns',
      detail: `DNS problem: NXDOMAIN looking up A for ${host} - check that a DNS record exists for this domain`,
    };
  const broken = (why: string): Trouble => ({ type: 'connection', detail: `${ip}: Fetching ${url}: ${why}` });
  const req = ++sys.world.requestIds;
  sys.emit({
    kind: 'request.started',
    req,
    client: "the authority's check",
    method: 'GET',
    target: path,
    to: `${host}:${port}`,
  });
  let fd: number | null = null;
  try {
    fd = yield* sys.net.connect({ family: 'tcp', ip, port }, { timeout: LIMIT, req });
    if (tls) {
      sys.net.secure(fd, new TlsClient({ random: (n) => sys.random(n), sni: host, alpn: [], trust: null }));
      yield* sys.net.handshake(fd, LIMIT);
    }
    sys.emit({ kind: 'request.sent', req, conn: sys.net.traceOf(fd).conn });
    yield* sys.net.send(
      fd,
      latin1(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${AGENT}\r\nAccept: */*\r\nConnection: close\r\n\r\n`,
      ),
      req,
    );
    const page = yield* read(sys, fd, ip, req);
    if (page === null) {
      sys.emit({ kind: 'request.failed', req, error: 'timeout' });
      return broken('Timeout after connect (your server may be slow or overloaded)');
    }
    sys.emit({ kind: 'request.finished', req, status: page.status, bytes: page.body.length });
    return page;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const refused = error.errno === 'ECONNREFUSED';
    sys.emit({ kind: 'request.failed', req, error: refused ? 'refused' : 'reset' });
    if (refused) return broken('Connection refused');
    return broken(
      error.errno === 'ECONNRESET' ? 'Connection reset by peer' : 'Timeout during connect (likely firewall problem)',
    );
  } finally {
    if (fd !== null && sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}

function* read(sys: Sys, fd: number, ip: string, req: number): Eff<Page | null> {
  const reader = new ResponseReader('GET');
  const until = sys.now + LIMIT;
  let [status, location, body] = [0, null as string | null, ''];
  for (;;) {
    const bytes = yield* sys.net.recv(fd, 65_536, Math.max(1, until - sys.now));
    if (bytes === null) return null;
    for (const event of bytes.length === 0 ? reader.eof() : reader.feed(bytes)) {
      if (event.type === 'head') {
        status = event.head.status;
        const headers = event.head.headers.map((h): [string, string] => [h.name, h.value]);
        location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
        sys.emit({ kind: 'request.head', req, status, reason: event.head.reason, headers });
      } else if (event.type === 'data') body += fromLatin1(event.data);
      else if (event.type === 'end') return { ip, status, location, body };
      else if (event.type === 'fault') throw new SysError('ECONNRESET');
    }
    if (bytes.length === 0) throw new SysError('ECONNRESET');
  }
}
