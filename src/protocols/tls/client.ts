/** The client's end of TLS: says hello, judges the certificate, asks for nothing else. */
import { EMPTY, type Bytes } from '../../base/bytes.ts';
import {
  encodeCertificates,
  encodeClientHello,
  handshake,
  HANDSHAKE,
  number,
  parseCertificates,
  parseEncryptedExtensions,
  parseServerHello,
  vector,
} from './messages.ts';
import { judge, type Judgement, type Trust } from './judge.ts';
import { cipherByNumber, CIPHERS, VERSION_NUMBER, VERSIONS, type Version } from './parameters.ts';
import { failure, TlsSession } from './session.ts';

export interface ClientOptions {
  readonly random: (count: number) => Bytes;
  /** Name for SNI; null for none (an address has none: RFC 6066 section 3). */
  readonly sni: string | null;
  readonly alpn: readonly string[];
  readonly versions?: readonly Version[];
  /** Names of ciphers of TLS 1.2; all when not given. */
  readonly ciphers?: readonly string[];
  /** What certificates are judged by; null: they are not looked at. */
  readonly trust: Trust | null;
  /** To show when the server asks; the chain as DER, and bytes of a signature. */
  readonly identity?: { readonly chain: readonly Bytes[]; readonly signature: number } | null;
  /** False: no tickets of TLS 1.2. */
  readonly takesTickets?: boolean;
  /** Of an earlier session with this server. */
  readonly ticket?: Bytes | null;
}

/** CPU of a client's share of the key exchange and of checking a chain, µs (openssl speed on a 3 GHz core, rounded). */
const EXCHANGE_CPU = 90;
const JUDGE_CPU = 120;

export class TlsClient extends TlsSession {
  readonly side = 'client';
  /** What the server showed, as DER. */
  chain: readonly Bytes[] = [];
  /** Null where there was no need to look: a resumed session. */
  judgement: Judgement | null = null;
  /** To resume with. */
  ticket: Bytes | null = null;
  /** Hears of every ticket, for whoever keeps them. */
  onTicket: (ticket: Bytes) => void = () => undefined;
  private readonly random: Bytes;
  private asked = false;
  private serverRandom: Bytes = EMPTY;
  private upSealer: ReturnType<TlsSession['keys']>['up'] | null = null;

  constructor(private readonly options: ClientOptions) {
    super();
    this.random = options.random(32);
    this.sni = options.sni;
    this.greet();
  }

  private get versions(): readonly Version[] {
    return this.options.versions ?? VERSIONS;
  }

  private greet(): void {
    const { options, versions } = this;
    const offered = CIPHERS.filter(
      (c) => versions.includes(c.version) && (c.version === 'TLSv1.3' || (options.ciphers?.includes(c.name) ?? true)),
    );
    const hello = encodeClientHello(
      {
        random: this.random,
        ciphers: offered.map((c) => c.number),
        allCiphers: options.ciphers === undefined && versions.includes('TLSv1.2'),
        versions: [...versions].reverse().map((v) => VERSION_NUMBER[v]),
        serverName: options.sni,
        alpn: options.alpn,
        ticket: options.ticket ?? null,
        takesTickets: options.takesTickets ?? true,
      },
      options.random,
    );
    const said = [
      options.sni === null ? '' : `SNI ${options.sni}`,
      options.alpn.length === 0 ? '' : `ALPN ${options.alpn.join(', ')}`,
    ];
    this.send(hello, said.filter((part) => part !== '').join('; '), 1);
    this.spend(EXCHANGE_CPU / 2);
  }

  protected message(type: number, body: Bytes): void {
    switch (type) {
      case HANDSHAKE.serverHello:
        return this.gotHello(body);
      case HANDSHAKE.encryptedExtensions:
        this.alpn = parseEncryptedExtensions(body);
        return;
      case HANDSHAKE.certificate:
        return this.gotCertificates(body);
      case HANDSHAKE.certificateRequest:
        this.asked = true;
        return;
      case HANDSHAKE.serverKeyExchange:
      case HANDSHAKE.certificateVerify:
        return;
      case HANDSHAKE.serverHelloDone:
        return this.answer12();
      case HANDSHAKE.finished:
        return this.gotFinished(body);
      case HANDSHAKE.newSessionTicket:
        this.ticket = body;
        return this.onTicket(body);
      default:
        return this.fail(failure('UNEXPECTED_MESSAGE'), 'unexpected_message');
    }
  }

  private gotHello(body: Bytes): void {
    const hello = parseServerHello(body);
    const version = this.versions.find((v) => VERSION_NUMBER[v] === hello.version);
    const cipher = cipherByNumber(hello.cipher);
    if (version === undefined) return this.fail(failure('UNSUPPORTED_PROTOCOL'), 'protocol_version');
    if (cipher === undefined) return this.fail(failure('WRONG_CIPHER_RETURNED', 0x105), 'illegal_parameter');
    this.version = version;
    this.hello(HANDSHAKE.serverHello, body.length);
    this.cipher = cipher;
    this.serverRandom = hello.random;
    this.resumed = hello.resumed;
    if (version === 'TLSv1.2') this.alpn = hello.alpn;
    const { up, down } = this.keys(version, this.random, hello.random);
    this.upSealer = up;
    this.downSealer = down;
    if (version === 'TLSv1.3') this.sealedIn = down;
    this.spend(EXCHANGE_CPU / 2);
  }

  private downSealer: ReturnType<TlsSession['keys']>['down'] | null = null;

  protected override cipherChanged(): void {
    super.cipherChanged();
    if (this.version === 'TLSv1.2') this.sealedIn = this.downSealer;
  }

  private gotCertificates(body: Bytes): void {
    this.chain = parseCertificates(body, this.version === 'TLSv1.3');
    this.spend(JUDGE_CPU * Math.max(1, this.chain.length));
    if (this.options.trust === null) return;
    this.judgement = judge(this.chain, this.options.trust);
    const { note, refusal } = this.judgement;
    this.note(note);
    if (refusal !== null) this.refuse(refusal);
  }

  /** In 1.3 what the client says is sealed from here on, alerts too. */
  private refuse({ failure: why, alert }: NonNullable<Judgement['refusal']>): void {
    if (this.version === 'TLSv1.3') this.sealedOut = this.upSealer;
    this.fail(why, alert);
  }

  private answer12(): void {
    if (this.asked) this.show(false);
    this.send(handshake(HANDSHAKE.clientKeyExchange, vector(1, this.options.random(32))));
    if (this.asked) this.sign();
    this.finish();
  }

  /** Its own certificate, or none. */
  private show(modern: boolean): void {
    const chain = this.options.identity?.chain ?? [];
    this.send(encodeCertificates(chain, modern), `${chain.length}`);
  }

  private sign(): void {
    const { identity, random } = this.options;
    if (!identity || identity.chain.length === 0) return;
    this.send(handshake(HANDSHAKE.certificateVerify, number(0x0804, 2), vector(2, random(identity.signature))));
  }

  private finish(): void {
    this.changeCipher();
    this.sealedOut = this.upSealer;
    if (this.asked && this.version === 'TLSv1.3') {
      this.show(true);
      this.sign();
    }
    this.send(handshake(HANDSHAKE.finished, this.proof(this.random, this.serverRandom, 1)));
  }

  private gotFinished(body: Bytes): void {
    const proof = this.proof(this.random, this.serverRandom, 2);
    if (body.length !== proof.length || !body.every((b, i) => b === proof[i]))
      return this.fail(failure('DIGEST_CHECK_FAILED', 0x95), 'handshake_failure');
    if (this.version === 'TLSv1.3' || this.resumed) this.finish();
    this.opened();
  }
}
