import { describe, expect, it } from 'vitest';
import type { Eff } from '../engine/task.ts';
import type { Sys } from '../machine/sys.ts';
import { utf8 } from '../base/bytes.ts';
import { createRun, type Run } from './run.ts';
import { parseScenario, type ScenarioInput } from './schema.ts';

/** One connection after the other, each answered after 100 ms of sleep: the least that can be called a server. */
function* slowServer(sys: Sys): Eff<number> {
  const listener = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 8000 }, 64);
  for (;;) {
    const fd = yield* sys.net.accept(listener);
    yield* sys.net.recv(fd);
    yield* sys.sleep(100_000);
    yield* sys.net.send(fd, utf8('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n'));
    sys.fs.close(fd);
  }
}

function run(input: Omit<ScenarioInput, 'version'>): Run {
  const parsed = parseScenario({ version: 1, ...input });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const made = createRun(parsed.scenario);
  made.world.programs.set('server', slowServer);
  made.box.files.writeFile('/usr/bin/server', utf8('#!program:server\n'), { uid: 0, gid: 0, groups: [] }, 0o755);
  made.start();
  expect(made.sim.run(3_600_000_000)).toEqual({ kind: 'idle' });
  return made;
}

const server = { id: 'app', argv: ['server'] };
const request = { kind: 'request' as const, id: 'r1', at: 0, to: '127.0.0.1:8000' };

describe('a run', () => {
  it('starts servers, says when they are ready, lets traffic in, and stops them', () => {
    const made = run({ servers: [server], inputs: [request, { ...request, id: 'r2' }], until: 0 });
    const kinds = made.sim.trace.events.map((e) => e.kind);
    expect(kinds.indexOf('socket.listening')).toBeLessThan(kinds.indexOf('run.ready'));
    const [r1, r2] = ['r1', 'r2'].map((id) => made.requests.get(id));
    expect(r1).toMatchObject({ error: null, head: { status: 200 } });
    expect((r1?.end ?? 0) - (made.readyAt ?? 0)).toBe(100_000);
    expect((r2?.end ?? 0) - (made.readyAt ?? 0)).toBe(200_000);
    expect(made.servers.get('app')?.process.status).toEqual({ code: null, signal: 'TERM' });
    expect(kinds.at(-1)).toBe('run.ended');
    expect(made.leaks()).toEqual([]);
  });

  it.each([
    ['nobody listens', { ...request, to: '127.0.0.1:81' }, 'refused'],
    ['no such socket', { ...request, to: 'unix:/run/no.sock' }, 'no-socket'],
    ['the client gives up', { ...request, timeout: 50_000 }, 'timeout'],
    ['the client leaves', { ...request, abortAt: 50_000 }, 'aborted'],
  ])('tells what went wrong: %s', (_, input, error) => {
    const made = run({ servers: [server], inputs: [input], until: 300_000 });
    expect(made.requests.get('r1')?.error).toBe(error);
    expect(made.leaks()).toEqual([]);
  });

  it('reaches loopback from the machine alone, and 0.0.0.0 from outside', () => {
    const load = { client: 'guests', kind: 'burst' as const, count: 2, to: 'http://203.0.113.10:8000' };
    const made = run({ servers: [server], traffic: [load], until: 1_000_000 });
    const failed = made.sim.trace.events.filter((e) => e.kind === 'request.failed');
    expect(failed.map((e) => e.error)).toEqual(['refused', 'refused']);
    // There and back: 10 ms each way.
    expect((failed[0]?.at ?? 0) - (made.readyAt ?? 0)).toBe(20_000);
  });

  it('keeps every kind of load to its plan', () => {
    const base = { to: 'http://127.0.0.1:8000', host: 'local' as const };
    const starts = (made: Run): number[] =>
      made.sim.trace.events.filter((e) => e.kind === 'request.started').map((e) => (e.at - (made.readyAt ?? 0)) / 1000);
    const of = (load: object): number[] =>
      starts(run({ servers: [server], traffic: [{ client: 'c', kind: 'burst', ...base, ...load }], until: 1_000_000 }));
    expect(of({ kind: 'burst', count: 3 })).toEqual([0, 0, 0]);
    expect(of({ kind: 'every', everyMs: 250 })).toEqual([0, 250, 500, 750]);
    expect(of({ kind: 'list', atMs: [30, 10] })).toEqual([10, 30]);
    expect(of({ kind: 'closed', users: 2, count: 6, thinkMs: 50 }).slice(0, 4)).toEqual([0, 0, 150, 250]);
    const poisson = of({ kind: 'poisson', rate: 20 });
    expect(poisson.length).toBeGreaterThan(10);
    expect(poisson.length).toBeLessThan(30);
  });

  it('runs commands one after the other, and ends those that take too long', () => {
    const command = { kind: 'command' as const, at: null };
    const made = run({
      inputs: [
        { ...command, id: 'c1', argv: ['sleep', '0.2'] },
        { ...command, id: 'c2', argv: ['sleep', '100'], timeout: 1_000_000 },
        { ...command, id: 'c3', argv: ['nosuch'] },
      ],
    });
    expect(made.commands.get('c1')?.process.status).toEqual({ code: 0, signal: null });
    expect(made.commands.get('c2')).toMatchObject({ timedOut: true, process: { status: { signal: 'TERM' } } });
    expect(made.commands.get('c3')?.process.status).toEqual({ code: 127, signal: null });
    expect(made.commands.get('c3')?.family.output.map((part) => part.text)).toEqual(['nosuch: command not found\n']);
  });

  it('is the same twice, and another with another seed', () => {
    const traffic = [
      { client: 'c', kind: 'poisson' as const, rate: 30, to: 'http://127.0.0.1:8000', host: 'local' as const },
    ];
    const trace = (seed: number): string =>
      JSON.stringify(run({ servers: [server], traffic, until: 500_000, seed }).sim.trace.events);
    expect(trace(1)).toBe(trace(1));
    expect(trace(1)).not.toBe(trace(2));
  });
});
