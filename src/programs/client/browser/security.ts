/**
 * https in a browser: the session, its own judgement of the certificate, and what it remembers of each server. Of several
 * faults it names the gravest, in Chromium's order (net/cert/cert_status_flags.cc, MapCertStatusToNetError). The common
 * name does not count: a certificate without alternative names fits no host (since Chrome 58).
 */
import type { Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { altNamesOf, checkExtensions, ipBytes } from '../../../protocols/pki/extensions.ts';
import { certificatesIn, type Certificate } from '../../../protocols/pki/x509.ts';
import { TlsClient } from '../../../protocols/tls/client.ts';
import type { Judgement } from '../../../protocols/tls/judge.ts';
import { originOf, type WebUrl } from '../../../protocols/web/url.ts';
import type { BrowserFailure, CertificateError } from './failure.ts';

const STORE = '/etc/ssl/certs/ca-certificates.crt';

/** X509_V_ERR_* of protocols/pki/verify.ts, gravest first. */
const FAULTS: readonly (readonly [name: CertificateError, codes: readonly number[]])[] = [
  ['NET::ERR_CERT_INVALID', [7, 26, 79]],
  ['NET::ERR_CERT_AUTHORITY_INVALID', [2, 18, 19, 20, 21]],
  ['NET::ERR_CERT_COMMON_NAME_INVALID', [62, 64]],
  ['NET::ERR_CERT_WEAK_SIGNATURE_ALGORITHM', [68]],
  ['NET::ERR_CERT_WEAK_KEY', [66]],
  ['NET::ERR_CERT_DATE_INVALID', [9, 10]],
];

/** The name of what is wrong with a certificate; null where nothing is. */
function certificateError({ problems, shown }: Judgement, host: string): CertificateError | null {
  const codes = new Set(problems.map((p) => p.code));
  const [leaf] = shown;
  if (leaf === undefined) return 'NET::ERR_CERT_INVALID';
  if (!namesHost(leaf, host)) codes.add(62);
  const named = FAULTS.find(([, which]) => which.some((code) => codes.has(code)));
  return named?.[0] ?? (codes.size > 0 ? 'NET::ERR_CERT_INVALID' : null);
}

/** Has it alternative names of the right kind at all? Whether one of them fits has been looked at before. */
function namesHost(leaf: Certificate, host: string): boolean {
  const kind = ipBytes(host) === null ? 'dns' : 'ip';
  return checkExtensions(leaf) && altNamesOf(leaf).some((name) => name.type === kind);
}

export class BrowserSecurity {
  private trusted: readonly Certificate[] | null = null;
  private readonly tickets = new Map<string, Bytes>();

  constructor(private readonly sys: Sys) {}

  /** Null when the session stands. */
  *over(fd: number, url: WebUrl): Eff<BrowserFailure | null> {
    const { sys } = this;
    const { host } = url;
    const origin = originOf(url);
    const session = new TlsClient({
      random: (count) => sys.random(count),
      sni: ipBytes(host) === null ? host : null,
      alpn: ['http/1.1'],
      ticket: this.tickets.get(origin) ?? null,
      trust: { now: sys.clock / 1e6, trusted: this.store(), insecure: false, host },
    });
    sys.net.secure(fd, session);
    try {
      yield* sys.net.handshake(fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return 'reset';
    }
    const { failure, judgement } = session;
    const wrong = judgement === null ? null : certificateError(judgement, host);
    if (wrong !== null) return wrong;
    if (failure !== null)
      return /UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|PROTOCOL_VERSION/i.test(failure.reason)
        ? 'NET::ERR_SSL_VERSION_OR_CIPHER_MISMATCH'
        : 'NET::ERR_SSL_PROTOCOL_ERROR';
    session.onTicket = (ticket) => this.tickets.set(origin, ticket);
    return null;
  }

  private store(): readonly Certificate[] {
    this.trusted ??= this.sys.fs.exists(STORE) ? certificatesIn(this.sys.fs.readFile(STORE)) : [];
    return this.trusted;
  }
}
