/** What a browser does before it asks for anything on https: a session, and a look at the certificate. */
import type { Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ipBytes } from '../../protocols/pki/extensions.ts';
import { certificatesIn, type Certificate } from '../../protocols/pki/x509.ts';
import { TlsClient } from '../../protocols/tls/client.ts';
import { hostOf } from './address.ts';
import type { Failure } from './failure.ts';

const STORE = '/etc/ssl/certs/ca-certificates.crt';

/** One client's memory: whom it believes, and how to go on with servers that it knows. */
export class Security {
  private trusted: readonly Certificate[] | null = null;
  private ticket: Bytes | null = null;

  constructor(private readonly sys: Sys) {}

  /** Null when the session stands; `limit` is µs, Infinity for none. */
  *over(fd: number, to: string, limit: number): Eff<Failure | null> {
    const { sys } = this;
    const host = hostOf(to);
    const session = new TlsClient({
      random: (count) => sys.random(count),
      sni: ipBytes(host) === null ? host : null,
      alpn: ['http/1.1'],
      ticket: this.ticket,
      trust: { now: sys.clock / 1e6, trusted: this.store(), insecure: false, host },
    });
    sys.net.secure(fd, session);
    try {
      if (!(yield* sys.net.handshake(fd, limit === Infinity ? null : limit))) return 'timeout';
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return 'reset';
    }
    const { failure } = session;
    if (failure !== null) return `tls: ${failure.detail ?? failure.text}`;
    session.onTicket = (ticket) => (this.ticket = ticket);
    return null;
  }

  private store(): readonly Certificate[] {
    this.trusted ??= this.sys.fs.exists(STORE) ? certificatesIn(this.sys.fs.readFile(STORE)) : [];
    return this.trusted;
  }
}
