/** openssl s_client: a TLS connection by hand, and everything about it. */
import { fromLatin1, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ipBytes } from '../../protocols/pki/extensions.ts';
import { keyBits } from '../../protocols/pki/keys.ts';
import { nameText } from '../../protocols/pki/name.ts';
import { VERIFY_TEXTS } from '../../protocols/pki/verify.ts';
import { certificatePem, type Certificate } from '../../protocols/pki/x509.ts';
import { TlsClient } from '../../protocols/tls/client.ts';
import { VERSIONS } from '../../protocols/tls/parameters.ts';
import { opensslError } from '../../protocols/tls/session.ts';
import { authorities } from './checks.ts';
import { Failed, queued, say, sayError, type Command, type Given } from './command.ts';
import { dateText } from './show.ts';

function* run(sys: Sys, given: Given): Eff<number> {
  const [host = '', port = '443'] = splitTarget(given.value('connect') ?? given.operands[0] ?? 'localhost:4433');
  const fd = yield* connect(sys, host, Number(port));
  const wanted = given.value('servername');
  // A name goes along only if it looks like one: with a dot, and no address.
  const sni = given.has('noservername')
    ? null
    : (wanted ?? (host.includes('.') && ipBytes(host) === null ? host : null));
  const only = VERSIONS.filter((v) => given.has(v.toLowerCase().replace('v', '').replace('.', '_')));
  const session = new TlsClient({
    random: (count) => sys.random(count),
    sni,
    alpn: given.value('alpn')?.split(',') ?? [],
    ...(only.length === 0 ? {} : { versions: only }),
    trust: {
      now: sys.clock / 1e6,
      trusted: authorities(sys, given),
      insecure: !given.has('verify_return_error'),
      host: given.value('verify_hostname') ?? null,
    },
  });
  sys.net.secure(fd, session);
  let reset: SysError | null = null;
  try {
    yield* sys.net.handshake(fd);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    reset = error;
  }
  yield* sayError(sys, problems(session, sni, isMistrusted(session, given) || given.has('brief')));
  if (session.state !== 'open') return yield* failed(sys, session, given, reset);
  if (given.has('brief')) yield* sayError(sys, briefly(session));
  else if (!given.has('quiet')) yield* say(sys, report(session, given));
  return yield* talk(sys, fd, given);
}

function splitTarget(text: string): string[] {
  const m = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text);
  return [(m?.[1] ?? text).replace(/^\[|\]$/g, '') || 'localhost', m?.[2] ?? '443'];
}

function* connect(sys: Sys, host: string, port: number): Eff<number> {
  const [ip] = sys.net.resolve(host);
  if (ip === undefined)
    throw new Failed(
      `${queued('10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:746:Name or service not known')}connect:errno=22\n`,
    );
  try {
    return yield* sys.net.connect({ family: 'tcp', ip, port });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    const number = errnoNumber(error.errno);
    const code = (0x80000000 + number).toString(16).toUpperCase();
    throw new Failed(
      queued(
        `${code}:system library:BIO_connect:${strerror(error.errno)}:../crypto/bio/bio_sock2.c:117:calling connect()`,
      ) +
        queued('10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:') +
        `connect:errno=${number}\n`,
    );
  }
}

/** The chain from the top down, and what is wrong with each certificate. */
function problems(session: TlsClient, sni: string | null, brief: boolean): string {
  const lines = sni === null && session.judgement !== null ? ["Can't use SSL_get_servername"] : [];
  const chain = session.judgement?.chain ?? [];
  const subject = (depth: number): string => `depth=${depth} ${nameText(chain[depth]?.subject ?? [])}`;
  for (const { code, depth } of session.judgement?.problems ?? [])
    lines.push(
      subject(depth),
      `verify error:num=${code}:${VERIFY_TEXTS[code] ?? ''}`,
      ...(brief ? [] : ['verify return:1']),
    );
  if (brief) return lines.map((line) => `${line}\n`).join('');
  for (let depth = chain.length - 1; depth >= 0; depth--) lines.push(subject(depth), 'verify return:1');
  return lines.map((line) => `${line}\n`).join('');
}

function* failed(sys: Sys, session: TlsClient, given: Given, reset: SysError | null): Eff<number> {
  const { failure } = session;
  if (isMistrusted(session, given))
    yield* sayError(
      sys,
      queued(
        '0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889:',
      ),
    );
  else if (reset !== null) yield* sayError(sys, `write:errno=${errnoNumber(reset.errno)}\n`);
  else if (failure !== null) {
    const [, code = '', , text = ''] = opensslError(failure).split(':');
    const alert = failure.code > 1000 ? `SSL alert number ${failure.code - 1000}` : '';
    yield* sayError(
      sys,
      queued(`${code}:SSL routines:ssl3_read_bytes:${text}:../ssl/record/rec_layer_s3.c:1605:${alert}`),
    );
  }
  yield* say(sys, unfinished(session, given));
  return 1;
}

/** What there is to say of a handshake that did not come to its end: of one that ended at a certificate, that one's chain. */
function unfinished(session: TlsClient, given: Given): string {
  const { bytesIn, bytesOut } = session;
  const agreed = isMistrusted(session, given) ? session : null;
  return (
    `CONNECTED(00000003)\n---\n${agreed ? `Certificate chain\n${chainText(agreed, given)}---\n` : ''}` +
    'no peer certificate available\n---\nNo client certificate CA names sent\n' +
    `${agreed ? 'Server Temp Key: X25519, 253 bits\n' : ''}---\n` +
    `SSL handshake has read ${bytesIn} bytes and written ${bytesOut} bytes\n${verification(session)}\n---\n` +
    `New, ${agreed?.version ?? '(NONE)'}, Cipher is ${agreed?.cipher?.name ?? '(NONE)'}\n` +
    'Secure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\n' +
    `No ALPN negotiated\nEarly data was not sent\n${returnCode(session)}\n---\n`
  );
}

/** `-verify_return_error`: the handshake ended at a certificate that could not be verified. */
const isMistrusted = (session: TlsClient, given: Given): boolean =>
  session.state !== 'open' && given.has('verify_return_error') && lastProblem(session) !== undefined;

const lastProblem = (session: TlsClient) => session.judgement?.problems.at(-1);

function verification(session: TlsClient): string {
  const problem = lastProblem(session);
  return problem ? `Verification error: ${VERIFY_TEXTS[problem.code] ?? ''}` : 'Verification: OK';
}

function returnCode(session: TlsClient): string {
  const code = lastProblem(session)?.code ?? 0;
  return `Verify return code: ${code} (${VERIFY_TEXTS[code] ?? ''})`;
}

const describeKey = (c: Certificate): string =>
  c.publicKey.kind === 'rsa'
    ? `rsaEncryption, ${keyBits(c.publicKey)} (bit); sigalg: RSA-SHA256`
    : `id-ecPublicKey, ${keyBits(c.publicKey)} (bit); sigalg: ecdsa-with-SHA256`;

const chainText = (session: TlsClient, given: Given): string =>
  (session.judgement?.shown ?? [])
    .map(
      (c, i) =>
        ` ${i} s:${nameText(c.subject)}\n   i:${nameText(c.issuer)}\n   a:PKEY: ${describeKey(c)}\n` +
        `   v:NotBefore: ${dateText(c.notBefore)}; NotAfter: ${dateText(c.notAfter)}\n` +
        (given.has('showcerts') ? certificatePem(c) : ''),
    )
    .join('');

function report(session: TlsClient, given: Given): string {
  const [leaf] = session.judgement?.shown ?? [];
  const own = leaf
    ? `Server certificate\n${given.has('showcerts') ? '' : certificatePem(leaf)}subject=${nameText(leaf.subject)}\nissuer=${nameText(leaf.issuer)}\n`
    : '';
  const modern = session.version === 'TLSv1.3';
  const alpn = session.alpn === null ? 'No ALPN negotiated' : `ALPN protocol: ${session.alpn}`;
  return (
    `CONNECTED(00000003)\n---\nCertificate chain\n${chainText(session, given)}---\n${own}---\nNo client certificate CA names sent\n` +
    `Peer signing digest: SHA256\nPeer signature type: ${leaf?.publicKey.kind === 'ec' ? 'ECDSA' : 'RSA-PSS'}\nServer Temp Key: X25519, 253 bits\n---\n` +
    `SSL handshake has read ${session.bytesIn} bytes and written ${session.bytesOut} bytes\n` +
    `${verification(session)}\n---\n` +
    `${session.resumed ? 'Reused' : 'New'}, ${session.version ?? ''}, Cipher is ${session.cipher?.name ?? ''}\n` +
    `Server public key is ${leaf ? keyBits(leaf.publicKey) : 0} bit\nSecure Renegotiation IS ${modern ? 'NOT ' : ''}supported\n` +
    `Compression: NONE\nExpansion: NONE\n${alpn}\n${modern ? 'Early data was not sent\n' : ''}${returnCode(session)}\n---\n`
  );
}

function briefly(session: TlsClient): string {
  const [leaf] = session.judgement?.shown ?? [];
  return (
    `CONNECTION ESTABLISHED\nProtocol version: ${session.version ?? ''}\nCiphersuite: ${session.cipher?.name ?? ''}\n` +
    `Peer certificate: ${nameText(leaf?.subject ?? [])}\nHash used: SHA256\nSignature type: ${leaf?.publicKey.kind === 'ec' ? 'ECDSA' : 'RSA-PSS'}\n` +
    `${verification(session)}\nServer Temp Key: X25519, 253 bits\n`
  );
}

/** What is typed goes to the server, what it says is shown; a line that begins with Q ends it, unless -quiet. */
function* talk(sys: Sys, fd: number, given: Given): Eff<number> {
  const patient = given.has('quiet') || given.has('ign_eof');
  let listening = true;
  for (;;) {
    const ready = yield* sys.net.poll([{ fd, read: true }, ...(listening ? [{ fd: 0, read: true }] : [])], null);
    if (ready.includes(fd)) {
      let bytes: Bytes | null;
      try {
        bytes = sys.net.recvNow(fd);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        return (yield* sayError(sys, `read:errno=${errnoNumber(error.errno)}\n`), 1);
      }
      if (bytes?.length === 0) return (yield* finish(sys, fd, patient ? '' : 'closed\n'), 0);
      if (bytes !== null) yield* sys.fs.write(1, bytes);
    }
    if (!listening || !ready.includes(0)) continue;
    const typed = sys.fs.readNow(0);
    if (typed === null) continue;
    if (typed.length === 0) {
      if (!patient) return (yield* finish(sys, fd, 'DONE\n'), 0);
      listening = false;
    } else if (!patient && fromLatin1(typed).startsWith('Q')) return (yield* finish(sys, fd, 'DONE\n'), 0);
    else yield* sys.net.send(fd, typed);
  }
}

function* finish(sys: Sys, fd: number, word: string): Eff<void> {
  yield* sayError(sys, word);
  sys.net.farewell(fd);
  sys.fs.close(fd);
}

export const sClient: Command = {
  name: 's_client',
  flags:
    'showcerts brief quiet ign_eof noservername verify_return_error tls1_2 tls1_3 no_ign_eof crlf status msg debug state',
  values: 'connect servername CAfile CApath alpn verify_hostname verify cert key',
  run,
};
