import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTrace, encodeTrace, TRACE_FORMAT } from './codec.ts';
import { EVENT_FIELDS } from './event-fields.ts';
import type { EventKind, TraceEvent } from './events.ts';
import { simTime } from './time.ts';

const text = fc.string({ unit: 'binary' });
const whole = fc.nat(1e9);
const one = fc.oneof(
  fc.record({ kind: fc.constant('run.ready' as const) }),
  fc.record({
    kind: fc.constant('process.exited' as const),
    pid: whole,
    code: fc.option(whole),
    signal: fc.option(text),
  }),
  fc.record({
    kind: fc.constant('process.started' as const),
    pid: whole,
    ppid: whole,
    host: text,
    argv: fc.array(text),
    user: text,
  }),
  fc.record({
    kind: fc.constant('process.output' as const),
    pid: whole,
    fd: fc.constantFrom(1 as const, 2 as const),
    text,
  }),
  fc.record(
    { kind: fc.constant('conn.refused' as const), conn: whole, to: text, errno: text, req: whole },
    { requiredKeys: ['kind', 'conn', 'to', 'errno'] },
  ),
  fc.record({
    kind: fc.constant('python.ran' as const),
    pid: whole,
    tid: whole,
    cpu: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    lines: fc.array(fc.tuple(text, whole, whole)),
  }),
  fc.record({
    kind: fc.constant('request.head' as const),
    req: whole,
    status: whole,
    reason: text,
    headers: fc.array(fc.tuple(text, text)),
  }),
);

const traces = fc.array(fc.tuple(one, fc.nat(1000), fc.nat(1000))).map((list) => {
  let at = 0;
  return list.map(([event, gap, cause], i): TraceEvent => {
    at += gap;
    return { seq: i + 1, at: simTime(at), cause: Math.min(cause, i), ...event };
  });
});

describe('the codec of traces', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(traces, (events) => {
        expect(decodeTrace(encodeTrace(events))).toEqual({ ok: true, value: events });
      }),
    );
  });

  it('goes on where a part of a trace begins', () => {
    const events: TraceEvent[] = [{ seq: 41, at: simTime(7), cause: 40, kind: 'run.ready' }];
    expect(decodeTrace(encodeTrace(events))).toEqual({ ok: true, value: events });
  });

  it('knows every kind of event', () => {
    const kinds: EventKind[] = ['run.started', 'tty.input', 'proxy.matched'];
    for (const kind of kinds) expect(Object.keys(EVENT_FIELDS[kind]).length).toBeGreaterThan(0);
  });

  const head = { format: TRACE_FORMAT, version: 1, first: 1, kinds: ['run.ready', 'process.reaped'], strings: [] };
  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['another format', '{"format":"zip"}'],
    ['a later version', JSON.stringify({ ...head, version: 2, rows: [] })],
    ['no rows', JSON.stringify(head)],
    ['an unknown kind', JSON.stringify({ ...head, rows: [[7, 0, 0]] })],
    ['a kind that is a method of objects', JSON.stringify({ ...head, kinds: ['constructor'], rows: [[0, 0, 0]] })],
    ['time that goes backwards', JSON.stringify({ ...head, rows: [[0, -1, 0]] })],
    ['a cause in the future', JSON.stringify({ ...head, rows: [[0, 0, 5]] })],
    ['a field too few', JSON.stringify({ ...head, rows: [[1, 0, 0, 1]] })],
    ['a field too many', JSON.stringify({ ...head, rows: [[1, 0, 0, 1, 2, 3]] })],
    ['a text for a number', JSON.stringify({ ...head, rows: [[1, 0, 0, 'x', 2]] })],
    ['a first number that is none', JSON.stringify({ ...head, first: 0, rows: [] })],
  ])('refuses %s', (_, hostile) => {
    expect(decodeTrace(hostile).ok).toBe(false);
  });

  it('never throws on any JSON, also where the head is right', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (any, rows) => {
        const texts = [any, { ...head, rows }, { ...head, rows: rows.map((row) => [1, 0, 0, row, row]) }];
        for (const text of texts) expect(decodeTrace(JSON.stringify(text))).toHaveProperty('ok');
      }),
    );
  });

  it('keeps to its limits', () => {
    const limits = { text: 1000, events: 1, strings: 10 };
    expect(
      decodeTrace(
        JSON.stringify({
          ...head,
          rows: [
            [0, 0, 0],
            [0, 0, 0],
          ],
        }),
        limits,
      ).ok,
    ).toBe(false);
    expect(decodeTrace(' '.repeat(2000), limits).ok).toBe(false);
  });
});
