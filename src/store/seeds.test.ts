import { describe, expect, it } from 'vitest';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { RunFold } from '../projections/fold.ts';
import type { Run } from './branches.ts';
import { createSeeds, type SparePort } from './seeds.ts';
import type { PortStatus, ScenarioDraft, TimedInput } from './run-port.ts';

const trace = (latency: number): TraceEvent[] =>
  (
    [
      [0, { kind: 'run.started', scenario: 's', seed: 1, version: '1' }],
      [100, { kind: 'run.ready' }],
      [200, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: 'x' }],
      [200 + latency, { kind: 'request.finished', req: 1, status: 200, bytes: 1 }],
      [9_000, { kind: 'run.ended', reason: 'idle' }],
    ] satisfies readonly (readonly [number, EventInput])[]
  ).map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event }) as TraceEvent);

class Spare implements SparePort {
  disposed = false;
  readonly started: { readonly seed: number; readonly inputs: readonly TimedInput[] }[] = [];
  private take: (run: number, events: readonly TraceEvent[]) => void = () => undefined;
  private tell: (status: PortStatus) => void = () => undefined;
  start(run: number, scenario: ScenarioDraft, _: string, inputs: readonly TimedInput[] = []): void {
    this.started.push({ seed: scenario.seed, inputs });
    // Answers come later, as they do from a worker.
    if (this.started.length < 5) queueMicrotask(() => this.take(run, trace(scenario.seed * 10)));
  }
  onEvents(listener: typeof this.take): () => void {
    this.take = listener;
    return () => undefined;
  }
  onStatus(listener: typeof this.tell): () => void {
    this.tell = listener;
    return () => undefined;
  }
  fail = (): void => this.tell({ phase: 'failed', reason: 'crash', detail: '' });
  dispose(): void {
    this.disposed = true;
  }
}
function runOf(id: number, seed: number, inputs: readonly TimedInput[] = []): Run {
  const fold = new RunFold();
  fold.push(trace(1));
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
    const port = new Spare();
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
    expect(port.started.map((one) => one.seed)).toEqual([7, 30, 8, 31]);
    expect(port.started[1]?.inputs).toEqual([{ at: 150, input: killed[0]?.input }]);
    const { phase, samples } = seeds.getState();
    expect([phase, port.disposed]).toEqual(['done', true]);
    expect(samples['a']?.map((one) => one.p50)).toEqual([70, 80]);
    expect(samples['@2']?.map((one) => one.p95)).toEqual([300, 310]);
  });
  it('can be stopped, and says when it cannot be done', async () => {
    const port = new Spare();
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
