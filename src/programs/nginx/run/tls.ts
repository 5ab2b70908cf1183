/**
 * TLS of the servers of a configuration: certificates are read by the master before it gives up its rights, the name
 * that a client asks for picks the server (ngx_http_ssl_module.c, ngx_event_openssl.c).
 */
import type { Bytes } from '../../../base/bytes.ts';
import { fromLatin1 } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { errnoNumber, strerror, SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { privateKeyIn } from '../../../protocols/pki/keys.ts';
import { encodeName } from '../../../protocols/pki/name.ts';
import { verifyChain } from '../../../protocols/pki/verify.ts';
import { certificatesIn, parseCertificate, type Certificate } from '../../../protocols/pki/x509.ts';
import { expandCiphers } from '../../../protocols/tls/cipher-list.ts';
import { Http2Server } from '../../../protocols/http2/index.ts';
import { VERSIONS, type Version } from '../../../protocols/tls/parameters.ts';
import { TlsServer, type ClientCheck, type Identity, type ServerChoice } from '../../../protocols/tls/server.ts';
import { opensslError, type TlsFailure } from '../../../protocols/tls/session.ts';
import { fullName } from '../conf/host.ts';
import type { Config, Level, ServerBlock } from '../conf/model.ts';
import { chooseServer } from '../http/locate.ts';
import { flag, lists, time, word } from '../http/settings.ts';
import type { ClientInfo } from '../http/request.ts';
import type { Entrance } from './connection.ts';
import type { WorkerState } from './worker-state.ts';

/** Of each server: certificates with their keys, and those that clients' certificates are judged by. */
export type Identities = ReadonlyMap<ServerBlock, Credentials>;

interface Credentials {
  readonly own: readonly Identity[];
  /** ssl_client_certificate: its names are told to clients. */
  readonly named: readonly Certificate[];
  /** ssl_trusted_certificate: the same, silently. */
  readonly trusted: readonly Certificate[];
}

/** A session in a ticket, without its names; as OpenSSL's come out in TLS 1.3. */
const SESSION = 151;
/** Of a ticket's message: lifetime, age, nonce, lengths; the key's name, a vector and a seal. */
const [AROUND, SEALED] = [21, 64];

export function readIdentities(sys: Sys, config: Config, confPrefix: string): Identities {
  const read = (name: string): string => {
    try {
      return fromLatin1(sys.fs.readFile(fullName(confPrefix, name)));
    } catch (error) {
      if (error instanceof SysError) return '';
      throw error;
    }
  };
  const authorities = (level: Level, name: string): Certificate[] =>
    lists(level, name).flatMap((d) => certificatesIn(read(d.args[0] ?? '')));
  return new Map(
    config.servers.map((server) => [
      server,
      {
        own: identitiesOf(server.level, read),
        named: authorities(server.level, 'ssl_client_certificate'),
        trusted: authorities(server.level, 'ssl_trusted_certificate'),
      },
    ]),
  );
}

function identitiesOf(level: Level, read: (name: string) => string): Identity[] {
  const keys = lists(level, 'ssl_certificate_key').flatMap((d) => d.args);
  return lists(level, 'ssl_certificate').flatMap((d, i): Identity[] => {
    const [own, ...rest] = certificatesIn(read(d.args[0] ?? ''));
    const key = privateKeyIn(read(keys[i] ?? ''));
    if (!own || key === null || own.publicKey.kind !== key.kind) return [];
    return [{ chain: [own.raw, ...rest.map((c) => c.raw)], key }];
  });
}

/** Does an address speak TLS? By `listen … ssl`, or the old `ssl on` of its default server. */
export const speaksTls = ({ listen, fallback }: Entrance): boolean => listen.ssl || flag(fallback.level, 'ssl', false);

/** nginx 1.22's default; Debian's nginx.conf adds 1.3. */
const DEFAULT_VERSIONS: readonly string[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2'];

export function versionsOf(level: Level, directive = 'ssl_protocols'): readonly Version[] {
  const given = lists(level, directive).flatMap((d) => d.args);
  const allowed = given.length === 0 ? DEFAULT_VERSIONS : given;
  return VERSIONS.filter((v) => allowed.includes(v));
}

/** ssl_verify_client: whether clients are to show certificates, and what becomes of them. */
function asksOf(sys: Sys, level: Level, held: Credentials | undefined): ClientCheck | null {
  if (word(level, 'ssl_verify_client', 'off') === 'off') return null;
  const { named = [], trusted = [] } = held ?? {};
  return {
    names: named.map((c) => encodeName(c.subject)),
    judge(chain) {
      const [leaf, ...untrusted] = chain.map((der) => parseCertificate(der));
      if (!leaf) return null;
      const options = { now: sys.clock / 1e6, trusted: [...named, ...trusted], untrusted, purpose: 'client' } as const;
      return { certificate: leaf, problem: verifyChain(leaf, options).problems[0]?.code ?? null };
    },
  };
}

function serverSession(
  sys: Sys,
  entrance: Entrance,
  identities: Identities,
  picked: (server: ServerBlock) => void,
): TlsServer {
  const choose = (sni: string | null): ServerChoice | null => {
    const { server } = chooseServer(entrance.servers, entrance.fallback, sni?.toLowerCase() ?? '');
    const { level } = server;
    if (flag(level, 'ssl_reject_handshake', false)) return null;
    picked(server);
    return {
      identities: identities.get(server)?.own ?? [],
      asks: asksOf(sys, level, identities.get(server)),
      versions: versionsOf(level),
      ciphers: expandCiphers(word(level, 'ssl_ciphers', 'HIGH:!aNULL:!MD5')),
      preferServer: flag(level, 'ssl_prefer_server_ciphers', false),
      alpn: entrance.listen.http2 ? ['h2', 'http/1.1'] : ['http/1.1', 'http/1.0'],
    };
  };
  return new TlsServer({
    random: (count) => sys.random(count),
    choose,
    strictAlpn: true,
    tickets: flag(entrance.fallback.level, 'ssl_session_tickets', true)
      ? ticketsOf(sys, entrance.fallback.level)
      : null,
  });
}

/** A ticket says when it was given; the key that seals it is the same as long as the configuration stands. */
function ticketsOf(sys: Sys, level: Level): { accepts: (ticket: Bytes) => boolean; issue: (held: number) => Bytes } {
  const lifetime = time(level, 'ssl_session_timeout', 300) / 1e6;
  const now = (): number => Math.floor(sys.clock / 1e6);
  return {
    accepts(ticket): boolean {
      if (ticket.length < AROUND + SEALED) return false;
      const age = now() - new DataView(ticket.slice().buffer).getUint32(0);
      return age >= 0 && age <= lifetime;
    },
    issue(held): Bytes {
      const blocks = Math.floor((SESSION + held) / 16) + 1;
      const ticket = sys.random(AROUND + SEALED + blocks * 16).slice();
      new DataView(ticket.buffer).setUint32(0, now());
      return ticket;
    },
  };
}

/** What the first byte says: TLS (or SSL 2), plain text; null when none came (ngx_http_ssl_handshake). */
function* firstByte(sys: Sys, fd: number, timeout: number): Eff<'tls' | 'plain' | null> {
  const until = sys.now + timeout;
  for (;;) {
    const left = until - sys.now;
    if (left <= 0) return null;
    const ready = yield* sys.net.poll([{ fd, read: true }], left);
    if (ready.length === 0) continue;
    try {
      const [byte] = sys.net.peekNow(fd, 1) ?? [];
      if (byte === undefined) return null;
      return (byte & 0x80) !== 0 || byte === 0x16 ? 'tls' : 'plain';
    } catch (error) {
      if (error instanceof SysError) return null;
      throw error;
    }
  }
}

/** How ngx_ssl_handshake names a failure. */
export function handshakeProblem(failure: TlsFailure): string {
  if (failure.reason === 'CALLBACK_FAILED') return 'handshake rejected';
  if (failure.reason === 'UNEXPECTED_EOF_WHILE_READING') return 'peer closed connection in SSL handshake';
  const alert = failure.code > 1000 ? `:SSL alert number ${failure.code - 1000}` : '';
  return `SSL_do_handshake() failed (SSL: ${opensslError(failure)}${alert})`;
}

/**
 * TLS on an address that speaks it: the entrance as the name that the client asked for makes it. A plain request goes
 * on, to be refused as such. Null: the connection is to be closed, and the log knows why.
 */
export function* secureClient(worker: WorkerState, info: ClientInfo, entrance: Entrance): Eff<Entrance | null> {
  const { sys } = worker;
  const until = sys.now + time(entrance.fallback.level, 'client_header_timeout', 60);
  const first = yield* firstByte(sys, info.fd, until - sys.now);
  if (first === 'plain') return entrance;
  let server = entrance.fallback;
  const session = serverSession(sys, entrance, worker.identities, (picked) => (server = picked));
  let problem = 'peer closed connection in SSL handshake';
  if (first === 'tls') {
    sys.net.secure(info.fd, session);
    try {
      if (!(yield* sys.net.handshake(info.fd, until - sys.now)))
        problem = 'client timed out (110: Connection timed out)';
      else if (session.failure !== null) problem = handshakeProblem(session.failure);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      problem += ` (${errnoNumber(error.errno)}: ${strerror(error.errno)})`;
    }
  }
  if (session.state === 'open') {
    info.tls = session;
    if (session.alpn === 'h2') sys.net.secure(info.fd, new Http2Server(session));
    return { ...entrance, fallback: server };
  }
  const where = `client: ${info.address}, server: ${entrance.listen.text}`;
  worker.log.error(entrance.fallback.level, 'info', `*${info.id} ${problem} while SSL handshaking, ${where}`);
  return null;
}
