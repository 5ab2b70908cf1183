/** What may lie between a program and the bytes of its stream: TLS, for one. The machine carries records and knows no cipher. */
import type { Bytes } from '../base/bytes.ts';
import type { EventInput } from '../trace/events.ts';

/** What a layer has to tell the trace; messages are told by the end that sends them. */
export type LayerNote =
  | {
      readonly kind: 'step';
      readonly message: string;
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

export interface StreamLayer {
  readonly side: 'client' | 'server';
  readonly state: 'handshake' | 'open' | 'failed';
  /** Bytes from the wire, and its end. */
  receive(bytes: Bytes): void;
  end(): void;
  /** For the wire, each as one write. */
  takeOutput(): readonly Bytes[];
  takeNotes(): readonly LayerNote[];
  /** CPU time, µs, since the last call. */
  takeCost(): number;
  /** Plaintext that has come. */
  readonly available: number;
  readonly ended: boolean;
  peek(max: number): Bytes | null;
  read(max: number): Bytes | null;
  seal(bytes: Bytes): readonly Bytes[];
  /** Say goodbye, if there is anything to say. */
  close(): void;
}

export function layerEvent(note: LayerNote, conn: number, pid: number, side: StreamLayer['side']): EventInput {
  const where = { conn, pid, side };
  switch (note.kind) {
    case 'step':
      return { ...note, ...where, kind: 'tls.step' };
    case 'alert':
      return { ...note, ...where, kind: 'tls.alert' };
    case 'certificate':
      return { ...note, conn, pid, kind: 'tls.certificate' };
    case 'open':
      return { ...note, ...where, kind: 'tls.open' };
    case 'failed':
      return { ...note, ...where, kind: 'tls.failed' };
  }
}
