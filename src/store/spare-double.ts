/** A spare sandbox for tests: it takes notes of what is begun, and each run is over when its `answer` says so. */
import type { EventInput, TraceEvent } from '../trace/events.ts';
import type { PortStatus, ScenarioDraft, TimedInput } from './run-port.ts';
import type { SparePort } from './spare.ts';

/** One request that takes so many µs. */
export const oneRequest = (latency: number): TraceEvent[] =>
  (
    [
      [0, { kind: 'run.started', scenario: 's', seed: 1, version: '1' }],
      [100, { kind: 'run.ready' }],
      [200, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: 'x' }],
      [200 + latency, { kind: 'request.finished', req: 1, status: 200, bytes: 1 }],
      [9_000_000, { kind: 'run.ended', reason: 'idle' }],
    ] satisfies readonly (readonly [number, EventInput])[]
  ).map(([at, event], i) => ({ seq: i + 1, at, cause: 0, ...event }) as unknown as TraceEvent);

export class SpareDouble implements SparePort {
  disposed = false;
  readonly started: { readonly scenario: ScenarioDraft; readonly inputs: readonly TimedInput[] }[] = [];
  private take: (run: number, events: readonly TraceEvent[]) => void = () => undefined;
  private tell: (status: PortStatus) => void = () => undefined;
  /** How long its request takes; null: the run never ends. */
  constructor(private readonly answer: (scenario: ScenarioDraft, run: number) => number | null) {}
  start(run: number, scenario: ScenarioDraft, _: string, inputs: readonly TimedInput[] = []): void {
    this.started.push({ scenario, inputs });
    const latency = this.answer(scenario, run);
    // Answers come later, as they do from a worker.
    if (latency !== null) queueMicrotask(() => this.take(run, oneRequest(latency)));
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
