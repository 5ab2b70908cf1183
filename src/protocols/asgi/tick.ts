/** The reader's events as an event loop's tick takes them: a kind and plain arguments (see HANDLERS in gd/servers/asgi.py). */
import type { Bytes } from '../../base/bytes.ts';
import { asgiReader, type AsgiEvent, type AsgiHead, type AsgiReaderOptions } from './reader.ts';

export type TickArgument =
  | string
  | number
  | boolean
  | Bytes
  | readonly TickArgument[]
  | { readonly [key: string]: TickArgument };

export interface ForTick {
  readonly kind: string;
  readonly args: readonly TickArgument[];
  /** Set when a request begins: for the trace. */
  readonly request?: { readonly method: string; readonly target: string };
}

export function asgiTickReader(options: AsgiReaderOptions): { feed(bytes: Bytes): readonly ForTick[] } {
  const reader = asgiReader(options);
  return { feed: (bytes) => reader.feed(bytes).map(forTick) };
}

function begun(kind: string, { method, target, version, headers, keep }: AsgiHead): ForTick {
  return { kind, args: [{ method, target, version, headers, keep }], request: { method, target } };
}

function forTick(event: AsgiEvent): ForTick {
  const { kind } = event;
  switch (event.kind) {
    case 'head':
    case 'upgrade':
      return begun(kind, event.head);
    case 'body':
      return { kind, args: [event.data] };
    case 'message':
      return { kind, args: [event.type, event.payload] };
    case 'ping':
    case 'pong':
      return { kind, args: [event.payload] };
    case 'close':
    case 'fail':
      return { kind, args: [event.code, event.reason] };
    case 'end':
    case 'bad':
    case 'unsupported-upgrade':
      return { kind, args: [] };
  }
}
