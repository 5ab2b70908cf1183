/**
 * A trace as text for files, links and lessons: JSON with the kinds named once, strings in a table, and one short row
 * per event. `decodeTrace` takes text from anywhere: what is not a trace of this version is refused with the reason.
 */
import { err, ok, type Result } from '../base/result.ts';
import { EVENT_FIELDS } from './event-fields.ts';
import type { EventKind, TraceEvent } from './events.ts';
import { fields, Malformed, Strings, type Codec, type Json } from './field-codecs.ts';

export const TRACE_FORMAT = 'gateway-diner-trace';
const TRACE_VERSION = 1;

export interface TraceLimits {
  /** Characters of the text. */
  readonly text: number;
  readonly events: number;
  readonly strings: number;
}

const LIMITS: TraceLimits = { text: 100_000_000, events: 500_000, strings: 1_000_000 };

const CODECS = new Map<string, Codec<object>>(
  Object.entries(EVENT_FIELDS).map(([kind, codecs]) => [
    kind,
    fields(codecs as Parameters<typeof fields>[0]) as Codec<object>,
  ]),
);

export function encodeTrace(events: readonly TraceEvent[]): string {
  const strings = new Strings();
  const kinds: EventKind[] = [];
  const rows: Json[] = [];
  let at = 0;
  for (const event of events) {
    let kind = kinds.indexOf(event.kind);
    if (kind < 0) kind = kinds.push(event.kind) - 1;
    const codec = CODECS.get(event.kind);
    if (!codec) throw new Error(`no codec for ${event.kind}`);
    const values = codec.write(event, strings) as readonly Json[];
    // Times and causes as distances: mostly small numbers.
    rows.push([kind, event.at - at, event.cause === 0 ? 0 : event.seq - event.cause, ...values]);
    at = event.at;
  }
  const first = events[0]?.seq ?? 1;
  return JSON.stringify({ format: TRACE_FORMAT, version: TRACE_VERSION, first, kinds, strings: strings.list, rows });
}

export function decodeTrace(text: string, limits: TraceLimits = LIMITS): Result<TraceEvent[], string> {
  if (text.length > limits.text) return err('the trace is too long');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return err('not JSON');
  }
  try {
    return ok(read(data, limits));
  } catch (error) {
    if (error instanceof Malformed) return err(error.message);
    throw error;
  }
}

function read(data: unknown, limits: TraceLimits): TraceEvent[] {
  if (typeof data !== 'object' || data === null) throw new Malformed('an object was expected');
  const part = (name: string): unknown =>
    Object.hasOwn(data, name) ? (data as Record<string, unknown>)[name] : undefined;
  if (part('format') !== TRACE_FORMAT) throw new Malformed('not a trace');
  if (part('version') !== TRACE_VERSION) throw new Malformed(`version ${TRACE_VERSION} was expected`);
  const strings = texts(part('strings'), limits.strings);
  const kinds = texts(part('kinds'), CODECS.size);
  const rows = part('rows');
  const first = part('first');
  if (!Array.isArray(rows) || rows.length > limits.events)
    throw new Malformed('rows: a list was expected, not too long');
  if (!isCount(first) || first < 1) throw new Malformed('first: a sequence number was expected');
  const events: TraceEvent[] = [];
  let at = 0;
  for (const [i, row] of (rows as unknown[]).entries()) {
    const event = readRow(row, first + i, at, kinds, strings);
    at = event.at;
    events.push(event);
  }
  return events;
}

function readRow(
  row: unknown,
  seq: number,
  before: number,
  kinds: readonly string[],
  strings: readonly string[],
): TraceEvent {
  if (!Array.isArray(row) || row.length < 3) throw new Malformed(`event ${seq}: a row was expected`);
  const [place, later, distance, ...values] = row as unknown[];
  const kind = typeof place === 'number' ? kinds[place] : undefined;
  const codec = kind === undefined ? undefined : CODECS.get(kind);
  if (kind === undefined || !codec) throw new Malformed(`event ${seq}: unknown kind`);
  if (!isCount(later) || !isCount(before + later))
    throw new Malformed(`event ${seq}: time goes forward, in whole microseconds`);
  if (!isCount(distance) || distance >= seq) throw new Malformed(`event ${seq}: a cause comes before`);
  const body = codec.read(values, strings);
  // The shape is what EVENT_FIELDS says of this kind.
  return {
    seq,
    at: before + later,
    cause: distance === 0 ? 0 : seq - distance,
    kind,
    ...body,
  } as unknown as TraceEvent;
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function texts(value: unknown, most: number): readonly string[] {
  if (!Array.isArray(value) || value.length > most || !value.every((item) => typeof item === 'string')) {
    throw new Malformed('a list of texts was expected');
  }
  return value;
}
