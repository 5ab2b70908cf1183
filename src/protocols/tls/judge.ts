/** What a client makes of the certificates that it is shown: OpenSSL's verdict, and the alert that goes with it. */
import type { Bytes } from '../../base/bytes.ts';
import { altNamesOf, checkExtensions, ipText } from '../pki/extensions.ts';
import { DerError } from '../pki/der.ts';
import { commonName, nameText } from '../pki/name.ts';
import { coversHost, VERIFY_TEXTS, verifyChain, type Problem } from '../pki/verify.ts';
import { parseCertificate, type Certificate } from '../pki/x509.ts';
import type { AlertName } from './parameters.ts';
import { failure, type TlsFailure, type TlsNote } from './session.ts';

export interface Trust {
  /** Seconds since the Unix epoch. */
  readonly now: number;
  readonly trusted: readonly Certificate[];
  /** Go on whatever is wrong. */
  readonly insecure: boolean;
  /** The name that the certificate must cover, where it is looked at within the handshake. */
  readonly host: string | null;
}

export interface Judgement {
  /** As shown, the server's own first; unreadable ones are left out. */
  readonly shown: readonly Certificate[];
  /** As far as it could be built. */
  readonly chain: readonly Certificate[];
  /** In the order in which OpenSSL finds them. */
  readonly problems: readonly Problem[];
  readonly note: TlsNote;
  /** Null: go on. */
  readonly refusal: { readonly failure: TlsFailure; readonly alert: AlertName } | null;
}

export function judge(chain: readonly Bytes[], trust: Trust): Judgement {
  const shown = chain.flatMap(readable);
  const [leaf, ...untrusted] = shown;
  if (!leaf) {
    const why = failure('BAD_CERTIFICATE', 0x86);
    const note = { kind: 'failed', reason: why.reason, text: why.text } as const;
    return { shown, chain: [], problems: [], note, refusal: { failure: why, alert: 'bad_certificate' } };
  }
  const verdict = verifyChain(leaf, { now: trust.now, trusted: trust.trusted, untrusted, purpose: 'server' });
  const named = trust.host === null || coversHost(leaf, trust.host);
  const problems = named ? verdict.problems : [...verdict.problems, { code: 62, depth: 0 }];
  const [first] = problems;
  const text = first ? (VERIFY_TEXTS[first.code] ?? String(first.code)) : '';
  const refused = first !== undefined && !trust.insecure;
  return {
    shown,
    chain: verdict.chain,
    problems,
    note: {
      kind: 'certificate',
      subject: nameText(leaf.subject),
      issuer: nameText(leaf.issuer),
      names: namesOf(leaf),
      notBefore: leaf.notBefore,
      notAfter: leaf.notAfter,
      verdict: text,
      ignored: first !== undefined && trust.insecure,
    },
    refusal: refused
      ? { failure: { ...failure('CERTIFICATE_VERIFY_FAILED'), detail: text }, alert: alertFor(first.code) }
      : null,
  };
}

/** Names that a certificate is good for, as text. */
function namesOf(certificate: Certificate): string[] {
  const names = checkExtensions(certificate) ? altNamesOf(certificate) : [];
  if (names.length > 0) return names.map((n) => (n.type === 'ip' ? ipText(n.value) : n.value));
  const name = commonName(certificate.subject);
  return name === null ? [] : [name];
}

function readable(der: Bytes): Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return [];
    throw error;
  }
}

/** ssl_x509err2alert of OpenSSL 3. */
function alertFor(code: number): AlertName {
  switch (code) {
    case 10:
      return 'certificate_expired';
    case 9:
    case 62:
    case 66:
      return 'bad_certificate';
    case 7:
      return 'decrypt_error';
    case 26:
      return 'unsupported_certificate';
    case 68:
      return 'certificate_unknown';
    default:
      return 'unknown_ca';
  }
}
