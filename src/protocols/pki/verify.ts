/**
 * Is a server's certificate to be believed? The chain is built and judged as OpenSSL 3 does it (crypto/x509/x509_vfy.c:
 * build_chain, check_extensions, check_auth_level, internal_verify), with its numbers and words. Left out: revocation,
 * policies, name constraints.
 */
import { concat, type Bytes } from '../../base/bytes.ts';
import { hex, sha256 } from '../../base/hash.ts';
import { constraintsOf, altNamesOf, extendedUsagesOf, ipBytes, keyUsagesOf, checkExtensions } from './extensions.ts';
import { keyBits, spki, verify, type PublicKey } from './keys.ts';
import { commonName, sameName } from './name.ts';
import { subjectKeyIdOf, authorityKeyIdOf } from './extensions.ts';
import type { Certificate } from './x509.ts';

/** X509_V_ERR_* by number (openssl-verification-options and x509_txt.c of OpenSSL 3.0). */
export const VERIFY_TEXTS: Readonly<Record<number, string>> = {
  0: 'ok',
  2: 'unable to get issuer certificate',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
  26: 'unsuitable certificate purpose',
  62: 'hostname mismatch',
  64: 'IP address mismatch',
  66: 'EE certificate key too weak',
  68: 'CA signature digest algorithm too weak',
  79: 'invalid CA certificate',
};

export interface Problem {
  /** X509_V_ERR_*. */
  readonly code: number;
  /** Place in the chain: 0 is the server's own certificate. */
  readonly depth: number;
}

export interface Verdict {
  /** From the server's certificate to the last that could be found. */
  readonly chain: readonly Certificate[];
  /** All that is wrong, in the order in which OpenSSL finds it; empty when the chain is good. */
  readonly problems: readonly Problem[];
}

export interface VerifyOptions {
  /** Seconds since the Unix epoch. */
  readonly now: number;
  readonly trusted: readonly Certificate[];
  /** What the server sent besides its own certificate. */
  readonly untrusted: readonly Certificate[];
  /** What the certificate must be good for; null for anything. */
  readonly purpose: 'server' | 'client' | null;
}

const LONGEST = 10;
/** Bits of an RSA key at security level 2, Debian's. */
const RSA_LEAST = 2048;

const same = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((x, i) => x === b[i]);

/** The same signatures are looked at again with every connection: the last verdicts are kept. */
const KEPT = 256;
const known = new Map<string, boolean>();

function verifySignature(key: PublicKey, algorithm: string, message: Bytes, signature: Bytes): boolean {
  const id = hex(sha256(concat([spki(key), message, signature]))) + algorithm;
  const before = known.get(id);
  if (before !== undefined) return before;
  const verdict = verify(key, algorithm, message, signature);
  if (known.size >= KEPT) known.clear();
  known.set(id, verdict);
  return verdict;
}

const isSelfSigned = (c: Certificate): boolean =>
  sameName(c.subject, c.issuer) && verifySignature(c.publicKey, c.algorithm, c.signed, c.signature);

/** By name and key identifier; the signature is looked at later. */
function couldIssue(issuer: Certificate, of: Certificate): boolean {
  if (!sameName(issuer.subject, of.issuer)) return false;
  const wanted = authorityKeyIdOf(of);
  const has = subjectKeyIdOf(issuer);
  return wanted === null || has === null || same(wanted, has);
}

export function verifyChain(leaf: Certificate, options: VerifyOptions): Verdict {
  const chain = [leaf];
  let anchored = options.trusted.some((t) => same(t.raw, leaf.raw)) && isSelfSigned(leaf);
  for (let top = leaf; !anchored && chain.length < LONGEST && !isSelfSigned(top);) {
    const current = top;
    const root = options.trusted.find((t) => couldIssue(t, current));
    const issuer = root ?? options.untrusted.find((u) => couldIssue(u, current) && !chain.includes(u));
    if (!issuer) break;
    chain.push(issuer);
    top = issuer;
    if (root) anchored = isSelfSigned(root);
  }
  const problems = [
    ...(anchored ? [] : [unanchored(chain, options.trusted)]),
    ...authority(chain),
    ...purpose(chain, options.purpose),
    ...strength(chain),
    ...signaturesAndTimes(chain, options.now, anchored),
  ];
  return { chain, problems };
}

function unanchored(chain: readonly Certificate[], trusted: readonly Certificate[]): Problem {
  const top = chain.at(-1) as Certificate;
  const depth = chain.length - 1;
  if (isSelfSigned(top)) {
    return { code: depth === 0 ? 18 : 19, depth };
  }
  return { code: trusted.some((t) => same(t.raw, top.raw)) && depth > 0 ? 2 : 20, depth };
}

/** Who signed others must be an authority. */
function authority(chain: readonly Certificate[]): Problem[] {
  return chain.slice(1).flatMap((c, i) => {
    const usages = checkExtensions(c) ? keyUsagesOf(c) : [];
    const ca = checkExtensions(c) && (constraintsOf(c)?.ca ?? (c.version === 1 && isSelfSigned(c)));
    return ca && (usages === null || usages.includes('keyCertSign')) ? [] : [{ code: 79, depth: i + 1 }];
  });
}

function purpose(chain: readonly Certificate[], wanted: VerifyOptions['purpose']): Problem[] {
  if (wanted === null) return [];
  return chain.flatMap((c, depth) => {
    const usages = checkExtensions(c) ? extendedUsagesOf(c) : null;
    const fine = usages === null || usages.includes(`${wanted}Auth`) || usages.includes('2.5.29.37.0');
    return fine ? [] : [{ code: 26, depth }];
  });
}

function strength(chain: readonly Certificate[]): Problem[] {
  return chain.flatMap((c, depth): Problem[] => {
    if (depth === 0 && c.publicKey.kind === 'rsa' && keyBits(c.publicKey) < RSA_LEAST) return [{ code: 66, depth }];
    const old = c.algorithm === '1.2.840.113549.1.1.5' || c.algorithm === '1.2.840.10045.4.1';
    return old && !isSelfSigned(c) ? [{ code: 68, depth }] : [];
  });
}

/** From the top down, as internal_verify goes. */
function signaturesAndTimes(chain: readonly Certificate[], now: number, anchored: boolean): Problem[] {
  const problems: Problem[] = [];
  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const c = chain[depth] as Certificate;
    const issuer = chain[depth + 1];
    if (issuer && !verifySignature(issuer.publicKey, c.algorithm, c.signed, c.signature))
      problems.push({ code: 7, depth });
    else if (!issuer && depth === 0 && !anchored && !isSelfSigned(c)) problems.push({ code: 21, depth });
    if (now < c.notBefore) problems.push({ code: 9, depth });
    if (now > c.notAfter) problems.push({ code: 10, depth });
  }
  return problems;
}

// --- names

/** A certificate's name against a host's: a star stands for one whole leftmost label (RFC 6125 section 6.4.3). */
export function matchesHost(pattern: string, host: string): boolean {
  const [p, h] = [pattern, host].map((name) => name.toLowerCase().replace(/\.$/, '')) as [string, string];
  if (!p.startsWith('*.')) return p === h;
  const dot = h.indexOf('.');
  return dot > 0 && p.slice(2).includes('.') && h.slice(dot + 1) === p.slice(2);
}

/** The alternative names count; where there are none of that kind, the common name does. */
export function coversHost(certificate: Certificate, host: string): boolean {
  const ip = ipBytes(host.replace(/^\[|\]$/g, ''));
  const names = checkExtensions(certificate) ? altNamesOf(certificate) : [];
  if (ip !== null) return names.some((n) => n.type === 'ip' && same(n.value, ip));
  const dns = names.filter((n) => n.type === 'dns');
  if (dns.length > 0) return dns.some((n) => n.type === 'dns' && matchesHost(n.value, host));
  const name = commonName(certificate.subject);
  return name !== null && matchesHost(name, host);
}
