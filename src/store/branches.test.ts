import { describe, expect, it } from 'vitest';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { asideKey, type Act } from './branches.ts';
import { createPlayer } from './player.ts';
import { createRun, currentRun, runOf } from './run.ts';
import type { LiveInput, RunPort, ScenarioDraft } from './run-port.ts';

const trace = (end: number, upTo = Infinity): TraceEvent[] => {
  const list: readonly (readonly [number, EventInput])[] = [
    [0, { kind: 'run.started', scenario: 's', seed: 1, version: '1' }],
    [1_000, { kind: 'run.ready' }],
    [2_000, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: '127.0.0.1:80' }],
    [6_000, { kind: 'run.note', note: 'half way' }],
    [end, { kind: 'run.ended', reason: 'idle' }],
  ];
  return list
    .map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event }))
    .filter((event) => event.at <= upTo);
};

class Port implements RunPort {
  readonly forks: { readonly run: number; readonly of: number; readonly at: number; readonly inputs: number }[] = [];
  started = 0;
  stopped = 0;
  private take: (run: number, events: readonly TraceEvent[]) => void = () => undefined;
  start(run: number): void {
    this.started = run;
  }
  fork(run: number, from: { run: number; scenario: ScenarioDraft }, at: number, inputs: readonly LiveInput[]): void {
    this.forks.push({ run, of: from.run, at, inputs: inputs.length });
  }
  prepare(): void {}
  retry(): void {}
  stop(): void {
    this.stopped++;
  }
  input(): void {}
  pace(): void {}
  check = (): Promise<null> => Promise.resolve(null);
  checkAll = (): Promise<readonly never[]> => Promise.resolve([]);
  read = (): Promise<Record<string, string | null>> => Promise.resolve({});
  onEvents(listener: (run: number, events: readonly TraceEvent[]) => void): () => void {
    this.take = listener;
    return () => undefined;
  }
  onStatus(): () => void {
    return () => undefined;
  }
  send = (run: number, events: readonly TraceEvent[]): void => this.take(run, events);
}

const SCENARIO: ScenarioDraft = { seed: 1, files: {} };
const kill = (pid: number): Act => ({
  name: { kind: 'signal', pid, signal: 'KILL' },
  inputs: [{ kind: 'signal', pid, signal: 'KILL' }],
});

function atWork({ attached = true } = {}) {
  const player = createPlayer();
  const run = createRun(player);
  const port = new Port();
  if (attached) run.getState().attach(port);
  run.getState().showRecorded({ main: trace(20_000) });
  player.getState().seek(4_000);
  return { player, run, port, shown: () => currentRun(run.getState()) };
}

describe('acting in the past', () => {
  it('replays the run to that instant, and shows the new future only when the instant is in it', () => {
    const { player, run, port, shown } = atWork();
    const old = shown();
    run.getState().fork(kill(7), SCENARIO);
    expect(port.forks).toEqual([{ run: 2, of: old?.id, at: 5_000, inputs: 1 }]);
    expect([run.getState().forking, shown()?.id]).toEqual([{ at: 4_000 }, old?.id]);
    port.send(2, trace(30_000, 2_000));
    expect([shown()?.id, player.getState().at]).toEqual([old?.id, 4_000]);
    port.send(2, trace(30_000).slice(3));
    expect([shown()?.id, player.getState().at, run.getState().forking]).toEqual([2, 4_000, null]);
    expect(shown()?.fork).toEqual({
      of: old?.id,
      at: 4_000,
      act: kill(7).name,
      inputs: [{ at: 4_000, input: kill(7).inputs[0] }],
    });
  });

  it('keeps what is done before there is anything to run it, with its instant, until a port comes or none will', () => {
    const { player, run, port, shown } = atWork({ attached: false });
    run.getState().fork(kill(7), SCENARIO);
    expect([run.getState().pending, run.getState().forking]).toEqual([true, { at: 4_000 }]);
    player.getState().seek(6_000);
    run.getState().attach(port);
    expect(port.forks).toEqual([{ run: 2, of: shown()?.id, at: 5_000, inputs: 1 }]);
    const other = atWork({ attached: false });
    other.run.getState().fork(kill(7), SCENARIO);
    other.run.getState().unreachable();
    expect([other.run.getState().pending, other.run.getState().forking]).toEqual([false, null]);
    other.run.getState().attach(other.port);
    expect(other.port.forks).toEqual([]);
  });

  it('brings the old future back, and the new one again', () => {
    const { player, run, port, shown } = atWork();
    run.getState().fork(kill(7), SCENARIO);
    port.send(2, trace(30_000));
    run.getState().undoFork();
    expect([shown()?.model.end, player.getState().at]).toEqual([20_000, 4_000]);
    expect(run.getState().branches['main']?.map((one) => one.id)).toEqual([1, 2]);
    run.getState().goTo(2);
    expect(shown()?.model.end).toBe(30_000);
  });

  it('stacks acts, and undoes them one by one', () => {
    const { run, port, shown } = atWork();
    run.getState().fork(kill(7), SCENARIO);
    port.send(2, trace(30_000));
    run.getState().fork(kill(8), null);
    port.send(3, trace(40_000));
    expect([port.forks[1]?.of, shown()?.fork?.of]).toEqual([2, 2]);
    run.getState().undoFork();
    expect(shown()?.id).toBe(2);
    run.getState().undoFork();
    expect(shown()?.id).toBe(1);
    run.getState().undoFork();
    expect(shown()?.id).toBe(1);
  });

  it('lets a number that is turned on at the same instant replace its own future', () => {
    const { player, run, port, shown } = atWork();
    const edit: Act = { name: { kind: 'edit', files: ['/a'] }, inputs: [{ kind: 'write', path: '/a', text: 'x' }] };
    run.getState().fork(edit, SCENARIO);
    port.send(2, trace(30_000));
    run.getState().fork(edit, SCENARIO);
    port.send(3, trace(40_000));
    expect([port.forks[1]?.of, run.getState().branches['main']?.map((one) => one.id)]).toEqual([1, [1, 3]]);
    player.getState().seek(5_000);
    run.getState().fork(edit, SCENARIO);
    port.send(4, trace(50_000));
    expect([port.forks[2]?.of, shown()?.id, run.getState().branches['main']?.length]).toEqual([3, 4, 3]);
  });

  it('forgets a future that is undone before it was there', () => {
    const { run, port, shown } = atWork();
    run.getState().fork(kill(7), SCENARIO);
    run.getState().goTo(shown()?.id ?? 0);
    expect([port.stopped, run.getState().pending, run.getState().forking]).toEqual([1, false, null]);
    port.send(2, trace(30_000));
    expect(shown()?.model.end).toBe(20_000);
  });

  it('does what comes before the last act has its future one after the other, and undoes it one by one', () => {
    const { run, port, shown } = atWork();
    for (const pid of [7, 8, 9]) run.getState().fork(kill(pid), SCENARIO);
    expect(port.forks.map((one) => one.of)).toEqual([1]);
    run.getState().undoFork();
    port.send(2, trace(30_000));
    expect([port.forks.map((one) => one.of), run.getState().pending]).toEqual([[1, 2], true]);
    port.send(3, trace(40_000));
    expect([shown()?.id, shown()?.fork?.of, shown()?.fork?.act]).toEqual([3, 2, kill(8).name]);
    expect([run.getState().pending, run.getState().forking, port.forks.length]).toEqual([false, null, 2]);
  });

  it('takes back what has waited for a port', () => {
    const { run, port } = atWork({ attached: false });
    run.getState().fork(kill(7), SCENARIO);
    run.getState().undoFork();
    expect([run.getState().pending, run.getState().forking]).toEqual([false, null]);
    run.getState().attach(port);
    expect(port.forks).toEqual([]);
  });

  it('keeps an act that is done while an edit is on its way, and does it in what the edit makes', () => {
    const { player, run, port, shown } = atWork();
    run.getState().request([{ name: 'main', scenario: SCENARIO }], 'start');
    run.getState().fork(kill(7), SCENARIO);
    expect(port.forks).toEqual([]);
    port.send(2, trace(30_000));
    expect(port.forks).toEqual([{ run: 3, of: 2, at: 5_000, inputs: 1 }]);
    port.send(3, trace(30_000));
    expect([shown()?.id, player.getState().at, player.getState().playing]).toEqual([3, 4_000, false]);
  });

  it('finishes what had to make room for an act', () => {
    const { run, port, shown } = atWork();
    const drafts = ['main', 'other'].map((name) => ({ name, scenario: SCENARIO }));
    run.getState().request(drafts, 'start');
    port.send(2, trace(30_000, 6_000));
    run.getState().fork(kill(7), null);
    port.send(3, trace(40_000));
    // What stands beside was wished for first.
    expect(port.started).toBe(4);
    port.send(4, trace(25_000));
    expect(run.getState().runs['other']?.model.end).toBe(25_000);
    expect(port.forks.at(-1)).toEqual({ run: 5, of: 2, at: Infinity, inputs: 0 });
    run.getState().undoFork();
    expect([shown()?.id, shown()?.model.end]).toEqual([2, 6_000]);
    port.send(5, trace(30_000));
    expect([shown()?.id, shown()?.model.end]).toEqual([2, 30_000]);
  });

  it('keeps branches until a run from the beginning, and a pinned run beyond that', () => {
    const { run, port, shown } = atWork();
    run.getState().pin(shown());
    run.getState().fork(kill(7), SCENARIO);
    port.send(2, trace(30_000));
    run.getState().request([{ name: 'main', scenario: SCENARIO }], 'start');
    port.send(port.started, trace(50_000));
    expect([run.getState().branches, run.getState().pinned?.id, shown()?.model.end]).toEqual([{}, 1, 50_000]);
    const { pinned, before } = run.getState();
    if (pinned === null || before['main'] === undefined) throw new Error('nothing kept');
    expect(runOf(run.getState(), asideKey(pinned))?.model.end).toBe(20_000);
    expect(runOf(run.getState(), asideKey(before['main']))?.model.end).toBe(30_000);
  });

  it('keeps a bounded number of futures', () => {
    const { run, port } = atWork();
    for (let i = 0; i < 20; i++) {
      run.getState().fork(kill(i), SCENARIO);
      port.send(i + 2, trace(30_000));
    }
    const ids = run.getState().branches['main']?.map((one) => one.id) ?? [];
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([6, 1, 21]);
  });
});
