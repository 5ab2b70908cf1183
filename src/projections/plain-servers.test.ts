import { expect, it } from 'vitest';
import type { EventInput } from '../trace/events.ts';
import { simTime } from '../trace/time.ts';
import { RunFold } from './fold.ts';

const SERVER = 10;
const line = { file: '/p/app.py', line: 3 };

const blocked = (
  tid: number,
  what: string,
  at: typeof line | { file: ''; line: 0 } = { file: '', line: 0 },
): EventInput => ({
  kind: 'python.blocked',
  pid: SERVER,
  tid,
  what,
  detail: '',
  ...at,
});
const accepted = (conn: number): EventInput => ({
  kind: 'conn.accepted',
  conn,
  listener: 1,
  pid: SERVER,
  depth: 0,
  req: conn,
});
const shut = (conn: number): EventInput => ({ kind: 'conn.shut', conn, pid: SERVER, dir: 'down' });

function workersOf(...story: readonly (readonly [number, EventInput])[]) {
  const run = new RunFold();
  run.push(story.map(([at, event], i) => ({ seq: i + 1, at: simTime(at), cause: 0, ...event })));
  return run.model.workers;
}

const START: readonly (readonly [number, EventInput])[] = [
  [0, { kind: 'process.started', pid: SERVER, ppid: 1, host: 'box', argv: ['python3', '/p/serve.py'], user: 'u' }],
  [5, { kind: 'socket.listening', pid: SERVER, listener: 1, address: '127.0.0.1:8000', backlog: 5 }],
];

it('sees a counter where a program simply serves', () => {
  const [worker] = workersOf(
    ...START,
    [10, blocked(0, 'net.poll')],
    [20, accepted(1)],
    [20, blocked(0, 'sleep', line)],
    [30, { kind: 'python.resumed', pid: SERVER, tid: 0 }],
    [31, shut(1)],
    [32, blocked(0, 'net.poll')],
  );
  expect(worker).toMatchObject({ pid: SERVER, workerClass: 'serve.py', bootedAt: 5, served: [1] });
  expect(worker?.spans.map((span) => [span.activity, span.req, span.from])).toEqual([
    ['free', null, 5],
    ['run', 1, 20],
    ['io', 1, 20],
    ['run', 1, 30],
    ['free', null, 31],
  ]);
});

it('gives each thread the customer that it took up', () => {
  const [worker] = workersOf(
    ...START,
    [20, accepted(1)],
    [21, accepted(2)],
    [22, blocked(1, 'net.recv')],
    [23, blocked(2, 'sleep', line)],
    [24, blocked(0, 'net.poll')],
    [30, shut(2)],
    [31, shut(1)],
  );
  expect(worker?.threads).toBe(3);
  expect(worker?.served).toEqual([2, 1]);
  expect(
    worker?.spans.filter((span) => span.req !== null && span.activity === 'io').map((s) => [s.tid, s.req]),
  ).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it('leaves those alone that have a role', () => {
  expect(
    workersOf(
      ...START,
      [9, { kind: 'process.role', pid: SERVER, program: 'nginx', role: 'worker', index: 0 }],
      [20, accepted(1)],
    ),
  ).toEqual([]);
});

it('sees everyone whom a server has born for its counter, though only one of them has had a customer', () => {
  const born = (pid: number, ppid: number): EventInput => ({
    kind: 'process.started',
    pid,
    ppid,
    host: 'box',
    argv: ['hypercorn', '-w', '2'],
    user: 'u',
  });
  const workers = workersOf(
    [0, born(9, 1)],
    [1, { kind: 'socket.listening', pid: 9, listener: 1, address: '127.0.0.1:8000', backlog: 5 }],
    [2, born(SERVER, 9)],
    [3, born(11, 9)],
    [20, accepted(1)],
  );
  expect(workers.map(({ pid, arbiter, slot, bootedAt }) => [pid, arbiter, slot, bootedAt])).toEqual([
    [SERVER, 9, 0, 2],
    [11, 9, 1, 3],
  ]);
});
