/** Versions, ciphers, alerts: names as OpenSSL 3 prints them and numbers as IANA gives them. */

export const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
export type Version = (typeof VERSIONS)[number];

export const VERSION_NUMBER: Readonly<Record<Version, number>> = { 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304 };

export interface Cipher {
  readonly name: string;
  readonly number: number;
  readonly version: Version;
  /** Kind of certificate; null for any. */
  readonly key: 'rsa' | 'ec' | null;
}

/** In OpenSSL's order of preference. */
export const CIPHERS: readonly Cipher[] = [
  { name: 'TLS_AES_256_GCM_SHA384', number: 0x1302, version: 'TLSv1.3', key: null },
  { name: 'TLS_CHACHA20_POLY1305_SHA256', number: 0x1303, version: 'TLSv1.3', key: null },
  { name: 'TLS_AES_128_GCM_SHA256', number: 0x1301, version: 'TLSv1.3', key: null },
  { name: 'ECDHE-ECDSA-AES256-GCM-SHA384', number: 0xc02c, version: 'TLSv1.2', key: 'ec' },
  { name: 'ECDHE-RSA-AES256-GCM-SHA384', number: 0xc030, version: 'TLSv1.2', key: 'rsa' },
  { name: 'ECDHE-ECDSA-CHACHA20-POLY1305', number: 0xcca9, version: 'TLSv1.2', key: 'ec' },
  { name: 'ECDHE-RSA-CHACHA20-POLY1305', number: 0xcca8, version: 'TLSv1.2', key: 'rsa' },
  { name: 'ECDHE-ECDSA-AES128-GCM-SHA256', number: 0xc02b, version: 'TLSv1.2', key: 'ec' },
  { name: 'ECDHE-RSA-AES128-GCM-SHA256', number: 0xc02f, version: 'TLSv1.2', key: 'rsa' },
];

export const cipherByNumber = (number: number): Cipher | undefined => CIPHERS.find((c) => c.number === number);

/** RFC 8446 section 6: the number, and OpenSSL's name and words for it. */
export const ALERTS = {
  close_notify: [0, 'close notify', ''],
  unexpected_message: [10, 'unexpected message', 'unexpected message'],
  bad_record_mac: [20, 'bad record mac', 'bad record mac'],
  record_overflow: [22, 'record overflow', 'record overflow'],
  handshake_failure: [40, 'handshake failure', 'sslv3 alert handshake failure'],
  bad_certificate: [42, 'bad certificate', 'sslv3 alert bad certificate'],
  unsupported_certificate: [43, 'unsupported certificate', 'sslv3 alert unsupported certificate'],
  certificate_expired: [45, 'certificate expired', 'sslv3 alert certificate expired'],
  certificate_unknown: [46, 'certificate unknown', 'sslv3 alert certificate unknown'],
  illegal_parameter: [47, 'illegal parameter', 'sslv3 alert illegal parameter'],
  unknown_ca: [48, 'unknown CA', 'tlsv1 alert unknown ca'],
  decode_error: [50, 'decode error', 'tlsv1 alert decode error'],
  decrypt_error: [51, 'decrypt error', 'tlsv1 alert decrypt error'],
  protocol_version: [70, 'protocol version', 'tlsv1 alert protocol version'],
  internal_error: [80, 'internal error', 'tlsv1 alert internal error'],
  unrecognized_name: [112, 'unrecognized name', 'tlsv1 unrecognized name'],
  no_application_protocol: [120, 'no application protocol', 'tlsv1 alert no application protocol'],
} as const;

export type AlertName = keyof typeof ALERTS;

export const alertByNumber = (number: number): AlertName | null =>
  (Object.keys(ALERTS) as AlertName[]).find((name) => ALERTS[name][0] === number) ?? null;
/** Close notify and the like go at warning level; what ends a handshake is fatal. */
export const isFatal = (name: AlertName): boolean => name !== 'close_notify';
