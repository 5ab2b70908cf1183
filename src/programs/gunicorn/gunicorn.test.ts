import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../base/bytes.ts';
import { guestKernel } from '../../machine/guest-kernel.ts';
import type { GuestRequest, GuestStep, GuestValue } from '../../machine/guest-port.ts';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';

type Call = Extract<GuestRequest, { op: 'call' }>;
const COST = { cpu: 0, lines: [] };
const returned = (value: GuestValue): GuestStep => ({ ...COST, kind: 'returned', value });

/**
 * Stands for Python: `/sleep/1.5` sleeps, everything is answered with its path. Import failures are scripted. What the
 * real driver does is tested with the real interpreter, by the recordings.
 */
class FakePython {
  private readonly after = new Map<number, (raised: boolean) => GuestStep>();
  constructor(
    private readonly run: Run,
    private readonly load: GuestValue = { ok: true, value: null },
  ) {}

  step(request: GuestRequest): GuestStep | null {
    if (request.op === 'resume') return this.after.get(request.stack)?.(request.outcome.kind === 'raise') ?? null;
    if (request.op !== 'call') return null;
    const name = request.fn.split(':')[1];
    if (name === 'handle') return this.handle(request);
    return returned(name === 'load' ? this.load : { ok: true, value: null });
  }

  private handle({ stack, pid, tid, args }: Call): GuestStep {
    const [fd, call, forceClose, close] = args as [number, number, number, number];
    const text = args[8] as string;
    const parts = text.slice(1).split(text.charAt(0));
    const environ = Object.fromEntries(
      parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]] as const] : [])),
    );
    const path = environ['PATH_INFO'] ?? '';
    const keep = forceClose === 0 && close === 0;
    const finish = (raised: boolean): GuestStep => {
      const body = raised ? 'killed\n' : `${path}\n`;
      const head = `HTTP/1.1 ${raised ? 500 : 200} X\r\nConnection: ${keep ? 'keep-alive' : 'close'}\r\nContent-Length: ${body.length}\r\n\r\n`;
      guestKernel(this.run.world).syscall(pid, tid, 'app.write', [call, fd, head, body, body.length]);
      return returned(raised ? 0 : keep ? 3 : 2);
    };
    const seconds = /^\/sleep\/([\d.]+)/.exec(path)?.[1];
    if (seconds === undefined) return finish(false);
    this.after.set(stack, finish);
    return {
      ...COST,
      kind: 'blocked',
      call: 'sleep',
      args: [Number(seconds) * 1e6],
      file: '/home/u/p/wsgi.py',
      line: 3,
    };
  }
}

type Input = NonNullable<ScenarioInput['inputs']>[number];
const get = (id: string, at: number, path: string, more: object = {}): Input =>
  ({ kind: 'request', id, at: at * 1e6, to: '127.0.0.1:8000', target: path, ...more }) as Input;
const signal = (at: number, name: string, to = 'main'): Input =>
  ({ kind: 'signal', at: at * 1e6, server: 'app', to, signal: name }) as Input;

function play(
  argv: string[],
  inputs: Input[],
  options: { until?: number; load?: GuestValue; before?: (run: Run) => void } = {},
): Run {
  const workers = Number(/-w (\d)/.exec(argv.join(' '))?.[1] ?? 1);
  const parsed = parseScenario({
    version: 1,
    until: (options.until ?? 0) * 1e6,
    files: { '/home/ubuntu/wsgi.py': '' },
    servers: [
      {
        id: 'app',
        argv: ['gunicorn', ...argv, 'wsgi:app'],
        cwd: '/home/ubuntu',
        ready: { log: 'Booting worker', count: workers, settle: 500_000 },
      },
    ],
    inputs,
  } as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  const python = new FakePython(run, options.load);
  options.before?.(run);
  run.start();
  for (;;) {
    const pause = run.sim.run(600e6);
    if (pause.kind !== 'need') break;
    run.sim.answer(python.step(pause.need.request as GuestRequest));
  }
  expect(run.leaks()).toEqual([]);
  return run;
}

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1);

/** When each answer was complete, in seconds, or what went wrong. */
/** To the millisecond: threads take some of it to start. */
const ends = (run: Run): Record<string, unknown> =>
  Object.fromEntries(
    [...run.requests].map(([id, r]) => [
      id,
      r.error ?? `${r.head?.status} ${Math.round(((r.end ?? 0) - (run.readyAt ?? 0)) / 1e3) / 1e3}`,
    ]),
  );

const output = (run: Run): string[] =>
  run.sim.trace.events
    .flatMap((e) => (e.kind === 'process.output' ? e.text.split('\n').filter((l) => l !== '') : []))
    .map((l) => l.replace(/^\[.*?\] \[\d+\] /, ''));

const exitCode = (run: Run): number | null => run.servers.get('app')?.process.status?.code ?? null;

describe('the arbiter', () => {
  it('boots, serves and stops with the lines that everybody knows', () => {
    const run = play(['-w', '2'], [get('r', 0, '/hi')]);
    const lines = output(run);
    expect(lines.slice(0, 3).map((l) => l.replace(/\(\d+\)/, '(pid)'))).toEqual([
      '[INFO] Starting gunicorn 26.2.0',
      '[INFO] Listening at: http://127.0.0.1:8000 (pid)',
      '[INFO] Using worker: sync',
    ]);
    expect(lines.filter((l) => l.startsWith('[INFO] Booting worker')).length).toBe(2);
    expect(lines.slice(-1)).toEqual(['[INFO] Shutting down: Master']);
    expect(ends(run)).toEqual({ r: '200 0' });
    expect(exitCode(run)).toBe(0);
  });

  it('replaces a worker that is killed, and one more or less comes with TTIN and TTOU', () => {
    const run = play([], [signal(0.2, 'KILL', 'w1'), signal(1, 'TTIN'), signal(2, 'TTOU'), get('r', 3, '/')], {
      until: 4,
    });
    const lines = output(run);
    expect(lines.some((l) => /\[ERROR\] Worker \(pid:\d+\) was sent SIGKILL! Perhaps out of memory\?/.test(l))).toBe(
      true,
    );
    expect(run.sim.trace.events.filter((e) => e.kind === 'worker.booted').length).toBe(3);
    expect(run.servers.get('app')?.aliveAtStop.length).toBe(1);
    expect(ends(run)).toEqual({ r: '200 3' });
  });

  it.each([
    ['ModuleNotFoundError', 3, 'Worker failed to boot.'],
    ['gunicorn.errors.AppImportError', 4, 'App failed to load.'],
  ])('gives up when a worker cannot boot: %s', (type, code, reason) => {
    const failure = {
      ok: false,
      exit: null,
      type,
      message: 'no',
      traceback: 'Traceback\n',
      file: '',
      line: 0,
      column: 0,
    };
    const run = play([], [], { load: failure });
    expect(exitCode(run)).toBe(code);
    expect(output(run).at(-1)).toBe(`[ERROR] Reason: ${reason}`);
  });

  it('says what it does not model', () => {
    const run = play(['--statsd-host', 'localhost:8125'], []);
    expect(output(run).join('\n')).not.toContain('statsd');
    expect(
      run.sim.trace.events.some((e) => e.kind === 'run.note' && e.note === 'gunicorn: --statsd-host is not modelled'),
    ).toBe(true);
  });

  it('tries an address five times', () => {
    const run = play(['-b', '127.0.0.1:80'], [], { until: 6 });
    expect(exitCode(run)).toBe(1);
    expect(
      output(run).filter((l) => l.includes("connection to ('127.0.0.1', 80) failed: [Errno 13] Permission denied"))
        .length,
    ).toBe(5);
  });

  it('writes its log to a file, and to a new one after a rotation and USR1', () => {
    const root = { uid: 0, gid: 0, groups: [] };
    const [log, old] = ['/home/ubuntu/g.log', '/home/ubuntu/g.log.1'];
    const run = play(['--log-file', 'g.log', '-p', 'g.pid'], [signal(0.5, 'USR1'), signal(1, 'TTIN')], {
      // The log is in a file: the run takes the server as ready after twelve seconds.
      before: (run) => run.sim.at(12.2e6, () => run.box.files.rename(log, old, root)),
    });
    const read = (path: string): string => fromUtf8(run.box.files.readFile(path, root));
    expect(read(old)).toContain('Listening at');
    expect(read(log)).not.toContain('Listening at');
    expect(read(log)).toContain('Handling signal: ttin');
    expect(output(run)).toEqual([]);
  });

  it('makes a unix socket with the umask and takes it away at the end', () => {
    const probe = { kind: 'probe', id: 's', at: 0, what: 'stat', path: '/home/ubuntu/a.sock' } as Input;
    const run = play(['-b', 'unix:a.sock', '-m', '007'], [probe]);
    expect(run.probes.get('s')).toMatchObject({ mode: 'srwxrwx---' });
    expect(run.box.files.exists('/home/ubuntu/a.sock', { uid: 0, gid: 0, groups: [] })).toBe(false);
  });
});

describe('--reuse-port', () => {
  it('breaks off its stop when the file of its socket is gone', () => {
    const run = play(['-b', 'unix:/tmp/a.sock'], [signal(3, 'TERM')], {
      until: 4,
      before: (r) => r.sim.at(2e6, () => r.box.files.unlink('/tmp/a.sock', { uid: 0, gid: 0, groups: [] })),
    });
    expect(exitCode(run)).toBe(1);
    expect(output(run).at(-1)).toBe("FileNotFoundError: [Errno 2] No such file or directory: '/tmp/a.sock'");
  });

  it.each([
    ['-k', 'no.such.Worker', "ModuleNotFoundError: No module named 'no'"],
    ['-k', 'gunicorn.nosuch.Worker', "ModuleNotFoundError: No module named 'gunicorn.nosuch'"],
    ['--logger-class', 'statsd', "ImportError: Entry point ('gunicorn.loggers', 'statsd') not found"],
    ['-k', 'uvicorn.workers.NoSuch', "TypeError: 'str' object is not callable"],
  ])('cannot load %s %s', (flag, name, why) => {
    const run = play([flag, name], []);
    expect(exitCode(run)).toBeGreaterThan(0);
    expect(output(run)).toContain(why);
  });

  it('goes on after SIGPIPE, which Python ignores', () => {
    const run = play([], [signal(0.2, 'PIPE'), get('a', 0.5, '/')]);
    expect(ends(run)).toEqual({ a: '200 0.5' });
  });

  it('says that a gthread worker goes before the threads that it cannot stop are done', () => {
    const run = play(
      ['--threads', '2', '--graceful-timeout', '2'],
      [get('a', 0, '/sleep/9'), signal(0.5, 'TERM', 'w1')],
      { until: 12 },
    );
    expect(ends(run)).toEqual({ a: '200 9' });
    const told = run.sim.trace.events.filter((e) => e.kind === 'worker.exiting' || e.kind === 'worker.done');
    expect(told[0]?.kind).toBe('worker.exiting');
  });

  it.each([
    ['unix:', "failed: [Errno 2] No such file or directory: ''"],
    [`unix:/tmp/${'x'.repeat(103)}`, 'failed: AF_UNIX path too long'],
    ['300.1.1.1:80', 'failed: [Errno -2] Name or service not known'],
  ])('cannot listen at %s', (bind, why) => {
    const run = play(['-b', bind], [], { until: 6 });
    expect(exitCode(run)).toBe(1);
    expect(output(run).filter((line) => line.endsWith(why))).toHaveLength(5);
  });

  it('gives each worker a socket of its own, so that one may be busy while another is idle', () => {
    const run = play(
      ['-w', '2', '--reuse-port'],
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => get(id, 0, '/sleep/1')),
    );
    const listening = run.sim.trace.events.filter((e) => e.kind === 'socket.listening');
    expect(listening.length).toBe(2);
    const served = run.sim.trace.events.flatMap((e) => (e.kind === 'conn.accepted' ? [e.pid] : []));
    expect(new Set(served).size).toBe(2);
  });
});

describe('the sync worker', () => {
  it('serves one request at a time; the others wait in the backlog', () => {
    const run = play(
      ['-w', '2'],
      ['a', 'b', 'c', 'd'].map((id) => get(id, 0, '/sleep/1')),
    );
    expect(Object.values(ends(run)).toSorted(byText)).toEqual(['200 1', '200 1', '200 2', '200 2']);
  });

  it('is killed by the timeout, but not for waiting in the queue', () => {
    const run = play(['-t', '2'], [get('a', 0, '/sleep/1.5'), get('b', 0, '/sleep/1.5'), get('stuck', 4, '/sleep/9')], {
      until: 9,
    });
    expect(ends(run)).toMatchObject({ a: '200 1.5', b: '200 3', stuck: expect.stringMatching(/^500 [67]/) as unknown });
    expect(output(run).some((l) => l.startsWith('[CRITICAL] WORKER TIMEOUT'))).toBe(true);
  });

  it('finishes its request after TERM; who waits in the backlog is reset', () => {
    const run = play([], [get('a', 0, '/sleep/2'), get('late', 1, '/'), signal(0.5, 'TERM')], { until: 3 });
    expect(ends(run)).toEqual({ a: '200 2', late: 'reset' });
  });

  it('refuses who comes after TERM when it is a gevent worker: its sockets are closed within a second', () => {
    const late = [0.8, 1.8].map((at) => get(`late${at}`, at, '/'));
    const run = play(['-k', 'gevent'], [get('a', 0, '/sleep/3'), ...late, signal(0.4, 'TERM')], { until: 4 });
    expect(ends(run)).toMatchObject({ a: '200 3', 'late0.8': 'refused', 'late1.8': 'refused' });
  });

  it('leaves with its greenlets when it is a gevent worker whose arbiter was killed', () => {
    const run = play(['-k', 'gevent'], [get('a', 0, '/sleep/3'), signal(0.4, 'KILL')], { until: 4 });
    expect(ends(run)).toEqual({ a: 'empty-reply' });
    expect(output(run).some((l) => l.includes('Parent changed, shutting down'))).toBe(true);
  });

  it('is held by a client that says nothing', () => {
    const silent = get('silent', 0, '/', { rawParts: [[9_000_000, 'x']], timeout: 3_000_000 });
    const run = play([], [silent, get('r', 0.1, '/')], { until: 4 });
    expect(ends(run)).toEqual({ silent: 'timeout', r: '200 3' });
  });

  it('is replaced after --max-requests', () => {
    const run = play(
      ['--max-requests', '2'],
      [0, 1, 2].map((at) => get(`r${at}`, at, '/')),
      { until: 3 },
    );
    const served = run.sim.trace.events.flatMap((e) => (e.kind === 'worker.request' ? [e.pid] : []));
    expect(new Set(served).size).toBe(2);
    expect(output(run)).toContain('[INFO] Autorestarting worker after current request.');
  });
});

describe('the gthread worker', () => {
  it('works in waves of its threads and keeps connections', () => {
    const run = play(
      ['--threads', '2'],
      [
        ...['a', 'b', 'c'].map((id) => get(id, 0, '/sleep/1')),
        get('k1', 3, '/', { conn: 'k' }),
        get('k2', 3.5, '/', { conn: 'k', linger: 4_000_000 }),
      ],
      { until: 4 },
    );
    expect(Object.values(ends(run)).toSorted(byText)).toEqual(['200 1', '200 1', '200 2', '200 3', '200 3.5']);
    expect(run.sim.trace.events.filter((e) => e.kind === 'conn.accepted').length).toBe(4);
  });
});
