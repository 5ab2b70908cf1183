import { expect, it } from 'vitest';
import { ecKey, privatePem, traditionalPem, type PrivateKey } from '../../../protocols/pki/keys.ts';
import { nameOf } from '../../../protocols/pki/name.ts';
import { certificatePem, makeCertificate } from '../../../protocols/pki/x509.ts';
import { fixtureHost } from './fixture-host.ts';
import { keyMatches } from './pem.ts';
import { testConfig } from './test-command.ts';

const key = ecKey('prime256v1', 77n);
const other = ecKey('prime256v1', 78n);
const certificateOf = (of: PrivateKey): string =>
  certificatePem(
    makeCertificate({
      subject: nameOf(['CN', 'x']),
      issuer: nameOf(['CN', 'x']),
      publicKey: of,
      issuerKey: of,
      serial: 5n,
      notBefore: 0,
      notAfter: 4_000_000_000,
      extensions: [],
    }),
  );
const C = certificateOf(key);
const K = privatePem(key);

/** What nginx -t says of a server with these two files and settings. */
function says(certificate: string | null, secret: string | null, more = ''): string {
  const site = `server { listen 443 ssl; ${more} ssl_certificate /c; ssl_certificate_key /k; }`;
  const files = {
    '/etc/nginx/nginx.conf': `events {}\nhttp { ${site} }\n`,
    ...(certificate === null ? {} : { '/c': certificate }),
    ...(secret === null ? {} : { '/k': secret }),
  };
  const paths = { prefix: '/usr/share/nginx/', confPrefix: '/etc/nginx/' };
  const options = { file: '/etc/nginx/nginx.conf', paths, globals: null };
  const { stderr } = testConfig(fixtureHost({ files }), options, { quiet: false, dump: false });
  return stderr.find((m) => m.level === 'emerg')?.text ?? '';
}

it('a key belongs to its own certificate and to no other of its kind', () => {
  expect(keyMatches(C, K)).toBe(true);
  expect(keyMatches(C, traditionalPem(key))).toBe(true);
  expect(keyMatches(C, privatePem(other))).toBe(false);
});

it.each([
  ['fine', C, K, '', ''],
  ['missing', null, K, '', 'calling fopen(/c, r)'],
  ['no PEM', 'hello\n', K, '', 'no start line:Expecting: TRUSTED CERTIFICATE'],
  ['cut short', C.slice(0, 200), K, '', 'PEM routines::bad end line'],
  ['not base64', C.replace('MII', '!!!').replace('MIH', '!!!'), K, '', 'PEM routines::bad base64 decode'],
  ['files swapped', K, C, '', 'cannot load certificate "/c": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C'],
  ['a certificate for a key', C, C, '', 'DECODER routines::unsupported:No supported data to decode. Input type: PEM)'],
  ['another key', C, privatePem(other), '', 'SSL_CTX_use_PrivateKey("/k") failed'],
  ['ciphers come first', null, K, 'ssl_ciphers nonsense;', 'SSL_CTX_set_cipher_list("nonsense") failed'],
  ['client certificates', C, K, 'ssl_verify_client on;', 'no ssl_client_certificate for ssl_verify_client'],
  ['parameters', C, K, 'ssl_dhparam /nosuch;', 'BIO_new_file("/nosuch") failed'],
  ['curves', C, K, 'ssl_ecdh_curve nope;', "group 'nope' cannot be set"],
  ['good ciphers', C, K, 'ssl_ciphers EECDH+AESGCM:EDH+AESGCM;', ''],
  ['only a ban', C, K, 'ssl_ciphers "!aNULL";', 'no cipher match'],
])('%s', (_, certificate, secret, more, wanted) => {
  const said = says(certificate, secret, more);
  if (wanted === '') expect(said).toBe('');
  else expect(said).toContain(wanted);
});
