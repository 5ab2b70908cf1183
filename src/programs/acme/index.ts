/**
 * A certificate authority that speaks ACME (RFC 8555) over TLS: directory, order, HTTP-01 challenge, finalisation,
 * certificate. The challenge is really fetched, over the network, from where the name points to. Simplified: requests are
 * plain JSON without signatures (JWS), nonces and accounts; one authorisation per name, no rate limits.
 */
import { fromLatin1, latin1, utf8, fromUtf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { base64 } from '../../base/base64.ts';
import { hex } from '../../base/hash.ts';
import { DerError } from '../../protocols/pki/der.ts';
import { generateEc, verify } from '../../protocols/pki/keys.ts';
import { intermediateCertificate, INTERMEDIATE_PEM, issueForNames } from '../../protocols/pki/simulated-ca.ts';
import { certificatePem, parseRequest } from '../../protocols/pki/x509.ts';
import { altNamesOf } from '../../protocols/pki/extensions.ts';
import { VERSIONS } from '../../protocols/tls/parameters.ts';
import { TlsServer, type Identity } from '../../protocols/tls/server.ts';
import { fetchChallenge, type Trouble } from './challenge.ts';

export const CA_HOST = 'acme-v02.api.letsencrypt.org';
/** The staging authority, for dry runs: its certificates are thrown away. */
export const STAGING_HOST = 'acme-staging-v02.api.letsencrypt.org';
/** An authority looks at a name's challenge and signs: µs of its own time. */
const SIGNING = 400_000;

interface Order {
  readonly names: readonly string[];
  readonly token: string;
  /** What must be found below /.well-known/acme-challenge/. */
  readonly answer: string;
  troubles: readonly (Trouble & { readonly name: string })[] | null;
}

type Json = Readonly<Record<string, unknown>>;

/** Serves on port 443 until it is killed. */
export function* acmeServer(sys: Sys): Eff<number> {
  const listener = sys.net.listen({ family: 'tcp', ip: '0.0.0.0', port: 443 }, 64);
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'acme', role: 'server', index: 0 });
  const key = generateEc('prime256v1', (n) => sys.random(n));
  const own = issueForNames([CA_HOST, STAGING_HOST], key, sys.clock / 1e6, (n) => sys.random(n));
  const identity: Identity = { chain: [own.raw, intermediateCertificate().raw], key };
  const authority = new Authority(sys);
  for (;;) {
    const fd = yield* sys.net.accept(listener);
    sys.thread('acme', serve(sys, fd, identity, authority));
  }
}

function* serve(sys: Sys, fd: number, identity: Identity, authority: Authority): Eff<void> {
  const choose = () => ({
    identities: [identity],
    versions: VERSIONS,
    ciphers: null,
    preferServer: false,
    alpn: ['http/1.1'],
  });
  try {
    sys.net.secure(fd, new TlsServer({ random: (n) => sys.random(n), choose, strictAlpn: false, tickets: null }));
    yield* sys.net.handshake(fd, 30_000_000);
    for (let text = ''; ;) {
      const bytes = yield* sys.net.recv(fd, 65_536, 60_000_000);
      if (bytes === null || bytes.length === 0) return;
      text += fromLatin1(bytes);
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, Math.max(0, end)))?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) continue;
      const [, path = ''] = text.split(' ', 2);
      const answer = yield* authority.answer(path, parseJson(text.slice(end + 4, end + 4 + length)));
      text = text.slice(end + 4 + length);
      const body = utf8(JSON.stringify(answer.body));
      const head = `HTTP/1.1 ${answer.status} ${answer.status === 200 ? 'OK' : 'Bad Request'}\r\nServer: nginx\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      yield* sys.net.send(fd, Uint8Array.from([...latin1(head), ...body]));
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}

function parseJson(text: string): Json {
  try {
    const value: unknown = JSON.parse(fromUtf8(latin1(text)));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

interface Answer {
  readonly status: 200 | 400;
  readonly body: Json;
}

const problem = (type: string, detail: string): Answer => ({
  status: 400,
  body: { type: `urn:ietf:params:acme:error:${type}`, detail },
});

class Authority {
  private readonly orders = new Map<string, Order>();

  constructor(private readonly sys: Sys) {}

  *answer(path: string, body: Json): Eff<Answer> {
    const [, , what = '', id = ''] = path.split('/');
    if (path === '/directory') return { status: 200, body: { newOrder: `https://${CA_HOST}/acme/new-order` } };
    if (what === 'new-order') return this.newOrder(body);
    const order = this.orders.get(id);
    if (!order) return problem('malformed', 'No such order');
    if (what === 'chall') return yield* this.challenge(order);
    return what === 'finalize' ? yield* this.finalize(order, body) : problem('malformed', 'Page not found');
  }

  private newOrder(body: Json): Answer {
    const names = Array.isArray(body['names']) ? body['names'].filter((n) => typeof n === 'string') : [];
    const wrong = names.find((name) => !/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.[a-z]{2,63}$/.test(name));
    if (names.length === 0 || names.length > 100 || wrong !== undefined)
      return problem(
        'malformed',
        `Error creating new order :: Cannot issue for "${wrong ?? ''}": Domain name is not valid`,
      );
    const id = hex(this.sys.random(8));
    const token = hex(this.sys.random(16));
    const order: Order = { names, token, answer: `${token}.${hex(this.sys.random(16))}`, troubles: null };
    this.orders.set(id, order);
    return { status: 200, body: { id, token, answer: order.answer } };
  }

  private *challenge(order: Order): Eff<Answer> {
    const troubles: (Trouble & { name: string })[] = [];
    for (const name of order.names) {
      const trouble = yield* fetchChallenge(this.sys, name, order.token, order.answer);
      if (trouble !== null) troubles.push({ ...trouble, name });
    }
    order.troubles = troubles;
    return { status: 200, body: { troubles } };
  }

  private *finalize(order: Order, body: Json): Eff<Answer> {
    if (order.troubles === null || order.troubles.length > 0)
      return problem('orderNotReady', "Order's status is not acceptable for finalization");
    yield* this.sys.sleep(SIGNING);
    try {
      const request = parseRequest(base64(typeof body['csr'] === 'string' ? body['csr'] : ''));
      const names = altNamesOf(request).map((n) => (n.type === 'dns' ? n.value : ''));
      const same = names.length === order.names.length && names.every((n) => order.names.includes(n));
      if (!same || !verify(request.publicKey, request.algorithm, request.signed, request.signature))
        return problem('badCSR', 'Error finalizing order :: the CSR does not fit the order');
      const certificate = issueForNames(order.names, request.publicKey, this.sys.clock / 1e6, (n) =>
        this.sys.random(n),
      );
      return { status: 200, body: { certificate: certificatePem(certificate), chain: INTERMEDIATE_PEM } };
    } catch (error) {
      if (error instanceof DerError) return problem('badCSR', 'Error parsing certificate request');
      throw error;
    }
  }
}
