/**
 * Certificates and keys as files: can they be read, and do they belong together? Verdicts in the words of OpenSSL 3
 * (checked against nginx 1.22.1 with OpenSSL 3.0).
 */
import { keyBits, privateKeyIn, type PrivateKey } from '../../../protocols/pki/keys.ts';
import { certificatesIn, type Certificate } from '../../../protocols/pki/x509.ts';

const CERTIFICATE = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;
const KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/;
/** RSA keys below this are refused at OpenSSL's security level 2, Debian's. */
const LEAST_RSA = 2048;

export const NO_FILE = (path: string): string =>
  `error:80000002:system library::No such file or directory:calling fopen(${path}, r) error:10000080:BIO routines::no such file`;

const ASN1 =
  'error:0680009B:asn1 encoding routines::too long error:06800066:asn1 encoding routines::bad object header error:0688010A:asn1 encoding routines::nested asn1 error';

/** What is wrong with the frame of a PEM text whose first line is there. */
function frameProblem(text: string, label: string): string | null {
  const end = new RegExp(`-----BEGIN ${label}-----\\r?\\n([^-]*)-----END ${label}-----`).exec(text);
  if (end === null) return 'error:04800066:PEM routines::bad end line';
  return /[^A-Za-z0-9+/=\s]/.test(end[1] ?? '') ? 'error:04800064:PEM routines::bad base64 decode' : null;
}

/** Null when the text can be used as such. */
export function pemVerdict(path: string, what: 'certificate' | 'key', text: string | undefined): string | null {
  if (text === undefined) return `BIO_new_file() failed (SSL: ${NO_FILE(path)})`;
  return what === 'certificate' ? certificateVerdict(text) : keyVerdict(text);
}

function certificateVerdict(text: string): string | null {
  const failed = (why: string): string => `PEM_read_bio_X509_AUX() failed (SSL: ${why})`;
  const begin = CERTIFICATE.exec(text);
  if (begin === null)
    return failed(
      /-----BEGIN /.test(text) && !KEY.test(text)
        ? 'error:04800066:PEM routines::bad end line'
        : 'error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE',
    );
  const frame = frameProblem(text.slice(begin.index), begin[0].slice(11, -5));
  if (frame !== null) return failed(frame);
  return certificatesIn(text).length > 0 ? null : failed(`${ASN1}:Type=X509 error:0488000D:PEM routines::ASN1 lib`);
}

function keyVerdict(text: string): string | null {
  if (privateKeyIn(text) !== null) return null;
  const failed = (why: string): string =>
    `PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM${why})`;
  return failed(KEY.test(text) ? ` ${ASN1}:Type=PKCS8_PRIV_KEY_INFO` : '');
}

/** A key belongs to a certificate; one of another kind (RSA, EC) is no contradiction: OpenSSL keeps it for another. */
export function keyMatches(certificate: string, key: string): boolean {
  const [own] = certificatesIn(certificate);
  const secret = privateKeyIn(key);
  if (!own || secret === null || own.publicKey.kind !== secret.kind) return true;
  return pairFits(own, secret);
}

function pairFits(certificate: Certificate, key: PrivateKey): boolean {
  const { publicKey } = certificate;
  if (publicKey.kind === 'rsa') return key.kind === 'rsa' && publicKey.n === key.n;
  return key.kind === 'ec' && publicKey.point[0] === key.point[0] && publicKey.point[1] === key.point[1];
}

/** Null when OpenSSL would take a server certificate of this strength. */
export function strengthVerdict(certificate: string): string | null {
  const [own] = certificatesIn(certificate);
  const weak = own?.publicKey.kind === 'rsa' && keyBits(own.publicKey) < LEAST_RSA;
  return weak ? 'error:0A00018F:SSL routines::ee key too small' : null;
}
