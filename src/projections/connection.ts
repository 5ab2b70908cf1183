/**
 * One connection: the states that both its ends went through (RFC 9293, section 3.3.2, seen from the side that opened
 * it), what it carried, and who held it. Times are the model's own.
 */
import type { EventOf, TraceEvent } from '../trace/events.ts';
import type { ConnHistory, RunModel } from './model.ts';

export type ConnState =
  | 'syn-sent'
  | 'dropped'
  | 'refused'
  | 'queued'
  | 'established'
  | 'stalled'
  | 'half-closed'
  | 'reset'
  | 'closed';

export interface ConnStep {
  readonly at: number;
  readonly state: ConnState;
  /** Who brought it about, where one process did. */
  readonly pid: number | null;
  /** For one direction only: which. */
  readonly dir: 'up' | 'down' | null;
  /** Place in the queue, or µs until the next try. */
  readonly number: number | null;
}

export interface ConnFacts {
  readonly conn: ConnHistory;
  readonly unix: boolean;
  readonly steps: readonly ConnStep[];
  /** True bytes each way. */
  readonly up: number;
  readonly down: number;
  /** Requests that it carried, in order. */
  readonly requests: readonly number[];
  readonly stalls: number;
  /** What was agreed on, and by which messages; null for plain bytes. */
  readonly tls: TlsFacts | null;
}

export interface TlsFacts {
  readonly steps: readonly EventOf<'tls.step'>[];
  readonly open: EventOf<'tls.open'> | null;
  readonly certificate: EventOf<'tls.certificate'> | null;
  readonly failed: EventOf<'tls.failed'> | null;
}

type ConnEvent = Extract<TraceEvent, { readonly conn: number }>;

const isOf = (event: TraceEvent, conn: number): event is ConnEvent => 'conn' in event && event.conn === conn;

function stepOf(event: ConnEvent, last: ConnState | null): ConnStep | null {
  const step = (state: ConnState, more: Partial<ConnStep> = {}): ConnStep => ({
    at: event.at,
    state,
    pid: 'pid' in event ? event.pid : null,
    dir: null,
    number: null,
    ...more,
  });
  switch (event.kind) {
    case 'conn.opening':
      return step('syn-sent');
    case 'conn.dropped':
      return step('dropped', { number: event.retry });
    case 'conn.refused':
      return step('refused');
    case 'conn.queued':
      return step('queued', { number: event.depth });
    case 'conn.accepted':
      return step('established');
    case 'conn.stalled':
      return step('stalled', { dir: event.dir });
    case 'conn.sent':
      // Bytes go again: whatever it waited for has come.
      return last === 'stalled' ? step('established', { pid: null }) : null;
    case 'conn.shut':
      return step('half-closed', { dir: event.dir });
    case 'conn.reset':
      return step('reset');
    case 'conn.closed':
      return last === 'closed' ? null : step('closed');
    default:
      return null;
  }
}

export function connectionOf(model: RunModel, id: number): ConnFacts | null {
  const conn = model.conns.get(id);
  if (conn === undefined) return null;
  const steps: ConnStep[] = [];
  const requests: number[] = [];
  const own = model.events.filter((event) => isOf(event, id));
  for (const event of own) {
    const step = stepOf(event, steps.at(-1)?.state ?? null);
    if (step !== null) steps.push(step);
    const req = 'req' in event ? (event.req ?? 0) : 0;
    if (req > 0 && !requests.includes(req)) requests.push(req);
  }
  const bytes = (dir: 'up' | 'down'): number =>
    conn.sent.reduce((sum, piece) => sum + (piece.dir === dir ? piece.bytes : 0), 0);
  return {
    conn,
    unix: conn.to.startsWith('unix:'),
    steps,
    up: bytes('up'),
    down: bytes('down'),
    requests,
    stalls: steps.filter((one) => one.state === 'stalled').length,
    tls: tlsOf(own),
  };
}

function tlsOf(events: readonly TraceEvent[]): TlsFacts | null {
  if (!events.some((event) => event.kind === 'tls.started')) return null;
  return {
    steps: events.filter((event) => event.kind === 'tls.step'),
    open: events.find((event) => event.kind === 'tls.open') ?? null,
    certificate: events.find((event) => event.kind === 'tls.certificate') ?? null,
    failed: events.find((event) => event.kind === 'tls.failed') ?? null,
  };
}

/** The state at an instant; null before it was opened. */
export const connStateAt = (facts: ConnFacts, t: number): ConnStep | null =>
  facts.steps.findLast((step) => step.at <= t) ?? null;

/** How the front server came by this upstream, and what failed before. */
export function upstreamTries(
  model: RunModel,
  events: readonly number[],
): readonly (EventOf<'proxy.upstream'> | EventOf<'proxy.upstream_failed'>)[] {
  return events
    .map((seq) => model.events[seq - 1])
    .filter((event) => event?.kind === 'proxy.upstream' || event?.kind === 'proxy.upstream_failed');
}
