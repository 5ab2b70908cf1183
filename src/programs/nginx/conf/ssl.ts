/** What nginx does with `ssl_*` when a server block has been read (ngx_http_ssl_merge_srv_conf), in its order. */
import { knowsCiphers } from '../../../protocols/tls/cipher-list.ts';
import { inForce, type ConfContext } from './context.ts';
import type { Level, ServerBlock } from './model.ts';
import { keyMatches, NO_FILE, pemVerdict, strengthVerdict } from './pem.ts';

const args = (level: Level, name: string): readonly string[] => inForce(level, name).flatMap((d) => d.args);

/** A server with certificates loads them, whether or not it listens with `ssl`. */
export function sslSettings(cf: ConfContext, server: ServerBlock): void {
  const { level } = server;
  const certificates = args(level, 'ssl_certificate');
  const keys = args(level, 'ssl_certificate_key');
  const ssl = inForce(level, 'ssl')[0];
  const on = ssl?.args[0]?.toLowerCase() === 'on';
  const place = { file: ssl?.file ?? server.file, line: ssl?.line ?? server.line };
  if (on && certificates.length === 0) cf.fail('no "ssl_certificate" is defined for the "ssl" directive', place);
  if (certificates.length > keys.length) {
    const last = certificates.at(-1) ?? '';
    if (on) cf.fail(`no "ssl_certificate_key" is defined for certificate "${last}" and the "ssl" directive`, place);
    cf.failPlain(`no "ssl_certificate_key" is defined for certificate "${last}"`);
  }
  const refusing = args(level, 'ssl_reject_handshake')[0]?.toLowerCase() === 'on';
  if (certificates.length === 0 && !refusing) return;
  const ciphers = args(level, 'ssl_ciphers')[0];
  if (ciphers !== undefined && !knowsCiphers(ciphers))
    cf.failPlain(`SSL_CTX_set_cipher_list("${ciphers}") failed (SSL: error:0A0000B9:SSL routines::no cipher match)`);
  certificates.forEach((name, i) => loadPair(cf, name, keys[i] ?? ''));
  afterCertificates(cf, level);
}

function loadPair(cf: ConfContext, certificateName: string, keyName: string): void {
  if (certificateName.includes('$')) return;
  const path = cf.confFile(certificateName);
  const key = cf.confFile(keyName);
  const certificate = cf.host.sslFile(path);
  if (certificate.type === 'unknown') return;
  const text = certificate.type === 'text' ? certificate.text : undefined;
  const problem = pemVerdict(path, 'certificate', text);
  if (problem !== null) cf.failPlain(`cannot load certificate "${path}": ${problem}`);
  const weak = strengthVerdict(text ?? '');
  if (weak !== null) cf.failPlain(`SSL_CTX_use_certificate("${path}") failed (SSL: ${weak})`);
  const secret = cf.host.sslFile(key);
  if (secret.type === 'unknown') return;
  const keyText = secret.type === 'text' ? secret.text : undefined;
  const keyProblem = pemVerdict(key, 'key', keyText);
  if (keyProblem !== null) cf.failPlain(`cannot load certificate key "${key}": ${keyProblem}`);
  if (keyMatches(text ?? '', keyText ?? '')) return;
  cf.failPlain(
    `SSL_CTX_use_PrivateKey("${key}") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)`,
  );
}

function afterCertificates(cf: ConfContext, level: Level): void {
  const verify = args(level, 'ssl_verify_client')[0] ?? 'off';
  const client = args(level, 'ssl_client_certificate')[0];
  if (verify !== 'off' && verify !== 'optional_no_ca' && client === undefined)
    cf.failPlain('no ssl_client_certificate for ssl_verify_client');
  for (const name of [client, args(level, 'ssl_trusted_certificate')[0]]) if (name !== undefined) authorities(cf, name);
  const revoked = args(level, 'ssl_crl')[0];
  if (revoked !== undefined) revocations(cf, cf.confFile(revoked));
  const parameters = args(level, 'ssl_dhparam')[0];
  if (parameters !== undefined) dhParameters(cf, cf.confFile(parameters));
  const curves = args(level, 'ssl_ecdh_curve')[0] ?? 'auto';
  const wrong = curves === 'auto' ? undefined : curves.split(':').find((curve) => !CURVES.test(curve));
  if (wrong !== undefined)
    cf.failPlain(
      `SSL_CTX_set1_curves_list("${curves}") failed (SSL: error:0A080106:SSL routines::passed invalid argument:group '${wrong}' cannot be set)`,
    );
  confCommands(cf, level);
}

/** Names that SSL_CONF_cmd(3) knows in a file. */
const CONF_COMMANDS = new Set(
  'signaturealgorithms clientsignaturealgorithms curves groups ecdhparameters cipherstring ciphersuites protocol minprotocol maxprotocol options verifymode certificate privatekey serverinfofile chaincapath chaincafile verifycapath verifycafile requestcafile clientcafile requestcapath clientcapath dhparameters recordpadding numtickets'.split(
    ' ',
  ),
);

function confCommands(cf: ConfContext, level: Level): void {
  for (const d of inForce(level, 'ssl_conf_command')) {
    const [name = '', value = ''] = d.args;
    if (!CONF_COMMANDS.has(name.toLowerCase()))
      cf.failPlain(
        `SSL_CONF_cmd("${name}", "${value}") failed (SSL: error:0A000182:SSL routines::unknown cmd name:cmd=${name})`,
      );
  }
}

const CURVES =
  /^(?:X25519|X448|P-(?:256|384|521)|prime256v1|secp(?:256|384|521)r1|ffdhe(?:2048|3072|4096|6144|8192))$/i;

function authorities(cf: ConfContext, name: string): void {
  const path = cf.confFile(name);
  const file = cf.host.sslFile(path);
  const failed = (why: string): never => cf.failPlain(`SSL_CTX_load_verify_locations("${path}") failed (SSL: ${why})`);
  if (file.type === 'missing') failed(`${NO_FILE(path)} error:05880002:x509 certificate routines::system lib`);
  if (file.type === 'text' && pemVerdict(path, 'certificate', file.text) !== null)
    failed('error:05800088:x509 certificate routines::no certificate or crl found');
}

function revocations(cf: ConfContext, path: string): void {
  if (cf.host.sslFile(path).type !== 'missing') return;
  cf.failPlain(
    `X509_LOOKUP_load_file("${path}") failed (SSL: ${NO_FILE(path)} error:05880002:x509 certificate routines::system lib)`,
  );
}

function dhParameters(cf: ConfContext, path: string): void {
  const file = cf.host.sslFile(path);
  if (file.type === 'missing') cf.failPlain(`BIO_new_file("${path}") failed (SSL: ${NO_FILE(path)})`);
  if (file.type === 'text' && !/-----BEGIN (?:X9\.42 )?DH PARAMETERS-----/.test(file.text))
    cf.failPlain(
      `PEM_read_bio_DHparams("${path}") failed (SSL: error:0480006C:PEM routines::no start line:Expecting: DH PARAMETERS)`,
    );
}

/** A location that passes on to https and would verify needs somebody to trust. */
export function upstreamSsl(cf: ConfContext, level: Level): void {
  if (level.proxyPass?.scheme !== 'https' || args(level, 'proxy_ssl_verify')[0]?.toLowerCase() !== 'on') return;
  const name = args(level, 'proxy_ssl_trusted_certificate')[0];
  if (name === undefined) return cf.failPlain('no proxy_ssl_trusted_certificate for proxy_ssl_verify');
  authorities(cf, name);
}

/** `listen … ssl` wants a certificate, unless every handshake is refused. */
export function sslListen(cf: ConfContext, servers: readonly ServerBlock[]): void {
  const seen = new Set<string>();
  for (const { text } of servers.flatMap((s) => s.listens.filter((l) => l.ssl))) {
    if (seen.has(text)) continue;
    seen.add(text);
    // One word of ssl holds for the address, and its default server answers first.
    const here = servers.filter((s) => s.listens.some((l) => l.text === text));
    const first = here.find((s) => s.listens.some((l) => l.text === text && l.isDefault)) ?? here[0];
    if (first !== undefined) defaultCertificate(cf, first);
  }
}

function defaultCertificate(cf: ConfContext, server: ServerBlock): void {
  if (inForce(server.level, 'ssl_reject_handshake')[0]?.args[0] === 'on') return;
  if (args(server.level, 'ssl_certificate').length > 0) return;
  cf.fail('no "ssl_certificate" is defined for the "listen ... ssl" directive', {
    file: server.file,
    line: server.line,
  });
}
