import { describe, expect, it } from 'vitest';
import type { RequestHistory, RunModel, WorkerHistory } from './model.ts';
import { erlangC, queueFacts, theoryOf, type QueueFacts } from './queueing.ts';
import { lineOf, workerShares } from './load.ts';

const S = 1_000_000;
const request = (start: number, taken: number, end: number): RequestHistory =>
  ({
    startedAt: start * S,
    finishedAt: end * S,
    error: null,
    phases: [
      { from: start * S, to: taken * S, place: 'queued' },
      { from: taken * S, to: end * S, place: 'worker' },
    ],
  }) as unknown as RequestHistory;
const worker = {
  slot: 0,
  threads: 1,
  workerClass: 'sync',
  bootedAt: 0,
  bootingAt: 0,
  served: [1],
  spans: [],
  program: 'gunicorn',
  pid: 7,
  exitedAt: null,
} as unknown as WorkerHistory;
const modelOf = (requests: RequestHistory[]): RunModel =>
  ({ requests, workers: [worker], queues: [], t0: 0, end: 20 * S, events: [] }) as unknown as RunModel;

describe("Erlang's C", () => {
  it.each([
    // One server: the chance to wait is the utilisation.
    [1, 0.5, 0.5],
    [1, 0.9, 0.9],
    // Two servers at half load: 1/3 (Erlang's own tables).
    [2, 1, 1 / 3],
    [10, 8, 0.409],
    [3, 3, 1],
  ])('%d hands, %d hands of work', (c, offered, chance) => expect(erlangC(c, offered)).toBeCloseTo(chance, 3));
  it('does not overflow with many', () => expect(erlangC(500, 450)).toBeGreaterThan(0));
});

describe('a run held against theory', () => {
  // Every second one, each for half a second, nobody waits.
  const calm = Array.from({ length: 10 }, (_, i) => request(i, i, i + 0.5));
  // All at once.
  const burst = Array.from({ length: 6 }, (_, i) => request(0, i * 2, i * 2 + 2));

  it('counts rate, service and wait', () => {
    const facts = queueFacts(modelOf(calm)) as QueueFacts;
    expect(facts).toMatchObject({ count: 10, rate: 1, service: 0.5, ca2: 0, cs2: 0, hands: 1, wait: 0 });
    expect(theoryOf(facts, 1)).toMatchObject({ offered: 0.5, utilisation: 0.5, mmc: 0.5, ggc: 0 });
  });

  it("Little's law holds of any run", () => {
    for (const requests of [calm, burst]) {
      const { little } = queueFacts(modelOf(requests)) as QueueFacts;
      expect(little.present).toBeCloseTo(little.rateTimesTime, 9);
    }
    expect(queueFacts(modelOf(burst))?.little.present).toBeCloseTo(3.5, 9);
  });

  it('more work than hands has no wait that one could name', () => {
    const facts = { rate: 2, service: 2, ca2: 1, cs2: 1 } as QueueFacts;
    expect(theoryOf(facts, 3)).toMatchObject({ utilisation: 4 / 3, mmc: null, ggc: null });
    expect(theoryOf(facts, 5).mmc).toBeGreaterThan(0);
  });

  it('says nothing where nothing happened', () => expect(queueFacts(modelOf([]))).toBeNull());
});

it('the line is the sum of all queues', () => {
  const queue = (depth: { at: number; depth: number }[]) => ({ depth });
  const model = {
    ...modelOf([]),
    queues: [
      queue([
        { at: 1, depth: 1 },
        { at: 3, depth: 0 },
      ]),
      queue([
        { at: 2, depth: 2 },
        { at: 3, depth: 1 },
      ]),
    ],
  };
  expect(lineOf(model as unknown as RunModel)).toEqual([
    { at: 0, value: 0 },
    { at: 1, value: 1 },
    { at: 2, value: 3 },
    { at: 3, value: 1 },
  ]);
});

it('a worker that does nothing is free', () => {
  expect(workerShares(modelOf([]), 10 * S)).toEqual([
    { pid: 7, name: 'gunicorn 7', of: { run: 0, wait: 0, io: 0, send: 0, free: 1 } },
  ]);
});
