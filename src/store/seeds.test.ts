import { describe, expect, it } from 'vitest';
import { RunFold } from '../projections/fold.ts';
import type { Run } from './branches.ts';
import type { TimedInput } from './run-port.ts';
import { createSeeds } from './seeds.ts';
import { oneRequest, SpareDouble } from './spare-double.ts';

const slowBySeed = (): SpareDouble => new SpareDouble(({ seed }, run) => (run < 5 ? seed * 10 : null));

function runOf(id: number, seed: number, inputs: readonly TimedInput[] = []): Run {
  const fold = new RunFold();
  fold.push(oneRequest(1));
  const fork = { of: 1, at: 50, act: { kind: 'signal', pid: 3, signal: 'KILL' } as const, inputs };
  return {
    id,
    origin: 'ahead',
    model: fold.model,
    scenario: { seed, files: {} },
    fork: inputs.length === 0 ? null : fork,
  };
}
const later = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

describe('the same with other seeds', () => {
  it('runs both in turn, with what was put in by hand, and lets the sandbox go', async () => {
    const port = slowBySeed();
    const seeds = createSeeds(() => Promise.resolve(port));
    const killed = [{ at: 50, input: { kind: 'signal', pid: 3, signal: 'KILL' } as const }];
    seeds.getState().begin(
      [
        { key: 'a', run: runOf(1, 7) },
        { key: '@2', run: runOf(2, 30, killed) },
      ],
      2,
    );
    await later();
    expect(port.started.map(({ scenario }) => scenario.seed)).toEqual([7, 30, 8, 31]);
    expect(port.started[1]?.inputs).toEqual([{ at: 150, input: killed[0]?.input }]);
    const { phase, samples } = seeds.getState();
    expect([phase, port.disposed]).toEqual(['done', true]);
    expect(samples['a']?.map((one) => one.p50)).toEqual([70, 80]);
    expect(samples['@2']?.map((one) => one.p95)).toEqual([300, 310]);
  });
  it('can be stopped, and says when it cannot be done', async () => {
    const port = slowBySeed();
    const seeds = createSeeds(() => Promise.resolve(port));
    seeds.getState().begin([{ key: 'a', run: runOf(1, 1) }], 20);
    await later();
    seeds.getState().stop();
    expect([port.disposed, seeds.getState().samples['a']?.length, seeds.getState().phase]).toEqual([true, 4, 'done']);
    const failing = createSeeds(() => Promise.reject(new Error('no')));
    failing.getState().begin([{ key: 'a', run: runOf(1, 1) }], 2);
    await later();
    expect(failing.getState().phase).toBe('failed');
    seeds.getState().begin([{ key: 'a', run: runOf(1, 1) }], 20);
    await later();
    port.fail();
    expect(seeds.getState().phase).toBe('failed');
  });
});
