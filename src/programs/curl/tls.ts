/** https in curl, as 7.88.1 with OpenSSL 3.0 does and tells it: the handshake, the certificate, what is wrong with either. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import { altNamesOf, ipBytes } from '../../protocols/pki/extensions.ts';
import { commonName, shortName, type Name } from '../../protocols/pki/name.ts';
import { coversHost, matchesHost, VERIFY_TEXTS } from '../../protocols/pki/verify.ts';
import { certificatesIn, type Certificate } from '../../protocols/pki/x509.ts';
import { Http2Client } from '../../protocols/http2/index.ts';
import { TlsClient } from '../../protocols/tls/client.ts';
import { expandCiphers, knowsCiphers } from '../../protocols/tls/cipher-list.ts';
import { VERSIONS, type Version } from '../../protocols/tls/parameters.ts';
import { opensslError, type TlsStep } from '../../protocols/tls/session.ts';
import { CurlError } from './body.ts';
import { clientIdentity } from './client-identity.ts';
import type { Options } from './options.ts';
import type { Voice } from './terminal.ts';
import type { Url } from './url.ts';

const STORE = '/etc/ssl/certs/ca-certificates.crt';
const LIBRARY = 'OpenSSL/3.0.19';
const HEADER = 5;

export class Security {
  private told = 0;
  private tickets = 0;
  private stream = -1;

  private constructor(
    readonly session: TlsClient,
    private readonly voice: Voice,
    /** Of the versions that are offered. */
    private readonly newest: Version,
  ) {}

  /** Speak TLS on a connected stream. Throws CurlError. */
  static *over(sys: Sys, fd: number, url: Url, options: Options, voice: Voice, deadline: number): Eff<Security> {
    const { flags, texts } = options;
    const insecure = flags.has('insecure');
    const alpn = flags.has('http1.0') ? ['http/1.0'] : flags.has('http1.1') ? ['http/1.1'] : ['h2', 'http/1.1'];
    const trusted = insecure && !texts.has('cacert') ? [] : store(sys, options);
    const ciphers = texts.get('ciphers');
    if (ciphers !== undefined && !knowsCiphers(ciphers))
      throw new CurlError(59, `failed setting cipher list: ${ciphers}`);
    const identity = clientIdentity(sys, options);
    const versions = versionsOf(options);
    const session = new TlsClient({
      random: (count) => sys.random(count),
      sni: ipBytes(url.host) === null ? url.host : null,
      alpn,
      identity,
      takesTickets: false,
      versions,
      ...(ciphers === undefined ? {} : { ciphers: expandCiphers(ciphers) }),
      trust: { now: sys.clock / 1e6, trusted, insecure, host: null },
    });
    const self = new Security(session, voice, versions.at(-1) ?? 'TLSv1.3');
    yield* voice.info(`ALPN: offers ${alpn.join(',')}`);
    sys.net.secure(fd, session);
    yield* self.tell();
    if (!insecure) {
      yield* voice.info(` CAfile: ${texts.get('cacert') ?? STORE}`);
      yield* voice.info(` CApath: ${texts.get('capath') ?? '/etc/ssl/certs'}`);
    }
    yield* self.shake(sys, fd, url, deadline);
    yield* self.introduce(url, insecure);
    if (self.http2) {
      yield* self.record('}');
      sys.net.secure(fd, new Http2Client(session));
    }
    return self;
  }

  private *shake(sys: Sys, fd: number, url: Url, deadline: number): Eff<void> {
    const { session, voice } = this;
    const begun = sys.now;
    let reset = false;
    let open = false;
    try {
      open = yield* sys.net.handshake(fd, deadline === Infinity ? null : Math.max(0, deadline - sys.now));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      reset = true;
    }
    yield* this.tell();
    const { failure, judgement } = session;
    if (reset) {
      const where = `${url.host}:${url.port}`;
      throw new CurlError(35, `OpenSSL SSL_connect: Connection reset by peer in connection to ${where} `);
    }
    if (!open) throw new CurlError(28, `SSL connection timeout after ${Math.round((sys.now - begun) / 1000)} ms`);
    if (failure === null) return;
    const problem = judgement?.refusal ? failure.detail : undefined;
    const message =
      problem === undefined ? `${LIBRARY}: ${opensslError(failure)}` : `SSL certificate problem: ${problem}`;
    yield* voice.info(message);
    throw new CurlError(problem === undefined ? 35 : 60, message);
  }

  /** What -v says of the server, and the name, which curl checks by itself. */
  private *introduce(url: Url, insecure: boolean): Eff<void> {
    const { session, voice } = this;
    yield* voice.info(`SSL connection using ${session.version ?? ''} / ${session.cipher?.name ?? ''}`);
    yield* voice.info(
      session.alpn === null
        ? 'ALPN: server did not agree on a protocol. Uses default.'
        : `ALPN: server accepted ${session.alpn}`,
    );
    const [leaf] = session.judgement?.shown ?? [];
    if (!leaf) return;
    yield* voice.info('Server certificate:');
    yield* voice.info(` subject: ${listed(leaf.subject)}`);
    yield* voice.info(` start date: ${dateText(leaf.notBefore)}`);
    yield* voice.info(` expire date: ${dateText(leaf.notAfter)}`);
    if (!insecure) yield* this.checkName(leaf, url.host);
    yield* voice.info(` issuer: ${listed(leaf.issuer)}`);
    const [first] = session.judgement?.problems ?? [];
    yield* voice.info(
      first === undefined
        ? ' SSL certificate verify ok.'
        : ` SSL certificate verify result: ${VERIFY_TEXTS[first.code] ?? ''} (${first.code}), continuing anyway.`,
    );
  }

  private *checkName(leaf: Certificate, host: string): Eff<void> {
    const { voice } = this;
    const name = commonName(leaf.subject) ?? '';
    const alternatives = altNamesOf(leaf).filter((n) => n.type === 'dns' || n.type === 'ip');
    const ok = coversHost(leaf, host);
    if (alternatives.length === 0) {
      if (ok) return yield* voice.info(` common name: ${name} (matched)`);
      const message = `SSL: certificate subject name '${name}' does not match target host name '${host}'`;
      yield* voice.info(message);
      throw new CurlError(60, message);
    }
    if (!ok) {
      yield* voice.info(` subjectAltName does not match ${host}`);
      const message = `SSL: no alternative certificate subject name matches target host name '${host}'`;
      yield* voice.info(message);
      throw new CurlError(60, message);
    }
    const match = alternatives.find((n) => n.type === 'dns' && matchesHost(n.value, host));
    if (match?.type === 'dns') yield* voice.info(` subjectAltName: host "${host}" matched cert's "${match.value}"`);
    else yield* voice.info(` subjectAltName: host "${host}" matched cert's IP address!`);
  }

  /** Say what the session has said and heard since the last time. */
  *tell(): Eff<void> {
    const { steps } = this.session;
    for (; this.told < steps.length; this.told++) {
      const step = steps[this.told];
      if (step && !(step.kind === 'change cipher' && step.dir === 'in')) yield* this.tellOne(step);
    }
  }

  private *tellOne(step: TlsStep): Eff<void> {
    const { voice } = this;
    const mark = step.dir === 'out' ? '}' : '{';
    yield* voice.records(mark, HEADER);
    const way = step.dir === 'out' ? 'OUT' : 'IN';
    yield* voice.info(`${step.version ?? this.newest} (${way}), TLS ${step.kind}, ${step.name} (${step.number}):`);
    yield* voice.records(mark, step.bytes);
    if (step.name === 'Newsession Ticket' && ++this.tickets === 2)
      yield* voice.info('old SSL session ID is stale, removing');
  }

  get http2(): boolean {
    return this.session.alpn === 'h2';
  }

  /** How the request will be spoken, and over HTTP/2 its pseudo headers. */
  *opening(request: readonly string[], scheme: string): Eff<void> {
    const { voice } = this;
    if (!this.http2) return;
    const [start = '', ...lines] = request;
    const [method = '', path = ''] = start.split(' ');
    const fields = lines
      .filter((line) => line !== '')
      .map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()));
    const authority = fields.find((line) => line.startsWith('host: '))?.slice('host: '.length) ?? '';
    const rest = fields.filter((line) => !line.startsWith('host: '));
    const all = [`:method: ${method}`, `:path: ${path}`, `:scheme: ${scheme}`, `:authority: ${authority}`, ...rest];
    for (const line of all) yield* voice.info(`h2h3 [${line}]`);
    this.stream += 2;
    yield* voice.info(`Using Stream ID: ${this.stream} (easy handle 0x55d0c0de1000)`);
  }

  /** Request lines as HTTP/2 has them: no version but its own, names in lower case (Host is curl's own word). */
  shown(request: readonly string[]): readonly string[] {
    if (!this.http2) return request;
    return request.map((line, i) =>
      i === 0
        ? line.replace(/ HTTP\/1\.[01]$/, ' HTTP/2')
        : line.startsWith('Host:')
          ? line
          : line.replace(/^[^:]*/, (name) => name.toLowerCase()),
    );
  }

  /** Records on their way, as -v counts them. */
  *record(mark: '{' | '}'): Eff<void> {
    yield* this.voice.records(mark, HEADER);
  }

  /** OpenSSL 3 calls an end without goodbye an error. */
  get broken(): string | null {
    const { failure, ragged } = this.session;
    if (failure !== null) return `OpenSSL SSL_read: ${opensslError(failure)}, errno 0`;
    return ragged ? 'OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading, errno 0' : null;
  }
}

function store(sys: Sys, options: Options): readonly Certificate[] {
  const path = options.texts.get('cacert') ?? STORE;
  try {
    const found = certificatesIn(sys.fs.readFile(path));
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  throw new CurlError(77, `error setting certificate file: ${path}`);
}

/** -1, --tlsv1.2 and --tlsv1.3 are the least, --tls-max is the most. */
function versionsOf({ flags, texts }: Options): readonly Version[] {
  const most = texts.get('tls-max') ?? 'default';
  return VERSIONS.filter((v) => {
    const number = v.slice('TLSv'.length);
    if (flags.has('tlsv1.3') && number < '1.3') return false;
    return most === 'default' || number <= most;
  });
}

/** `C=TW; O=Diner; CN=example.com` */
const listed = (name: Name): string => name.map((a) => `${shortName(a.oid)}=${a.value}`).join('; ');

function dateText(seconds: number): string {
  const t = civilTime(seconds);
  const day = String(t.day).padStart(2);
  return `${MONTHS[t.month - 1] ?? ''} ${day} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year} GMT`;
}
