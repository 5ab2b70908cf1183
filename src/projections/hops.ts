import type { EventOf } from '../trace/events.ts';
import type { ConnHistory, RequestHistory, RunModel } from './model.ts';

/** A message as it crossed one connection, cut into what a person reads. Text is latin-1, as heads are. */
export interface Message {
  readonly conn: number;
  readonly at: number;
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** All of it that the trace holds, one character per byte; with TLS what was said inside. */
  readonly raw: string;
  /** True length of all that was sent, and how much of it the trace holds. */
  readonly bytes: number;
  readonly kept: number;
  /** With TLS: what anybody on the way could see of it. */
  readonly sealed: { readonly bytes: number; readonly records: number; readonly data: string } | null;
}

export interface Hops {
  readonly asked: Message | null;
  /** What the front server passed on, and what came back to it. */
  readonly passedOn: Message | null;
  readonly answered: Message | null;
  readonly cameBack: Message | null;
  readonly matched: EventOf<'proxy.matched'> | null;
  readonly upstream: EventOf<'proxy.upstream'> | null;
  readonly notes: readonly EventOf<'proxy.note'>[];
}

const END = '\r\n\r\n';

function messageOf(
  conn: ConnHistory | undefined,
  dir: 'up' | 'down',
  request: RequestHistory,
  end: number,
): Message | null {
  if (conn === undefined) return null;
  const until = request.finishedAt ?? end;
  const ours = (s: ConnHistory['sent'][number]): boolean =>
    s.dir === dir && (s.req === request.req || (s.req === 0 && s.at >= request.startedAt && s.at <= until));
  const secret = conn.said.length > 0;
  const parts = (secret ? conn.said : conn.sent).filter(ours);
  const [first] = parts;
  if (first === undefined) return null;
  const text = parts.map((part) => part.data).join('');
  const cut = text.indexOf(END);
  const head = cut < 0 ? text : text.slice(0, cut);
  const [start = '', ...lines] = head.split('\r\n');
  return {
    conn: conn.conn,
    at: first.at,
    start,
    headers: lines.filter(Boolean).map((line): [string, string] => {
      const colon = line.indexOf(':');
      return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
    body: cut < 0 ? '' : text.slice(cut + END.length),
    raw: text,
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
    kept: text.length,
    sealed: secret ? wireOf(conn, dir, parts) : null,
  };
}

/** The records of the moments at which something was said: the handshake's go before them. */
function wireOf(conn: ConnHistory, dir: 'up' | 'down', said: ConnHistory['sent']): Message['sealed'] {
  const times = new Set(said.map((one) => one.at));
  const records = conn.sent.filter((one) => one.dir === dir && times.has(one.at));
  return {
    bytes: records.reduce((sum, one) => sum + one.bytes, 0),
    records: records.length,
    data: records[0]?.data ?? '',
  };
}

/** The raw truth of a request, hop by hop. */
export function hopsOf(model: RunModel, request: RequestHistory): Hops {
  const [first = -1, ...rest] = request.conns;
  const client = model.conns.get(first);
  const inner = rest.length === 0 ? undefined : model.conns.get(rest.at(-1) ?? -1);
  const own = request.events.map((seq) => model.events[seq - 1]);
  return {
    asked: messageOf(client, 'up', request, model.end),
    passedOn: messageOf(inner, 'up', request, model.end),
    answered: messageOf(inner, 'down', request, model.end),
    cameBack: messageOf(client, 'down', request, model.end),
    matched: own.findLast((e) => e?.kind === 'proxy.matched') ?? null,
    upstream: own.findLast((e) => e?.kind === 'proxy.upstream') ?? null,
    notes: own.filter((e) => e?.kind === 'proxy.note'),
  };
}

export interface ComparedLine {
  readonly change: 'same' | 'added' | 'rewritten' | 'removed';
  readonly name: string;
  readonly value: string;
}

/** The headers of `after` as seen from `before`; what is gone comes last. Names are compared without case. */
export function compareHeaders(before: Message | null, after: Message): readonly ComparedLine[] {
  if (before === null) return after.headers.map(([name, value]) => ({ change: 'same', name, value }));
  const old = new Map(before.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const now = new Set(after.headers.map(([name]) => name.toLowerCase()));
  const lines = after.headers.map(([name, value]): ComparedLine => {
    const was = old.get(name.toLowerCase());
    return { change: was === undefined ? 'added' : was === value ? 'same' : 'rewritten', name, value };
  });
  const gone = before.headers.filter(([name]) => !now.has(name.toLowerCase()));
  return [...lines, ...gone.map(([name, value]): ComparedLine => ({ change: 'removed', name, value }))];
}
