/** certbot's side of ACME: one connection to the authority, JSON there and back (see programs/acme for what is simplified). */
import { fromLatin1, fromUtf8, latin1, utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { certificatesIn } from '../../protocols/pki/x509.ts';
import { TlsClient } from '../../protocols/tls/client.ts';
import { CertbotError } from './console.ts';

const STORE = '/etc/ssl/certs/ca-certificates.crt';
type Json = Readonly<Record<string, unknown>>;

export class AuthorityConnection {
  private constructor(
    private readonly sys: Sys,
    private readonly fd: number,
    private readonly host: string,
  ) {}

  static *open(sys: Sys, host: string): Eff<AuthorityConnection> {
    const unreachable = (why: string): CertbotError =>
      new CertbotError(
        `An unexpected error occurred:\nrequests.exceptions.ConnectionError: HTTPSConnectionPool(host='${host}', port=443): Max retries exceeded with url: /directory (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f3a5c0d2b50>: Failed to establish a new connection: ${why}'))\n`,
      );
    const [ip] = sys.net.resolve(host);
    if (ip === undefined) throw unreachable('[Errno -3] Temporary failure in name resolution');
    try {
      const fd = yield* sys.net.connect({ family: 'tcp', ip, port: 443 }, { timeout: 45_000_000 });
      const trusted = sys.fs.exists(STORE) ? certificatesIn(sys.fs.readFile(STORE)) : [];
      const trust = { now: sys.clock / 1e6, trusted, insecure: false, host };
      const session = new TlsClient({ random: (n) => sys.random(n), sni: host, alpn: [], trust });
      sys.net.secure(fd, session);
      yield* sys.net.handshake(fd);
      if (session.failure !== null)
        throw new CertbotError(
          `An unexpected error occurred:\nrequests.exceptions.SSLError: HTTPSConnectionPool(host='${host}', port=443): Max retries exceeded with url: /directory (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${session.failure.detail ?? session.failure.text} (_ssl.c:992)')))\n`,
        );
      return new AuthorityConnection(sys, fd, host);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      throw unreachable(`[Errno ${error.message.slice(7, 10).replace(']', '')}] ${strerror(error.errno)}`);
    }
  }

  /** The answer's object; an ACME problem ends certbot with its detail. */
  *post(path: string, body: Json): Eff<Json> {
    const { sys, fd, host } = this;
    const content = utf8(JSON.stringify(body));
    const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: CertbotACMEClient/2.1.0\r\nContent-Type: application/jose+json\r\nContent-Length: ${content.length}\r\n\r\n`;
    yield* sys.net.send(fd, Uint8Array.from([...latin1(head), ...content]));
    for (let text = ''; ;) {
      const bytes = yield* sys.net.recv(fd);
      if (bytes === null || bytes.length === 0)
        throw new CertbotError('An unexpected error occurred:\nConnection aborted by the authority\n');
      text += fromLatin1(bytes);
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, Math.max(0, end)))?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) continue;
      const answer = parse(fromUtf8(latin1(text.slice(end + 4))));
      if (!text.startsWith('HTTP/1.1 200'))
        throw new CertbotError(`An unexpected error occurred:\n${String(answer['detail'])}\n`);
      return answer;
    }
  }

  close(): void {
    if (!this.sys.process.fds.has(this.fd)) return;
    this.sys.net.farewell(this.fd);
    this.sys.fs.close(this.fd);
  }
}

function parse(text: string): Json {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
