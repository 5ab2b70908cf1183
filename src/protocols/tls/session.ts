/**
 * One end of a TLS session over any stream: records in, records out, plaintext on the other side. The messages, their
 * order and their sizes are those of RFC 8446 (1.3) and RFC 5246 (1.2). Simplified: no key exchange (see seal.ts), no
 * signature over the handshake, no renegotiation, no client certificates, no early data, no HelloRetryRequest.
 */
import { concat, EMPTY, fromLatin1, type Bytes } from '../../base/bytes.ts';
import { sha256 } from '../../base/hash.ts';
import { HANDSHAKE, MESSAGE_NAMES, TlsDecodeError } from './messages.ts';
import { ALERTS, alertByNumber, isFatal, type AlertName, type Cipher, type Version } from './parameters.ts';
import { CONTENT, MAX_PLAIN, record, RecordReader } from './records.ts';
import { overhead, Sealer } from './seal.ts';

/** Why a session could not be, or ended: OpenSSL's reason as a constant's name and in words. */
export interface TlsFailure {
  readonly reason: string;
  readonly text: string;
  /** `SSL_R_*` number, for messages that show it; 0 for none. */
  readonly code: number;
  /** What exactly a certificate lacks. */
  readonly detail?: string;
}

/** What happened, for a trace: messages are noted by the end that sends them. */
export type TlsNote =
  | {
      readonly kind: 'step';
      readonly message: string;
      /** Of the record or records on the wire. */
      readonly bytes: number;
      readonly sealed: boolean;
      readonly detail: string;
    }
  | { readonly kind: 'alert'; readonly alert: string; readonly sealed: boolean }
  | {
      readonly kind: 'certificate';
      readonly subject: string;
      readonly issuer: string;
      readonly names: readonly string[];
      readonly notBefore: number;
      readonly notAfter: number;
      readonly verdict: string;
      readonly ignored: boolean;
    }
  | {
      readonly kind: 'open';
      readonly version: string;
      readonly cipher: string;
      readonly sni: string;
      readonly alpn: string;
      readonly resumed: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly text: string };

/** One line of the conversation as `curl -v` tells it. */
export interface TlsStep {
  readonly dir: 'in' | 'out';
  readonly version: Version | null;
  readonly kind: 'handshake' | 'change cipher' | 'alert';
  readonly name: string;
  readonly number: number;
  /** Bytes of the message. */
  readonly bytes: number;
}

const failureCodes: Readonly<Record<string, number>> = {
  WRONG_VERSION_NUMBER: 0x10b,
  HTTP_REQUEST: 0x9c,
  UNSUPPORTED_PROTOCOL: 0x102,
  NO_SHARED_CIPHER: 0xc1,
  NO_APPLICATION_PROTOCOL: 0xeb,
  CERTIFICATE_VERIFY_FAILED: 0x86,
  UNEXPECTED_EOF_WHILE_READING: 0x126,
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 0x119,
  UNEXPECTED_MESSAGE: 0xf4,
  CALLBACK_FAILED: 0xea,
};

export const failure = (reason: string, code = failureCodes[reason] ?? 0): TlsFailure => ({
  reason,
  text: reason.toLowerCase().replaceAll('_', ' '),
  code,
});

/** `error:0A00010B:SSL routines::wrong version number`: library 20, then the reason (err.h of OpenSSL 3). */
export const opensslError = ({ code, text }: TlsFailure): string =>
  `error:0A${code.toString(16).toUpperCase().padStart(6, '0')}:SSL routines::${text}`;

export abstract class TlsSession {
  abstract readonly side: 'client' | 'server';
  state: 'handshake' | 'open' | 'failed' = 'handshake';
  failure: TlsFailure | null = null;
  version: Version | null = null;
  cipher: Cipher | null = null;
  alpn: string | null = null;
  sni: string | null = null;
  resumed = false;
  /** The other end has said that it will send no more. */
  notified = false;
  readonly steps: TlsStep[] = [];
  /** Of the wire, records and all, so far. */
  bytesIn = 0;
  bytesOut = 0;
  protected sealedOut: Sealer | null = null;
  protected sealedIn: Sealer | null = null;
  private readonly records = new RecordReader();
  private messages: Bytes = EMPTY;
  private output: Bytes[] = [];
  private notes: TlsNote[] = [];
  private cost = 0;
  private readonly plain: Bytes[] = [];
  private plainBytes = 0;
  private wireEnded = false;
  private saidGoodbye = false;

  /** A complete handshake message of the other end. */
  protected abstract message(type: number, body: Bytes): void;

  // --- what the stream's owner calls

  /** Bytes from the wire. */
  receive(bytes: Bytes): void {
    if (this.state === 'failed') return;
    this.bytesIn += bytes.length;
    this.records.feed(bytes);
    while (!this.stopped) {
      const next = this.records.next();
      if (next.type === 'more') return;
      if (next.type === 'fault') return this.notTls(next.received);
      try {
        this.take(next.record.type, next.record.payload);
      } catch (error) {
        if (!(error instanceof TlsDecodeError)) throw error;
        this.fail(failure('DECODE_ERROR', 0x6e), 'decode_error');
      }
    }
  }

  private get stopped(): boolean {
    return this.state === 'failed';
  }

  /** The wire has ended, announced or not. */
  end(): void {
    this.wireEnded = true;
    if (this.state === 'handshake') this.fail(failure('UNEXPECTED_EOF_WHILE_READING'), null);
  }

  get ended(): boolean {
    return this.notified || this.wireEnded;
  }

  /** Did the stream end without the other end's saying so? */
  get ragged(): boolean {
    return this.wireEnded && !this.notified;
  }

  /** Records for the wire, each as one. */
  takeOutput(): readonly Bytes[] {
    if (this.output.length === 0) return [];
    for (const one of this.output) this.bytesOut += one.length;
    return this.output.splice(0);
  }

  takeNotes(): readonly TlsNote[] {
    return this.notes.length === 0 ? [] : this.notes.splice(0);
  }

  /** CPU time, µs, that the handshake has cost since the last call. */
  takeCost(): number {
    const { cost } = this;
    this.cost = 0;
    return cost;
  }

  get available(): number {
    return this.plainBytes;
  }

  peek(max: number): Bytes | null {
    return this.plain[0]?.subarray(0, max) ?? null;
  }

  read(max: number): Bytes | null {
    const first = this.plain[0];
    if (!first) return null;
    const taken = first.subarray(0, max);
    if (taken.length === first.length) this.plain.shift();
    else this.plain[0] = first.subarray(max);
    this.plainBytes -= taken.length;
    return taken;
  }

  /** Plaintext as records for the wire. */
  seal(bytes: Bytes): readonly Bytes[] {
    const found: Bytes[] = [];
    for (let at = 0; at < bytes.length; at += MAX_PLAIN)
      found.push(this.sealed(CONTENT.application, bytes.subarray(at, at + MAX_PLAIN)));
    return found;
  }

  /** Say that no more will be sent (close_notify). */
  close(): void {
    if (this.state !== 'open' || this.saidGoodbye) return;
    this.saidGoodbye = true;
    this.alert('close_notify');
  }

  // --- for the two ends

  protected spend(us: number): void {
    this.cost += us;
  }

  protected note(note: TlsNote): void {
    this.notes.push(note);
  }

  protected send(message: Bytes, detail = '', minor = 3): void {
    const type = message[0] ?? 0;
    const sealed = this.sealedOut !== null;
    const bytes = sealed ? this.sealed(CONTENT.handshake, message) : record(CONTENT.handshake, message, minor);
    this.output.push(bytes);
    this.said('out', 'handshake', MESSAGE_NAMES[type] ?? 'message', type, message.length);
    this.note({ kind: 'step', message: messageKey(type), bytes: bytes.length, sealed, detail });
  }

  protected changeCipher(): void {
    const bytes = record(CONTENT.changeCipherSpec, Uint8Array.of(1));
    this.output.push(bytes);
    this.said('out', 'change cipher', 'Change cipher spec', 1, 1);
    this.note({ kind: 'step', message: 'ChangeCipherSpec', bytes: bytes.length, sealed: false, detail: '' });
  }

  /** From the two hellos' random bytes: one key for each direction. */
  protected keys(version: Version, client: Bytes, server: Bytes): { readonly up: Sealer; readonly down: Sealer } {
    const make = (mark: number): Sealer => new Sealer(version, concat([client, server, Uint8Array.of(mark)]));
    return { up: make(1), down: make(2) };
  }

  /** What Finished proves: that both saw the same hellos. */
  protected proof(client: Bytes, server: Bytes, mark: number): Bytes {
    const digest = sha256(concat([client, server, Uint8Array.of(mark)]));
    return this.version === 'TLSv1.3' ? concat([digest, digest.subarray(0, 16)]) : digest.subarray(0, 12);
  }

  protected opened(): void {
    this.state = 'open';
    this.note({
      kind: 'open',
      version: this.version ?? '',
      cipher: this.cipher?.name ?? '',
      sni: this.sni ?? '',
      alpn: this.alpn ?? '',
      resumed: this.resumed,
    });
  }

  protected fail(reason: TlsFailure, alert: AlertName | null): void {
    if (this.state === 'failed') return;
    if (alert !== null) this.alert(alert);
    this.state = 'failed';
    this.failure = reason;
    const text = reason.detail === undefined ? reason.text : `${reason.text}: ${reason.detail}`;
    this.note({ kind: 'failed', reason: reason.reason, text });
  }

  private alert(name: AlertName): void {
    const body = Uint8Array.of(isFatal(name) ? 2 : 1, ALERTS[name][0]);
    const sealed = this.sealedOut !== null;
    this.output.push(sealed ? this.sealed(CONTENT.alert, body) : record(CONTENT.alert, body));
    this.said('out', 'alert', ALERTS[name][1], (isFatal(name) ? 512 : 256) + ALERTS[name][0], 2);
    this.note({ kind: 'alert', alert: name, sealed });
  }

  private sealed(type: number, bytes: Bytes): Bytes {
    if (this.sealedOut === null) return record(type, bytes);
    const outer = this.version === 'TLSv1.3' ? CONTENT.application : type;
    return record(outer, this.sealedOut.seal(type, bytes));
  }

  private said(dir: 'in' | 'out', kind: TlsStep['kind'], name: string, number: number, bytes: number): void {
    if (this.steps.length < 64) this.steps.push({ dir, version: this.version, kind, name, number, bytes });
  }

  // --- what comes in

  private take(type: number, payload: Bytes): void {
    if (type === CONTENT.changeCipherSpec) return this.cipherChanged();
    const encrypted = this.sealedIn !== null && (this.version === 'TLSv1.2' || type === CONTENT.application);
    if (!encrypted || this.sealedIn === null) return this.content(type, payload);
    const opened = this.sealedIn.open(type, payload);
    if (opened === null) return this.fail(failure('DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), 'bad_record_mac');
    this.content(opened.type, opened.plain);
  }

  /** TLS 1.2: the other end's next record is sealed. In 1.3 it means nothing (RFC 8446 appendix D.4). */
  protected cipherChanged(): void {
    this.said('in', 'change cipher', 'Change cipher spec', 1, 1);
  }

  private content(type: number, payload: Bytes): void {
    switch (type) {
      case CONTENT.alert:
        return this.alerted(payload);
      case CONTENT.handshake:
        this.messages = this.messages.length === 0 ? payload : concat([this.messages, payload]);
        return this.eachMessage();
      case CONTENT.application:
        if (this.state !== 'open') return this.fail(failure('UNEXPECTED_MESSAGE'), 'unexpected_message');
        if (payload.length === 0 || this.notified) return;
        this.plain.push(payload);
        this.plainBytes += payload.length;
        return;
      default:
        return this.fail(failure('UNEXPECTED_MESSAGE'), 'unexpected_message');
    }
  }

  private eachMessage(): void {
    for (;;) {
      const { messages } = this;
      if (messages.length < 4 || this.stopped) return;
      const [type = 0, a = 0, b = 0, c = 0] = messages;
      const length = (a << 16) | (b << 8) | c;
      if (length > 100_000) return this.fail(failure('EXCESSIVE_MESSAGE_SIZE', 0x98), 'illegal_parameter');
      if (messages.length < 4 + length) return;
      this.messages = messages.subarray(4 + length);
      // The hello that settles the version is told of under it.
      if (type !== HANDSHAKE.serverHello && type !== HANDSHAKE.clientHello)
        this.said('in', 'handshake', MESSAGE_NAMES[type] ?? 'message', type, length + 4);
      this.message(type, messages.subarray(4, 4 + length));
    }
  }

  protected hello(type: number, bytes: number): void {
    this.said('in', 'handshake', MESSAGE_NAMES[type] ?? 'message', type, bytes + 4);
  }

  private alerted(payload: Bytes): void {
    const [, number = 0] = payload;
    const name = alertByNumber(number);
    this.said('in', 'alert', name === null ? 'unknown' : ALERTS[name][1], (payload[0] ?? 0) * 256 + number, 2);
    if (name === 'close_notify') {
      this.notified = true;
      return this.state === 'handshake' ? this.fail(failure('UNEXPECTED_EOF_WHILE_READING'), null) : undefined;
    }
    const reason = name === null ? 'UNKNOWN_ALERT_TYPE' : ALERTS[name][2].toUpperCase().replaceAll(' ', '_');
    this.fail(failure(reason, 1000 + number), null);
  }

  /** OpenSSL says nothing to a peer that does not speak TLS (ssl3_get_record, first record). */
  private notTls(received: Bytes): void {
    const text = fromLatin1(received.subarray(0, 5));
    const http = this.state === 'handshake' && /^(GET |POST |HEAD |PUT )/.test(text);
    this.fail(
      failure(http ? 'HTTP_REQUEST' : 'WRONG_VERSION_NUMBER'),
      this.version === null ? null : 'protocol_version',
    );
  }

  /** Bytes that a record adds to its plaintext, header included. */
  get recordOverhead(): number {
    return overhead(this.version ?? 'TLSv1.3') + 5;
  }
}

const KEYS: Readonly<Record<number, string>> = {
  1: 'ClientHello',
  2: 'ServerHello',
  4: 'NewSessionTicket',
  8: 'EncryptedExtensions',
  11: 'Certificate',
  12: 'ServerKeyExchange',
  14: 'ServerHelloDone',
  15: 'CertificateVerify',
  16: 'ClientKeyExchange',
  20: 'Finished',
};

const messageKey = (type: number): string => KEYS[type] ?? 'Message';
