/** Handshake messages as bytes (RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066 SNI, RFC 7301 ALPN). */
import { concat, EMPTY, fromLatin1, latin1, type Bytes } from '../../base/bytes.ts';

export const HANDSHAKE = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** As curl and openssl print them. */
export const MESSAGE_NAMES: Readonly<Record<number, string>> = {
  1: 'Client hello',
  2: 'Server hello',
  4: 'Newsession Ticket',
  8: 'Encrypted Extensions',
  11: 'Certificate',
  12: 'Server key exchange',
  13: 'Request CERT',
  14: 'Server finished',
  15: 'CERT verify',
  16: 'Client key exchange',
  20: 'Finished',
};

export class TlsDecodeError extends Error {}

/** Reads numbers and vectors; running over the end throws TlsDecodeError. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Bytes) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(count: number): Bytes {
    if (count > this.left) throw new TlsDecodeError('too short');
    return this.bytes.subarray(this.at, (this.at += count));
  }

  number(size: number): number {
    return this.take(size).reduce((n, b) => n * 256 + b, 0);
  }

  /** A vector with its length, of `size` bytes, in front. */
  vector(size: number): Bytes {
    return this.take(this.number(size));
  }
}

export const number = (value: number, size: number): Bytes =>
  Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** (size - 1 - i)) & 255);
export const vector = (size: number, ...parts: readonly Bytes[]): Bytes => {
  const content = concat([EMPTY, ...parts]);
  return concat([number(content.length, size), content]);
};

export const handshake = (type: number, ...parts: readonly Bytes[]): Bytes =>
  concat([Uint8Array.of(type), vector(3, ...parts)]);

const EXTENSION = {
  serverName: 0,
  groups: 10,
  signatures: 13,
  alpn: 16,
  sessionTicket: 35,
  padding: 21,
  ticket: 41,
  versions: 43,
  authorities: 47,
  keyShare: 51,
};

const extension = (type: number, ...parts: readonly Bytes[]): Bytes => concat([number(type, 2), vector(2, ...parts)]);

function readExtensions(bytes: Bytes): Map<number, Bytes> {
  const reader = new Reader(bytes);
  const found = new Map<number, Bytes>();
  while (reader.left > 0) {
    const type = reader.number(2);
    found.set(type, reader.vector(2));
  }
  return found;
}

export interface ClientHello {
  readonly random: Bytes;
  readonly ciphers: readonly number[];
  /** Nothing was left out by choice. */
  readonly allCiphers?: boolean;
  /** Of TLS 1.2, whether the server may give out a ticket. */
  readonly takesTickets?: boolean;
  readonly versions: readonly number[];
  readonly serverName: string | null;
  readonly alpn: readonly string[];
  /** A ticket of an earlier session that the client would go on with. */
  readonly ticket: Bytes | null;
}

/** Groups and signature algorithms that clients of OpenSSL 3 name: for the size; nothing is decided by them. */
const GROUPS = [0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100, 0x0101];
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601,
];
/** With SHA-224, and for DSA: not for TLS 1.3. */
const OLDER = [0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602];
/** What OpenSSL 3 offers besides what is modelled, and says of itself: for the size, too. */
const OLDER_CIPHERS = [
  0x009f, 0xccaa, 0x009e, 0xc024, 0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013,
  0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
];
const HABITS: readonly Bytes[] = [[11, 3, 0, 1, 2], [22], [23]].map(([type = 0, ...content]) =>
  extension(type, Uint8Array.from(content)),
);

const MODES = extension(45, Uint8Array.of(1, 1));

/** Some middle boxes choke on hellos between 256 and 511 bytes, so OpenSSL pads them (RFC 7685). */
const [PAD_FROM, PAD_TO] = [256, 512];

export function encodeClientHello(hello: ClientHello, random: (count: number) => Bytes): Bytes {
  const { serverName, alpn, versions, ticket } = hello;
  const numbers = (values: readonly number[]): Bytes[] => values.map((v) => number(v, 2));
  const modern = versions.includes(0x0304);
  const extensions = [
    ...(serverName === null
      ? []
      : [extension(EXTENSION.serverName, vector(2, Uint8Array.of(0), vector(2, latin1(serverName))))]),
    extension(EXTENSION.groups, vector(2, ...numbers(GROUPS))),
    extension(EXTENSION.signatures, vector(2, ...numbers([...SIGNATURES, ...(modern ? [] : OLDER.slice(0, 4))]))),
    ...(alpn.length === 0 ? [] : [extension(EXTENSION.alpn, vector(2, ...alpn.map((p) => vector(1, latin1(p)))))]),
    ...(modern
      ? [
          extension(EXTENSION.versions, vector(1, ...numbers(versions))),
          extension(EXTENSION.keyShare, vector(2, number(0x001d, 2), vector(2, random(32)))),
          MODES,
        ]
      : []),
    ...HABITS,
    ...(hello.takesTickets === false ? [] : [extension(EXTENSION.sessionTicket)]),
    ...(ticket === null ? [] : [extension(EXTENSION.ticket, ticket)]),
  ];
  const build = (more: readonly Bytes[]): Bytes =>
    handshake(
      HANDSHAKE.clientHello,
      // What is older than TLS 1.2 is all that is left when nothing is.
      number(versions.length === 0 ? 0x0302 : 0x0303, 2),
      hello.random,
      // A session's number is only made up for those who have never heard of TLS 1.3.
      vector(1, modern ? random(32) : EMPTY),
      vector(2, ...numbers(hello.ciphers), ...(hello.allCiphers ? numbers(OLDER_CIPHERS) : []), number(0x00ff, 2)),
      vector(1, Uint8Array.of(0)),
      vector(2, ...extensions, ...more),
    );
  const plain = build([]);
  if (plain.length < PAD_FROM || plain.length >= PAD_TO) return plain;
  return build([extension(EXTENSION.padding, new Uint8Array(Math.max(1, PAD_TO - plain.length - 4)))]);
}

/** The body of the message, without its header. Throws TlsDecodeError. */
export function parseClientHello(body: Bytes): ClientHello {
  const reader = new Reader(body);
  const legacy = reader.number(2);
  const random = reader.take(32);
  reader.vector(1);
  const ciphers = pairs(reader.vector(2));
  reader.vector(1);
  const extensions = reader.left > 0 ? readExtensions(reader.vector(2)) : new Map<number, Bytes>();
  const names = extensions.get(EXTENSION.serverName);
  const alpn = extensions.get(EXTENSION.alpn);
  const versions = extensions.get(EXTENSION.versions);
  return {
    random,
    ciphers,
    versions: versions ? pairs(new Reader(versions).vector(1)) : [legacy],
    serverName: names ? serverNameOf(names) : null,
    alpn: alpn ? strings(new Reader(alpn).vector(2)) : [],
    ticket: extensions.get(EXTENSION.ticket) ?? null,
    takesTickets: extensions.has(EXTENSION.sessionTicket),
  };
}

function serverNameOf(bytes: Bytes): string | null {
  const list = new Reader(new Reader(bytes).vector(2));
  return list.number(1) === 0 ? fromLatin1(list.vector(2)) : null;
}

function pairs(bytes: Bytes): number[] {
  const reader = new Reader(bytes);
  const found: number[] = [];
  while (reader.left > 0) found.push(reader.number(2));
  return found;
}

function strings(bytes: Bytes): string[] {
  const reader = new Reader(bytes);
  const found: string[] = [];
  while (reader.left > 0) found.push(fromLatin1(reader.vector(1)));
  return found;
}

export interface ServerHello {
  /** The name that was asked for is known. */
  readonly named?: boolean;
  readonly random: Bytes;
  readonly version: number;
  readonly cipher: number;
  /** In TLS 1.2 it stands here; in 1.3 among the encrypted extensions. */
  readonly alpn: string | null;
  readonly resumed: boolean;
}

/** OpenSSL's in TLS 1.2: renegotiation, point formats, the extended master secret. */
const ANSWERS: readonly Bytes[] = [
  extension(0xff01, Uint8Array.of(0)),
  extension(11, Uint8Array.of(3, 0, 1, 2)),
  extension(23),
];

export function encodeServerHello(hello: ServerHello, random: (count: number) => Bytes): Bytes {
  const modern = hello.version === 0x0304;
  const extensions = modern
    ? [
        extension(EXTENSION.versions, number(hello.version, 2)),
        extension(EXTENSION.keyShare, number(0x001d, 2), vector(2, random(32))),
      ]
    : [...(hello.named ? [nameKnown()] : []), ...ANSWERS, ...(hello.alpn === null ? [] : [alpnExtension(hello.alpn)])];
  if (hello.resumed) extensions.push(extension(EXTENSION.ticket, number(0, 2)));
  return handshake(
    HANDSHAKE.serverHello,
    number(0x0303, 2),
    hello.random,
    vector(1, random(32)),
    number(hello.cipher, 2),
    Uint8Array.of(0),
    vector(2, ...extensions),
  );
}

export const alpnExtension = (protocol: string): Bytes =>
  extension(EXTENSION.alpn, vector(2, vector(1, latin1(protocol))));

export function parseServerHello(body: Bytes): ServerHello {
  const reader = new Reader(body);
  const legacy = reader.number(2);
  const random = reader.take(32);
  reader.vector(1);
  const cipher = reader.number(2);
  reader.take(1);
  const extensions = readExtensions(reader.vector(2));
  const version = extensions.get(EXTENSION.versions);
  return {
    random,
    cipher,
    version: version ? new Reader(version).number(2) : legacy,
    alpn: alpnIn(extensions),
    resumed: extensions.has(EXTENSION.ticket),
  };
}

const alpnIn = (extensions: ReadonlyMap<number, Bytes>): string | null => {
  const alpn = extensions.get(EXTENSION.alpn);
  return alpn ? (strings(new Reader(alpn).vector(2))[0] ?? null) : null;
};

export const parseEncryptedExtensions = (body: Bytes): string | null =>
  alpnIn(readExtensions(new Reader(body).vector(2)));

/** A server that knows the name says so. */
export const nameKnown = (): Bytes => extension(EXTENSION.serverName, EMPTY);

/** Certificates as DER, the server's own first. */
export function encodeCertificates(chain: readonly Bytes[], modern: boolean): Bytes {
  const entries = chain.map((der) => concat([vector(3, der), modern ? number(0, 2) : EMPTY]));
  return handshake(HANDSHAKE.certificate, modern ? Uint8Array.of(0) : EMPTY, vector(3, ...entries));
}

/** The server asks for the client's certificate, and names whose it would believe (as DER). */
export function encodeCertificateRequest(names: readonly Bytes[], modern: boolean): Bytes {
  const older = modern ? OLDER.slice(0, 2) : OLDER;
  const algorithms = vector(2, ...[...SIGNATURES, ...older].map((v) => number(v, 2)));
  const authorities = vector(2, ...names.map((name) => vector(2, name)));
  if (!modern)
    return handshake(HANDSHAKE.certificateRequest, vector(1, Uint8Array.of(1, 2, 64)), algorithms, authorities);
  const more = names.length === 0 ? [] : [extension(EXTENSION.authorities, authorities)];
  return handshake(
    HANDSHAKE.certificateRequest,
    vector(1),
    vector(2, extension(EXTENSION.signatures, algorithms), ...more),
  );
}

export function parseCertificates(body: Bytes, modern: boolean): Bytes[] {
  const reader = new Reader(body);
  if (modern) reader.vector(1);
  const list = new Reader(reader.vector(3));
  const found: Bytes[] = [];
  while (list.left > 0) {
    found.push(list.vector(3));
    if (modern) list.vector(2);
  }
  return found;
}
