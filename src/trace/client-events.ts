import type { Headers } from './headers.ts';

/** What clients do and hear. `req` is a request as its client counts them. */
export type ClientEvent =
  | {
      readonly kind: 'request.started';
      readonly req: number;
      readonly client: string;
      readonly method: string;
      readonly target: string;
      readonly to: string;
    }
  /** A browser asks: for what (document, style, script, image, font, icon, media, other), and for which page's request (0: none). */
  | { readonly kind: 'request.resource'; readonly req: number; readonly resource: string; readonly page: number }
  /** A browser's request waits: all its connections to that server (`limit` of them) are busy. */
  | { readonly kind: 'request.held'; readonly req: number; readonly limit: number }
  /**
   * A browser answers it from its cache: at once (`fresh`: nothing crosses the network), or after a 304 (`revalidated`).
   * `age` is how old its copy is, `lifetime` for how long it may be used without asking, both in seconds.
   */
  | {
      readonly kind: 'request.cached';
      readonly req: number;
      readonly status: number;
      readonly how: 'fresh' | 'revalidated';
      readonly age: number;
      readonly lifetime: number;
    }
  /** The browser goes on elsewhere: the server said so, or it knows by itself that this name wants https (`hsts`). */
  | {
      readonly kind: 'request.redirected';
      readonly req: number;
      readonly location: string;
      readonly how: 'server' | 'hsts';
    }
  | { readonly kind: 'request.sent'; readonly req: number; readonly conn: number }
  | {
      readonly kind: 'request.head';
      readonly req: number;
      readonly status: number;
      readonly reason: string;
      readonly headers: Headers;
    }
  | { readonly kind: 'request.finished'; readonly req: number; readonly status: number; readonly bytes: number }
  /** No complete answer: refused, empty-reply, reset, incomplete, timeout, aborted … (the words of FORMAT). */
  | { readonly kind: 'request.failed'; readonly req: number; readonly error: string };
