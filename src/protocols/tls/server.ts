/** The server's end of TLS: picks version, certificate by name, cipher and application protocol. */
import { concat, EMPTY, type Bytes } from '../../base/bytes.ts';
import type { PrivateKey } from '../pki/keys.ts';
import { keyBits } from '../pki/keys.ts';
import type { Certificate } from '../pki/x509.ts';
import {
  alpnExtension,
  encodeCertificateRequest,
  encodeCertificates,
  encodeServerHello,
  handshake,
  HANDSHAKE,
  nameKnown,
  number,
  parseCertificates,
  parseClientHello,
  vector,
  type ClientHello,
} from './messages.ts';
import { CIPHERS, VERSION_NUMBER, VERSIONS, type Cipher, type Version } from './parameters.ts';
import { failure, TlsSession } from './session.ts';

/** A certificate with its chain, as DER, and the key that belongs to it. */
export interface Identity {
  readonly chain: readonly Bytes[];
  readonly key: PrivateKey;
}

/** What a server has to say to a name. */
export interface ServerChoice {
  /** Of different kinds of keys; the client's ciphers decide. */
  readonly identities: readonly Identity[];
  readonly versions: readonly Version[];
  /** Ciphers of TLS 1.2 by name, in order; all when null. */
  readonly ciphers: readonly string[] | null;
  readonly preferServer: boolean;
  readonly alpn: readonly string[];
  /** Clients are to show certificates, too; null or left out where they are not. */
  readonly asks?: ClientCheck | null;
}

/** What a server makes of clients' certificates. */
export interface ClientCheck {
  /** Whose it would believe, as DER. */
  readonly names: readonly Bytes[];
  readonly judge: (chain: readonly Bytes[]) => Peer | null;
}

/** The certificate that a client has shown, and what is wrong with it (VERIFY_TEXTS). */
export interface Peer {
  readonly certificate: Certificate;
  readonly problem: number | null;
}

export interface ServerOptions {
  readonly random: (count: number) => Bytes;
  /** Null refuses the name (unrecognized_name). */
  readonly choose: (sni: string | null) => ServerChoice | null;
  /** Refuse a client whose application protocols are all unknown, as nginx does; else go on without (RFC 7301 leaves it open). */
  readonly strictAlpn: boolean;
  /** Tickets of earlier sessions: the server's memory, or its ticket key. Null: none are given out. */
  readonly tickets: { readonly accepts: (ticket: Bytes) => boolean; readonly issue: (held: number) => Bytes } | null;
}

const EXCHANGE_CPU = 90;

/** CPU of the server's signature, µs (openssl speed on a 3 GHz core, rounded): why EC keys are cheaper. */
function signCpu(key: PrivateKey): number {
  const bits = keyBits(key);
  if (key.kind === 'rsa') return bits <= 2048 ? 600 : bits <= 3072 ? 1800 : 4000;
  return bits === 256 ? 30 : 400;
}

export class TlsServer extends TlsSession {
  readonly side = 'server';
  private readonly random: Bytes;
  private clientRandom: Bytes = EMPTY;
  private upSealer: ReturnType<TlsSession['keys']>['up'] | null = null;
  private helloSeen = false;
  private asks: ClientCheck | null = null;
  private ticketsWanted = true;
  /** Who the client has shown itself to be. */
  peer: Peer | null = null;

  constructor(private readonly options: ServerOptions) {
    super();
    this.random = options.random(32);
  }

  protected message(type: number, body: Bytes): void {
    switch (type) {
      case HANDSHAKE.clientHello:
        if (this.helloSeen) return this.fail(failure('UNEXPECTED_MESSAGE'), 'unexpected_message');
        this.helloSeen = true;
        return this.gotHello(parseClientHello(body), body.length);
      case HANDSHAKE.certificate:
        this.peer = this.asks?.judge(parseCertificates(body, this.version === 'TLSv1.3')) ?? null;
        return;
      case HANDSHAKE.clientKeyExchange:
      case HANDSHAKE.certificateVerify:
        return;
      case HANDSHAKE.finished:
        return this.gotFinished(body);
      default:
        return this.fail(failure('UNEXPECTED_MESSAGE'), 'unexpected_message');
    }
  }

  private gotHello(hello: ClientHello, bytes: number): void {
    this.sni = hello.serverName;
    this.clientRandom = hello.random;
    const choice = this.options.choose(hello.serverName);
    if (choice === null) return this.fail(failure('CALLBACK_FAILED'), 'unrecognized_name');
    const version = [...VERSIONS]
      .reverse()
      .find((v) => choice.versions.includes(v) && hello.versions.includes(VERSION_NUMBER[v]));
    if (version === undefined) return this.fail(failure('UNSUPPORTED_PROTOCOL'), 'protocol_version');
    const cipher = chooseCipher(hello, choice, version);
    const identity = choice.identities.find(({ key }) => cipher?.key === null || cipher?.key === key.kind);
    if (cipher === undefined || identity === undefined)
      return this.fail(failure('NO_SHARED_CIPHER'), 'handshake_failure');
    const alpn = choice.alpn.find((p) => hello.alpn.includes(p)) ?? null;
    if (alpn === null && hello.alpn.length > 0 && choice.alpn.length > 0 && this.options.strictAlpn)
      return this.fail(failure('NO_APPLICATION_PROTOCOL'), 'no_application_protocol');
    this.version = version;
    this.hello(HANDSHAKE.clientHello, bytes);
    this.cipher = cipher;
    this.alpn = alpn;
    this.asks = choice.asks ?? null;
    this.ticketsWanted = version === 'TLSv1.3' || hello.takesTickets !== false;
    // A session with a client's certificate is made anew each time.
    this.resumed =
      this.asks === null && hello.ticket !== null && (this.options.tickets?.accepts(hello.ticket) ?? false);
    const { up, down } = this.keys(version, hello.random, this.random);
    this.upSealer = up;
    this.spend(EXCHANGE_CPU + (this.resumed ? 0 : signCpu(identity.key)));
    const answer = {
      random: this.random,
      version: VERSION_NUMBER[version],
      cipher: cipher.number,
      alpn,
      named: this.sni !== null,
      resumed: this.resumed,
    };
    this.send(encodeServerHello(answer, this.options.random), `${version}, ${cipher.name}`);
    if (version === 'TLSv1.3') this.rest13(identity, down);
    else this.rest12(identity, down);
  }

  private rest13(identity: Identity, down: TlsSession['sealedOut']): void {
    this.changeCipher();
    this.sealedOut = down;
    this.sealedIn = this.upSealer;
    this.send(
      handshake(
        HANDSHAKE.encryptedExtensions,
        vector(
          2,
          this.sni === null || this.resumed ? EMPTY : nameKnown(),
          this.alpn === null ? EMPTY : alpnExtension(this.alpn),
        ),
      ),
      this.alpn === null ? '' : `ALPN ${this.alpn}`,
    );
    if (!this.resumed) {
      if (this.asks !== null) this.send(encodeCertificateRequest(this.asks.names, true));
      this.send(encodeCertificates(identity.chain, true), `${identity.chain.length}`);
      this.send(handshake(HANDSHAKE.certificateVerify, number(0x0804, 2), vector(2, this.signature(identity))));
    }
    this.send(handshake(HANDSHAKE.finished, this.proof(this.clientRandom, this.random, 2)));
  }

  private rest12(identity: Identity, down: TlsSession['sealedOut']): void {
    this.downSealer = down;
    if (this.resumed) return this.finish12();
    this.send(encodeCertificates(identity.chain, false), `${identity.chain.length}`);
    const curve = concat([Uint8Array.of(3), number(0x001d, 2), vector(1, this.options.random(32))]);
    this.send(handshake(HANDSHAKE.serverKeyExchange, curve, number(0x0401, 2), vector(2, this.signature(identity))));
    if (this.asks !== null) this.send(encodeCertificateRequest(this.asks.names, false));
    this.send(handshake(HANDSHAKE.serverHelloDone));
  }

  private downSealer: TlsSession['sealedOut'] = null;

  /** Stands for a signature, in its length. */
  private signature({ key }: Identity): Bytes {
    return this.options.random(key.kind === 'rsa' ? keyBits(key) / 8 : keyBits(key) / 4 + 7);
  }

  protected override cipherChanged(): void {
    super.cipherChanged();
    if (this.version === 'TLSv1.2') this.sealedIn = this.upSealer;
  }

  private gotFinished(body: Bytes): void {
    const proof = this.proof(this.clientRandom, this.random, 1);
    if (this.version === null || body.length !== proof.length || !body.every((b, i) => b === proof[i]))
      return this.fail(failure('DIGEST_CHECK_FAILED', 0x95), 'handshake_failure');
    if (this.version === 'TLSv1.2' && !this.resumed) this.finish12();
    this.opened();
    if (this.version === 'TLSv1.3') for (let i = 0; i < 2; i++) this.giveTicket();
  }

  private finish12(): void {
    this.giveTicket();
    this.changeCipher();
    this.sealedOut = this.downSealer;
    this.send(handshake(HANDSHAKE.finished, this.proof(this.clientRandom, this.random, 2)));
  }

  private giveTicket(): void {
    const { tickets } = this.options;
    // A ticket holds the session, and with it the names that it was made under.
    const shown = this.peer === null ? 0 : 4 + this.peer.certificate.raw.length;
    const held = [this.sni, this.alpn].reduce((sum, name) => sum + (name === null ? 0 : 4 + name.length), shown);
    if (tickets !== null && this.ticketsWanted) this.send(handshake(HANDSHAKE.newSessionTicket, tickets.issue(held)));
  }
}

function chooseCipher(hello: ClientHello, choice: ServerChoice, version: Version): Cipher | undefined {
  const usable = CIPHERS.filter(
    (c) =>
      c.version === version &&
      hello.ciphers.includes(c.number) &&
      (c.key === null || choice.identities.some(({ key }) => key.kind === c.key)) &&
      (version === 'TLSv1.3' || choice.ciphers === null || choice.ciphers.includes(c.name)),
  );
  const rank = (c: Cipher): number =>
    choice.preferServer && version === 'TLSv1.2' && choice.ciphers !== null
      ? choice.ciphers.indexOf(c.name)
      : hello.ciphers.indexOf(c.number);
  return usable.sort((a, b) => rank(a) - rank(b))[0];
}
