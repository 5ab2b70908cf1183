import type { Host } from '../conf/server.ts';

/** One request and what has become of it, as the handlers and the logs see it. */
export interface Exchange {
  readonly fd: number;
  readonly tid: number;
  readonly conn: number;
  readonly req: number;
  readonly line: string;
  readonly method: string;
  /** As sent. */
  readonly target: string;
  /** Decoded, dots resolved. */
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  /** 1000 for HTTP/1.0. */
  readonly version: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly host: Host;
  readonly serverName: string;
  /** As the client wrote it, or the listening one. */
  readonly port: number;
  readonly peerAddress: string;
  readonly peerPort: string;
  /** µs since the Unix epoch. */
  readonly beganAt: number;
  keepalive: boolean;
  status: number;
  bodyBytes: number;
  bytesOut: number;
  sent: readonly (readonly [name: string, value: string])[];
}

export const headerOf = (headers: Exchange['headers'], name: string): string | null => {
  const lower = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === lower)?.[1] ?? null;
};
