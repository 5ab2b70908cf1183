import type { Header } from '../../../protocols/http1/index.ts';
import type { Bytes } from '../../../base/bytes.ts';
import type { Reply } from '../http/reply.ts';

/** What a phase decided about a request. */
export type Outcome =
  | { readonly type: 'next' }
  | { readonly type: 'reply'; readonly reply: Reply; readonly body: Bytes }
  /** Answer with a status: an error page of the configuration's, else the built-in one. */
  | { readonly type: 'status'; readonly status: number; readonly headers?: readonly Header[] }
  /** Go to another URI inside nginx. */
  | { readonly type: 'internal'; readonly uri: string; readonly args: string }
  | { readonly type: 'named'; readonly name: string }
  /** Everything has been sent. */
  | { readonly type: 'sent' }
  /** Close without an answer (444, or the client has left: 499). */
  | { readonly type: 'close'; readonly status: number };

export const NEXT: Outcome = { type: 'next' };
export const statusOf = (status: number, headers: readonly Header[] = []): Outcome => ({
  type: 'status',
  status,
  headers,
});
