/**
 * What Python's `ssl` makes of a certificate and a key for a server (SSLContext.load_cert_chain), and how it words what
 * goes wrong. Messages and the lines of _ssl.c are those of CPython 3.11.
 */
import { keyBits, privateKeyIn, samePublic } from '../pki/keys.ts';
import { certificatesIn } from '../pki/x509.ts';
import { expandCiphers } from './cipher-list.ts';
import { VERSIONS } from './parameters.ts';
import { TlsServer, type Identity } from './server.ts';
import type { TlsFailure } from './session.ts';

/** Where _ssl.c raises: loading a certificate, loading a key, checking the pair, reading. */
const LINE = { certificate: 3871, key: 3892, pair: 3900, read: 2546 } as const;

export type PythonIdentity =
  | { readonly ok: true; readonly identity: Identity }
  /** As `str(error)` of an ssl.SSLError. */
  | { readonly ok: false; readonly message: string };

/** `keyText` is the certificate's own file where no other is named. */
export function pythonIdentity(certificateText: string, keyText: string): PythonIdentity {
  const failed = (message: string): PythonIdentity => ({ ok: false, message });
  const [own, ...rest] = certificatesIn(certificateText);
  if (!own) return failed(`[SSL] PEM lib (_ssl.c:${LINE.certificate})`);
  if (own.publicKey.kind === 'rsa' && keyBits(own.publicKey) < 2048)
    return failed(`[SSL: EE_KEY_TOO_SMALL] ee key too small (_ssl.c:${LINE.certificate})`);
  const key = privateKeyIn(keyText);
  if (key === null) return failed(`[SSL] PEM lib (_ssl.c:${LINE.key})`);
  if (key.kind !== own.publicKey.kind)
    return failed(`[SSL: NO_CERTIFICATE_ASSIGNED] no certificate assigned (_ssl.c:${LINE.pair})`);
  if (!samePublic(own.publicKey, key))
    return failed(`[X509: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:${LINE.key})`);
  return { ok: true, identity: { chain: [own.raw, ...rest.map((c) => c.raw)], key } };
}

export const pythonError = ({ reason, text }: TlsFailure): string => `[SSL: ${reason}] ${text} (_ssl.c:${LINE.read})`;

/** A session of a context as `ssl.create_default_context(CLIENT_AUTH)` makes it. */
export const pythonSession = (
  identity: Identity,
  random: (count: number) => Uint8Array,
  options: { readonly ciphers: string | null; readonly alpn: readonly string[] },
): TlsServer =>
  new TlsServer({
    random,
    choose: () => ({
      identities: [identity],
      versions: VERSIONS,
      ciphers: options.ciphers === null ? null : expandCiphers(options.ciphers),
      preferServer: false,
      alpn: options.alpn,
    }),
    strictAlpn: false,
    tickets: null,
  });
