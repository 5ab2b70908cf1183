import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import type { LiveInput, ToPage } from './protocol.ts';
import { type Computation, type Made, Runner, type Watch } from './runner.ts';
import { decodeBatch } from './wire.ts';

const note = (seq: number, at: number, text: string): TraceEvent => ({
  seq,
  at: simTime(at),
  cause: 0,
  kind: 'run.note',
  note: text,
});

/** A clock that ticks one event every 10 µs, to `end`; ten events fit into a slice. */
class Ticker implements Computation {
  readonly events: TraceEvent[] = [];
  now = 0;
  readonly booted = true;
  disposed = false;
  constructor(private readonly end: number) {}

  advance = (until: number, { pause }: Watch): Promise<'until' | 'paused' | 'ended'> => {
    for (let steps = 0; ; steps++) {
      if (this.now >= this.end) return Promise.resolve('ended');
      if (this.now >= until) return Promise.resolve('until');
      if (steps === 10 || pause()) return Promise.resolve('paused');
      this.now += 10;
      this.add('tick');
    }
  };
  enter = (input: LiveInput): void => this.add(input.kind);
  read = (): Record<string, null> => ({});
  dispose = (): Promise<void> => {
    this.disposed = true;
    return Promise.resolve();
  };
  private add(text: string): void {
    this.events.push(note(this.events.length + 1, this.now, text));
  }
}

function setUp() {
  const said: ToPage[] = [];
  const tickers: Ticker[] = [];
  const make = (scenario: unknown): Made => {
    if (typeof scenario !== 'number') return { ok: false, detail: 'not a number' };
    const ticker = new Ticker(scenario);
    tickers.push(ticker);
    return { ok: true, computation: ticker };
  };
  const breathe = (): Promise<void> => new Promise((done) => void setImmediate(done));
  const runner: Runner = new Runner({
    make,
    send: (message) => {
      said.push(message);
      if (message.kind === 'events') queueMicrotask(() => runner.taken(message.run));
    },
    now: () => 0,
    tired: () => false,
    breathe,
  });
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 200; i++) await breathe();
  };
  const notes = (run: number): string[] => {
    let seq = 0;
    return said.flatMap((message) => {
      if (message.kind !== 'events' || message.run !== run) return [];
      const events = decodeBatch(message.batch, seq) ?? [];
      seq += events.length;
      return events.map((event) => `${event.at} ${event.kind === 'run.note' ? event.note : ''}`);
    });
  };
  const rests = (): string[] =>
    said.flatMap((message) => (message.kind === 'rest' ? [`${message.run} ${message.at} ${message.ended}`] : []));
  return { runner, said, tickers, settle, notes, rests };
}

const key: LiveInput = { kind: 'keys', tty: 0, text: 'x' };

describe('the runner', () => {
  it('computes ahead to the end, in batches, and says so', async () => {
    const { runner, said, settle, notes, rests, tickers } = setUp();
    runner.start(1, 1000, 'ahead', []);
    await settle();
    expect(notes(1)).toHaveLength(100);
    expect(said.filter((message) => message.kind === 'events').length).toBeGreaterThan(5);
    expect(rests()).toEqual(['1 1000 true']);
    expect(tickers[0]?.disposed).toBe(true);
  });

  it('leaves a run for a new one, and nothing of the old one comes after', async () => {
    const { runner, said, settle, rests, tickers } = setUp();
    runner.start(1, 1_000_000, 'ahead', []);
    await Promise.resolve();
    runner.start(2, 100, 'ahead', []);
    await settle();
    expect(rests()).toEqual(['2 100 true']);
    expect(tickers.map(({ disposed }) => disposed)).toEqual([true, true]);
    const runs = said.map((message) => ('run' in message ? message.run : 0));
    expect(runs.lastIndexOf(1)).toBeLessThan(runs.indexOf(2));
  });

  it('live: goes as far as the playhead, and takes inputs where it stands', async () => {
    const { runner, settle, notes, rests } = setUp();
    runner.start(1, 1000, 'live', []);
    runner.pace(1, 50);
    await settle();
    expect(rests().at(-1)).toBe('1 50 false');
    runner.input(1, key);
    await settle();
    expect(notes(1).at(-1)).toBe('50 keys');
    runner.pace(1, 30);
    runner.pace(1, 60);
    await settle();
    expect(notes(1).at(-1)).toBe('60 tick');
  });

  it('says when an input entered, and with that the run can be had again, and forked', async () => {
    const { runner, said, settle, notes } = setUp();
    runner.start(1, 1000, 'live', []);
    runner.pace(1, 50);
    await settle();
    runner.input(1, key);
    runner.pace(1, 100);
    await settle();
    const entered = said.flatMap((message) => (message.kind === 'entered' ? [message] : []));
    expect(entered).toEqual([{ kind: 'entered', run: 1, at: 50, input: key }]);
    runner.start(2, 1000, 'ahead', [...entered.map(({ at, input }) => ({ at, input })), { at: 90, input: key }]);
    await settle();
    expect(notes(2).slice(0, 10)).toEqual(notes(1).slice(0, 10));
    expect(notes(2)).toContain('90 keys');
    expect(notes(2)).toHaveLength(102);
  });

  it('refuses a scenario that is none, and goes on with the next', async () => {
    const { runner, said, settle, rests } = setUp();
    runner.start(1, 'nonsense', 'ahead', []);
    runner.start(2, 10, 'ahead', []);
    await settle();
    expect(said[0]).toEqual({ kind: 'failed', run: 1, reason: 'scenario', detail: 'not a number' });
    expect(rests()).toEqual(['2 10 true']);
  });
});
