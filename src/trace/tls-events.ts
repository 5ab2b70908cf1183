/**
 * TLS over a connection. `side` is the end that speaks. What it says in secret is `tls.sent`; the records that carry it
 * are the `conn.sent` events of that end, one record each: all that anybody on the way can see.
 */
export type TlsEvent =
  | {
      readonly kind: 'tls.started';
      readonly conn: number;
      readonly pid: number;
      readonly side: 'client' | 'server';
    }
  /** A message of the handshake goes out, as a record of so many bytes; what is `sealed` nobody on the way can read. */
  | {
      readonly kind: 'tls.step';
      readonly conn: number;
      readonly pid: number;
      readonly side: 'client' | 'server';
      readonly message: string;
      readonly bytes: number;
      readonly sealed: boolean;
      readonly detail: string;
    }
  | {
      readonly kind: 'tls.alert';
      readonly conn: number;
      readonly pid: number;
      readonly side: 'client' | 'server';
      readonly alert: string;
      readonly sealed: boolean;
    }
  /** What a client made of the certificate that it was shown; `verdict` is empty when it believes it. */
  | {
      readonly kind: 'tls.certificate';
      readonly conn: number;
      readonly pid: number;
      readonly subject: string;
      readonly issuer: string;
      readonly names: readonly string[];
      /** Seconds since the Unix epoch. */
      readonly notBefore: number;
      readonly notAfter: number;
      readonly verdict: string;
      /** The client went on all the same (curl -k). */
      readonly ignored: boolean;
    }
  | {
      readonly kind: 'tls.open';
      readonly conn: number;
      readonly pid: number;
      readonly side: 'client' | 'server';
      readonly version: string;
      readonly cipher: string;
      readonly sni: string;
      readonly alpn: string;
      readonly resumed: boolean;
    }
  /** `reason` is OpenSSL's, as a constant's name; `text` in its words. */
  | {
      readonly kind: 'tls.failed';
      readonly conn: number;
      readonly pid: number;
      readonly side: 'client' | 'server';
      readonly reason: string;
      readonly text: string;
    }
  | {
      readonly kind: 'tls.sent';
      readonly conn: number;
      readonly pid: number;
      readonly dir: 'up' | 'down';
      readonly bytes: number;
      readonly data: string;
      readonly req?: number;
    };
