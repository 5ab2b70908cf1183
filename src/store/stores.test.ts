import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventInput, TraceEvent } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { createFiles } from './files.ts';
import { createPlayer, neighbour, TAIL_US } from './player.ts';
import { rerunOnEdit } from './rerun.ts';
import { useTerminal } from './terminal.ts';
import { createRun, currentRun, previousRun } from './run.ts';
import type { LiveInput, PortStatus, RunPort } from './run-port.ts';
import { createSettings } from './settings.ts';
import { openKeep } from './storage.ts';

const events = (...list: readonly (readonly [number, EventInput])[]): TraceEvent[] =>
  list.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event }));

const short = (end: number): TraceEvent[] =>
  events(
    [0, { kind: 'run.started', scenario: 's', seed: 1, version: '1' }],
    [1_000, { kind: 'run.ready' }],
    [2_000, { kind: 'request.started', req: 1, client: 'c', method: 'GET', target: '/', to: '127.0.0.1:80' }],
    [end, { kind: 'run.ended', reason: 'idle' }],
  );

class FakePort implements RunPort {
  started: number[] = [];
  private event: Parameters<RunPort['onEvents']>[0] = () => undefined;
  private status: (status: PortStatus) => void = () => undefined;
  start(run: number): void {
    this.started.push(run);
  }
  forked: { run: number; of: number; at: number; inputs: readonly unknown[] }[] = [];
  fork(run: number, from: { run: number }, at: number, inputs: readonly unknown[]): void {
    this.forked.push({ run, of: from.run, at, inputs });
  }
  prepare(): void {}
  retry(): void {}
  stop(): void {}
  written: string[] = [];
  input(act: LiveInput): void {
    if (act.kind === 'write') this.written.push(act.path);
  }
  pace(): void {}
  checkAll = (): Promise<[]> => Promise.resolve([]);
  read = (): Promise<Record<string, string | null>> => Promise.resolve({});
  onEvents(listener: Parameters<RunPort['onEvents']>[0]): () => void {
    this.event = listener;
    return () => undefined;
  }
  onStatus(listener: (status: PortStatus) => void): () => void {
    this.status = listener;
    return () => undefined;
  }
  send = (run: number, list: readonly TraceEvent[]): void => this.event(run, list);
  say = (status: PortStatus): void => this.status(status);
}

const draft = { name: 'main', scenario: { seed: 1, files: {} } };

describe('player', () => {
  it('advances with speed, stops at the end, starts again from the start', () => {
    const player = createPlayer();
    player.getState().setEnd(5_000, false);
    player.getState().play();
    player.getState().setSpeed(2);
    player.getState().tick(1_000, 0);
    expect(player.getState().at).toBe(2_000);
    player.getState().tick(9_000, 16);
    expect([player.getState().at, player.getState().playing]).toEqual([5_000, false]);
    player.getState().play();
    expect(player.getState().at).toBe(0);
  });
  it('waits at the end of a run that still grows, and goes round when asked to', () => {
    const player = createPlayer();
    player.getState().setEnd(5_000, true);
    player.getState().play();
    player.getState().tick(9_000, 0);
    expect([player.getState().at, player.getState().playing]).toEqual([5_000, true]);
    player.getState().setEnd(5_000, false);
    player.getState().setLoop(true);
    player.getState().tick(1, 16);
    expect([player.getState().at, player.getState().playing]).toEqual([0, true]);
  });
  it('repeats a part, whose ends may be set one by one', () => {
    const player = createPlayer();
    const state = player.getState;
    state().setEnd(1_000_000, false);
    state().setRange({ from: 600_000, to: 200_000 });
    expect([state().range, state().loop]).toEqual([{ from: 200_000, to: 600_000 }, true]);
    state().play();
    expect(state().at).toBe(200_000);
    state().tick(390_000, 0);
    state().tick(20_000, 16);
    expect([state().at, state().playing]).toEqual([200_000, true]);
    state().seek(800_000);
    state().markRange('from');
    expect(state().range).toEqual({ from: 800_000, to: 1_000_000 });
    state().seek(900_000);
    state().markRange('to');
    expect(state().range).toEqual({ from: 800_000, to: 900_000 });
    state().setEnd(850_000, false);
    expect(state().range).toEqual({ from: 800_000, to: 850_000 });
    state().setLoop(false);
    expect(state().range).toBeNull();
  });
  it('steps by event both ways', () => {
    const run = createRun(createPlayer());
    run.getState().showRecorded({ main: short(9_000) });
    const model = currentRun(run.getState())?.model;
    if (!model) throw new Error('no model');
    expect([neighbour(model, 0, 1), neighbour(model, 1_000, 1), neighbour(model, 8_000, 1)]).toEqual([
      1_000,
      8_000,
      null,
    ]);
    expect([neighbour(model, 8_000, -1), neighbour(model, 1_000, -1), neighbour(model, 0, -1)]).toEqual([
      1_000,
      0,
      null,
    ]);
  });
});

describe('run', () => {
  it('keeps the old run on screen until the new one has something to show', () => {
    const player = createPlayer();
    const run = createRun(player);
    const port = new FakePort();
    run.getState().showRecorded({ main: short(9_000) });
    run.getState().request([draft], 'start');
    expect(port.started).toEqual([]);
    run.getState().attach(port);
    const [id = 0] = port.started;
    const [first, ...rest] = short(20_000);
    port.send(id, first ? [first] : []);
    expect([currentRun(run.getState())?.origin, run.getState().pending]).toEqual(['recorded', true]);
    port.send(id, rest);
    expect([currentRun(run.getState())?.origin, previousRun(run.getState())?.origin]).toEqual(['ahead', 'recorded']);
    expect([player.getState().at, player.getState().to, player.getState().playing]).toEqual([
      0,
      19_000 + TAIL_US,
      true,
    ]);
  });
  it('drops what an older run still sends, and keeps the instant when asked to', () => {
    const player = createPlayer();
    const run = createRun(player);
    const port = new FakePort();
    run.getState().attach(port);
    run.getState().showRecorded({ main: short(9_000) });
    player.getState().seek(4_000);
    run.getState().request([draft], 'start');
    run.getState().request([draft], 'same-instant');
    const [older = 0, newer = 0] = port.started;
    port.send(older, short(30_000));
    expect(currentRun(run.getState())?.origin).toBe('recorded');
    // A piece at a time, as it comes: until that instant is in it, the old run stays.
    port.send(newer, short(20_000).slice(0, 3));
    expect([currentRun(run.getState())?.origin, player.getState().at]).toEqual(['recorded', 4_000]);
    port.send(newer, short(20_000).slice(3));
    expect([currentRun(run.getState())?.model.end, player.getState().at]).toEqual([20_000, 4_000]);
    port.say({ phase: 'failed', reason: 'crash', detail: 'x' });
    expect([run.getState().status.phase, currentRun(run.getState())?.model.end]).toEqual(['failed', 20_000]);
  });
});

describe('files', () => {
  const start = { '/srv/app.py': 'a\n', '/srv/gunicorn.conf.py': 'workers = 1  # one\n' };
  it('keep edits, reset per file and per lesson, and one step back', () => {
    const storage = new Map<string, string>();
    const fake = {
      getItem: (k: string) => storage.get(k) ?? null,
      setItem: (k: string, v: string) => void storage.set(k, v),
      removeItem: (k: string) => void storage.delete(k),
    };
    const files = createFiles(openKeep(fake as unknown as Storage));
    files.getState().load('one', start, Object.keys(start));
    files.getState().edit('/srv/app.py', 'b\n', 'typing');
    const again = createFiles(openKeep(fake as unknown as Storage));
    again.getState().load('one', start, Object.keys(start));
    expect(again.getState().text('/srv/app.py')).toBe('b\n');
    again.getState().reset('/srv/app.py');
    expect([again.getState().text('/srv/app.py'), storage.size]).toEqual(['a\n', 0]);
    again.getState().undo();
    expect(again.getState().text('/srv/app.py')).toBe('b\n');
    again.getState().resetAll();
    expect(again.getState().edited).toEqual({});
  });
  it('work where storage is blocked', () => {
    const blocked = {
      getItem: () => null,
      setItem: () => {
        throw new Error('denied');
      },
      removeItem: () => undefined,
    };
    const keep = openKeep(blocked as unknown as Storage);
    const files = createFiles(keep);
    files.getState().load('one', start, Object.keys(start));
    files.getState().edit('/srv/app.py', 'b', 'typing');
    expect([files.getState().lasting, keep.get('files:one')]).toEqual([false, '{"/srv/app.py":"b"}']);
    expect(createSettings({ locale: 'zh-TW' }, openKeep(null)).getState().locale).toBe('zh-TW');
  });
});

describe('edit and run again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  it('waits while somebody types, and not when a number is turned', () => {
    const files = createFiles(openKeep(null));
    const run = createRun(createPlayer());
    const port = new FakePort();
    run.getState().attach(port);
    files.getState().load('one', { '/a': 'x' }, ['/a']);
    rerunOnEdit(files, run, () => [draft]);
    files.getState().edit('/a', 'xy', 'typing');
    vi.advanceTimersByTime(200);
    files.getState().edit('/a', 'xyz', 'typing');
    vi.advanceTimersByTime(240);
    expect(port.started).toHaveLength(0);
    vi.advanceTimersByTime(20);
    expect(port.started).toHaveLength(1);
    files.getState().edit('/a', '1', 'step');
    expect(port.started).toHaveLength(2);
  });
  it('writes to the machine while it is live, unless a task wants whole runs', () => {
    const files = createFiles(openKeep(null));
    const run = createRun(createPlayer());
    const port = new FakePort();
    run.getState().attach(port);
    files.getState().load('one', { '/a': 'x' }, ['/a']);
    let whole = false;
    rerunOnEdit(
      files,
      run,
      () => [draft],
      () => false,
      () => whole,
    );
    run.getState().showRecorded({ main: short(9_000) });
    run.getState().request([draft], 'start', 'live');
    port.send(port.started[0] ?? 0, short(9_000_000).slice(0, 3));
    expect(currentRun(run.getState())?.origin).toBe('live');
    files.getState().edit('/a', 'y', 'replace');
    vi.advanceTimersByTime(300);
    expect([port.started.length, port.written]).toEqual([1, ['/a']]);
    whole = true;
    files.getState().edit('/a', 'z', 'replace');
    vi.advanceTimersByTime(300);
    expect([port.started.length, port.written]).toEqual([2, ['/a']]);
  });
});

it('a command that waits on the line gives way to the next; a script keeps its order', () => {
  const { type, take } = useTerminal.getState();
  type('curl -i http://diner.example/');
  type('ps -ef');
  type('ps -ef');
  expect(take()).toBe('ps -ef');
  type('sudo true\n');
  type('whoami');
  expect([take(), take()]).toEqual(['sudo true\nwhoami', '']);
});
