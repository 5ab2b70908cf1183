/**
 * The certificate authority of the simulated internet, in the manner of Let's Encrypt, with `(SIMULATED)` in every name as
 * their own staging authority has `(STAGING)`. Its root is in the simulated machines' trust store. The keys are made of
 * plain words and guard nothing.
 */
import { utf8 } from '../../base/bytes.ts';
import { sha256 } from '../../base/hash.ts';
import {
  altNames,
  authorityInfo,
  authorityKeyId,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectKeyId,
} from './extensions.ts';
import { ecKey, type PrivateKey, type PublicKey } from './keys.ts';
import { nameOf } from './name.ts';
import { toBigInt, type RandomBytes } from './numbers.ts';
import { certificatesIn, keyIdentifier, makeCertificate, secondsOf, type Certificate } from './x509.ts';

const keyOf = (words: string): PrivateKey => ecKey('prime256v1', toBigInt(sha256(utf8(words))));

const caKeys = {
  root: (): PrivateKey => keyOf('gateway diner: simulated root'),
  intermediate: (): PrivateKey => keyOf('gateway diner: simulated intermediate'),
};

const ROOT = nameOf(
  ['C', 'US'],
  ['O', '(SIMULATED) Internet Security Research Group'],
  ['CN', '(SIMULATED) ISRG Root X2'],
);
const INTERMEDIATE = nameOf(['C', 'US'], ['O', "(SIMULATED) Let's Encrypt"], ['CN', '(SIMULATED) E7']);

/** Made once with `makeAuthorities`, so that no world has to; a test compares. */
export const ROOT_PEM = `-----BEGIN CERTIFICATE-----
MIIB/zCCAaWgAwIBAgIBATAKBggqhkjOPQQDAjBnMQswCQYDVQQGEwJVUzE1MDMG
A1UECgwsKFNJTVVMQVRFRCkgSW50ZXJuZXQgU2VjdXJpdHkgUmVzZWFyY2ggR3Jv
dXAxITAfBgNVBAMMGChTSU1VTEFURUQpIElTUkcgUm9vdCBYMjAeFw0xNTA2MDQw
MDAwMDBaFw00NTA2MDQwMDAwMDBaMGcxCzAJBgNVBAYTAlVTMTUwMwYDVQQKDCwo
U0lNVUxBVEVEKSBJbnRlcm5ldCBTZWN1cml0eSBSZXNlYXJjaCBHcm91cDEhMB8G
A1UEAwwYKFNJTVVMQVRFRCkgSVNSRyBSb290IFgyMFkwEwYHKoZIzj0CAQYIKoZI
zj0DAQcDQgAEyJc3Lxj9eh4xZ6C5cOZN0/rB11irStw6Wdpm4DVKYHV7iNplv/wR
iuyp/FX4TlYk7xj7vmrlAvvfrd6/skYb3qNCMEAwDgYDVR0PAQH/BAQDAgEGMA8G
A1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFEDqndRzNWvTpWogY40cTlAATwNHMAoG
CCqGSM49BAMCA0gAMEUCIQD/L5bU4wbfb4JlACDMPnWY184uNq+wGEctOxC8xx6p
mAIgBYHkifHYAe3kVkgVGiNHkdEE1YsmXQ87hyoLDd1aF04=
-----END CERTIFICATE-----
`;
export const INTERMEDIATE_PEM = `-----BEGIN CERTIFICATE-----
MIICJjCCAc2gAwIBAgIBAjAKBggqhkjOPQQDAjBnMQswCQYDVQQGEwJVUzE1MDMG
A1UECgwsKFNJTVVMQVRFRCkgSW50ZXJuZXQgU2VjdXJpdHkgUmVzZWFyY2ggR3Jv
dXAxITAfBgNVBAMMGChTSU1VTEFURUQpIElTUkcgUm9vdCBYMjAeFw0xNjAzMTMw
MDAwMDBaFw00NDAzMTIwMDAwMDBaMEoxCzAJBgNVBAYTAlVTMSIwIAYDVQQKDBko
U0lNVUxBVEVEKSBMZXQncyBFbmNyeXB0MRcwFQYDVQQDDA4oU0lNVUxBVEVEKSBF
NzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOl+DBFtZLswNaNQgLMq/JCpNJha
XnWv3v15Ke6ui9nFWsGcATqhOMCIhDyBy/CiT6E1uSf14RDotdRLyS2pslqjgYYw
gYMwDgYDVR0PAQH/BAQDAgGGMB0GA1UdJQQWMBQGCCsGAQUFBwMCBggrBgEFBQcD
ATASBgNVHRMBAf8ECDAGAQH/AgEAMB0GA1UdDgQWBBQD8WzKviKeKc2XhMWd28CW
bQY3aDAfBgNVHSMEGDAWgBRA6p3UczVr06VqIGONHE5QAE8DRzAKBggqhkjOPQQD
AgNHADBEAiBmZwCBcwbEJIP7PuvHORKs7TZPcEAlKPpO6i2xK0t3vwIgIVDJX5ZD
Iruw6eiqFqN9HTjUH2xQAt7X7/uBhqqHKVc=
-----END CERTIFICATE-----
`;

export const rootCertificate = (): Certificate => certificatesIn(ROOT_PEM)[0] as Certificate;
export const intermediateCertificate = (): Certificate => certificatesIn(INTERMEDIATE_PEM)[0] as Certificate;

export function makeAuthorities(): { readonly root: Certificate; readonly intermediate: Certificate } {
  const [rootKey, key] = [caKeys.root(), caKeys.intermediate()];
  const base = { issuer: ROOT, issuerKey: rootKey };
  const root = makeCertificate({
    ...base,
    subject: ROOT,
    publicKey: rootKey,
    serial: 1n,
    notBefore: secondsOf(2015, 6, 4),
    notAfter: secondsOf(2045, 6, 4),
    extensions: [keyUsage(['keyCertSign', 'cRLSign']), basicConstraints(true), subjectKeyId(rootKey)],
  });
  const intermediate = makeCertificate({
    ...base,
    subject: INTERMEDIATE,
    publicKey: key,
    serial: 2n,
    notBefore: secondsOf(2016, 3, 13),
    notAfter: secondsOf(2044, 3, 12),
    extensions: [
      keyUsage(['digitalSignature', 'keyCertSign', 'cRLSign']),
      extendedKeyUsage(['clientAuth', 'serverAuth']),
      basicConstraints(true, 0),
      subjectKeyId(key),
      authorityKeyId(keyIdentifier(rootKey)),
    ],
  });
  return { root, intermediate };
}

const DAY = 86_400;
/** Let's Encrypt's certificates begin an hour ago and last 90 days. */
const LIFETIME = 90 * DAY;

/** A certificate for these names; `now` is seconds since the Unix epoch. No signed timestamps: there is no log to send it to. */
export function issueForNames(
  names: readonly string[],
  publicKey: PublicKey,
  now: number,
  random: RandomBytes,
): Certificate {
  const issuerKey = caKeys.intermediate();
  const notBefore = Math.floor(now) - 3600;
  return makeCertificate({
    subject: nameOf(['CN', names[0] ?? '']),
    publicKey,
    issuer: INTERMEDIATE,
    issuerKey,
    serial: toBigInt(Uint8Array.from([5, ...random(17)])),
    notBefore,
    notAfter: notBefore + LIFETIME - 1,
    extensions: [
      keyUsage(['digitalSignature']),
      extendedKeyUsage(['serverAuth', 'clientAuth']),
      basicConstraints(false),
      subjectKeyId(publicKey),
      authorityKeyId(keyIdentifier(issuerKey)),
      authorityInfo('http://e7.i.lencr.org/'),
      altNames(names.map((value) => ({ type: 'dns', value }))),
    ],
  });
}
