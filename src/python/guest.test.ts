import { beforeAll, describe, expect, it } from 'vitest';
import { cachedGuest } from '../cli/guest-cache.ts';
import type { GuestValue } from '../machine/guest-port.ts';
import { FakeMachine } from './fake-machine.ts';
import type { PythonGuest } from './guest.ts';

let guest: PythonGuest;
let pids = 100;

beforeAll(async () => {
  guest = await cachedGuest();
});

const machine = async (app: string, processes = 1): Promise<{ m: FakeMachine; pid: number }> => {
  const m = new FakeMachine(guest);
  m.write('/home/app/app.py', app);
  const pid = pids + 1;
  for (let i = 0; i < processes; i++) await m.start(++pids);
  return { m, pid };
};

describe('stacks', () => {
  it('returns a value', async () => {
    const { m, pid } = await machine('import sys\nx = [1, "a", None]\ndef f(a, b): return {"sum": a + b, "x": x}\n');
    await m
      .value(pid, 'gd.loader:call', ['app:f', [1, 2]])
      .then((v) => expect(v).toEqual({ sum: 3, x: [1, 'a', null] }));
  });

  it('come to their own ends, as text or as numbers, one right after the other', async () => {
    const { m, pid } = await machine('def f(n): return n if n % 2 else str(n)\n');
    const tasks = [2, 3, 4, 5, 7, 6].map((n) => m.call(pid, 'gd.loader:call', ['app:f', [n]]));
    await m.run();
    const value = (v: GuestValue) => ({ kind: 'returned', value: v });
    expect(tasks.map((t) => t.result)).toMatchObject(['2', 3, '4', 5, 7, '6'].map(value));
  });

  it('interleaves sleeping stacks, with a true lost update', async () => {
    const { m, pid } = await machine(
      'import time\ncount = 0\ndef visit():\n    global count\n    seen = count\n    time.sleep(0.1)\n    count = seen + 1\n    return time.time()\ndef total(): return count\n',
    );
    await m.value(pid, 'gd.loader:call', ['app:visit', []]);
    const t0 = m.now;
    const tasks = [1, 2, 3, 4].map(() => m.call(pid, 'gd.loader:call', ['app:visit', []]));
    await m.run();
    expect(tasks.map((t) => t.result?.kind)).toEqual(['returned', 'returned', 'returned', 'returned']);
    expect(m.now - t0).toBeLessThan(101_000);
    await m.value(pid, 'gd.loader:call', ['app:visit', []]);
    // Four saw 1 and wrote 2.
    expect(await m.value(pid, 'gd.loader:call', ['app:total', []])).toBe(3);
  });
});

const run = (m: FakeMachine, pid: number, fn: string, args: readonly GuestValue[] = []) => {
  const task = m.call(pid, 'gd.loader:call', [`app:${fn}`, args]);
  return m.run().then(() => task);
};

describe('processes', () => {
  it('have modules, environment, directory and files of their own', async () => {
    const { m, pid } = await machine(
      'import os, sys\nn = 0\ndef hit():\n    global n\n    n += 1\n    os.environ["N"] = str(n)\n    return [n, os.environ["N"], os.getpid(), os.getcwd()]\n',
      2,
    );
    expect(await m.value(pid, 'gd.loader:call', ['app:hit', []])).toEqual([1, '1', pid, '/home/app']);
    expect(await m.value(pid, 'gd.loader:call', ['app:hit', []])).toEqual([2, '2', pid, '/home/app']);
    expect(await m.value(pid + 1, 'gd.loader:call', ['app:hit', []])).toEqual([1, '1', pid + 1, '/home/app']);
    m.write('/home/app/app.py', 'def hit(): return "new"\n');
    await m.start(++pids);
    expect(await m.value(pids, 'gd.loader:call', ['app:hit', []])).toBe('new');
    await guest.step({ op: 'end', pid });
    expect(await m.value(pids, 'gd.loader:call', ['app:hit', []])).toBe('new');
  });

  it('print through system calls, buffered as on a pipe', async () => {
    const { m, pid } = await machine(
      'import sys\ndef f():\n    print("one")\n    print("two", file=sys.stderr)\ndef big(): print("x" * 1_000_000)\n',
    );
    await run(m, pid, 'f');
    expect(m.output.get(pid)).toBe('two\n');
    await run(m, pid, 'big');
    await m.value(pid, 'gd.main:finish');
    expect(m.output.get(pid)?.length).toBe(4 + 4 + 1_000_001);
  });

  it('forks by importing the same sources again, silently', async () => {
    const { m, pid } = await machine(
      'import time, random\nprint("loading")\ntime.sleep(1)\nstarted = random.random()\ndef get(): return [started, random.random()]\n',
    );
    const first = (await m.value(pid, 'gd.loader:call', ['app:get', []])) as number[];
    m.write('/home/app/app.py', 'def get(): return "changed"\n');
    await m.start(++pids, { forkOf: pid });
    const child = (await m.value(pids, 'gd.loader:call', ['app:get', []])) as number[];
    expect(child).toHaveLength(2);
    expect(child[1]).toBe(((await m.value(pid, 'gd.loader:call', ['app:get', []])) as number[])[1]);
    expect(first[0]).toEqual(((await m.value(pid, 'gd.loader:call', ['app:get', []])) as number[])[0]);
    expect(m.output.get(pids) ?? '').toBe('');
  });
});

describe('errors', () => {
  it('print as CPython prints them, without frames of the runtime', async () => {
    const { m, pid } = await machine(
      'import json\ndef inner(x):\n    return 1 / x\ndef f():\n    try:\n        inner(0)\n    except ZeroDivisionError as e:\n        raise ValueError("no") from e\ndef g(): return json.loads("{")\n',
    );
    const task = await run(m, pid, 'f');
    if (task.result?.kind !== 'raised') throw new Error('should raise');
    expect(task.result.error).toEqual({
      type: 'ValueError',
      message: 'no',
      file: '/home/app/app.py',
      line: 8,
      column: 9,
      traceback: `Traceback (most recent call last):
  File "/home/app/app.py", line 6, in f
    inner(0)
    ~~~~~^^^
  File "/home/app/app.py", line 3, in inner
    return 1 / x
           ~~^~~
ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/home/app/app.py", line 8, in f
    raise ValueError("no") from e
ValueError: no
`,
    });
    const json = await run(m, pid, 'g');
    expect(json.result?.kind === 'raised' && json.result.error.traceback).toContain(
      'File "/usr/lib/python3.14/json/decoder.py", line',
    );
  });

  it('say where the syntax is wrong, and where a name is missing', async () => {
    const { m, pid } = await machine('def f(:\n    pass\n');
    const task = await run(m, pid, 'f');
    expect(task.result).toMatchObject({
      kind: 'raised',
      error: {
        type: 'SyntaxError',
        message: 'invalid syntax (app.py, line 1)',
        file: '/home/app/app.py',
        line: 1,
        column: 7,
      },
    });
    expect(task.result?.kind === 'raised' && task.result.error.traceback).toContain(
      '  File "/home/app/app.py", line 1\n    def f(:\n          ^\nSyntaxError: invalid syntax\n',
    );
    expect(await m.value(pid, 'gd.check:compile', ['x = (1,\n', 'app.py'])).toMatchObject({
      line: 1,
      column: 5,
      message: "'(' was never closed",
    });
    expect(await m.value(pid, 'gd.check:compile', ['x = 1\n', 'app.py'])).toBeNull();
    const missing = m.call(pid, 'gd.loader:load', ['nothing:app']);
    await m.run();
    expect(missing.result).toMatchObject({
      error: { type: 'ModuleNotFoundError', message: "No module named 'nothing'", file: '', line: 0 },
    });
    const hidden = m.call(pid, 'gd.loader:load', ['js']);
    await m.run();
    expect(hidden.result).toMatchObject({ error: { message: "No module named 'js'" } });
  });

  it('carries exit codes', async () => {
    const { m, pid } = await machine('import sys\ndef f(x): sys.exit(x)\n');
    expect((await run(m, pid, 'f', [3])).result).toMatchObject({ error: { type: 'SystemExit', exit: 3 } });
    expect((await run(m, pid, 'f', ['bye'])).result).toMatchObject({ error: { exit: 1 } });
    expect(m.output.get(pid)).toBe('bye\n');
  });
});

describe('metering', () => {
  const loops =
    'def spin():\n    while True: pass\ndef stubborn():\n    while True:\n        try:\n            x = 1\n            while True:\n                x += 1\n        except BaseException: pass\ndef count(n):\n    x = 0\n    for i in range(n):\n        x += i\n    return x\n';

  it('says which line took how long', async () => {
    const { m, pid } = await machine(loops);
    await run(m, pid, 'count', [1]);
    const task = await run(m, pid, 'count', [1000]);
    const step = task.steps[0];
    expect(step?.lines[0]).toEqual(['/home/app/app.py', 11, 0]);
    expect(step?.cpu).toBe((step?.lines ?? []).reduce((us, l) => us + l[2], 0));
    // A thousand turns of about 15 ns.
    expect(step?.cpu).toBeGreaterThan(8);
    expect(step?.cpu).toBeLessThan(30);
    expect(step?.lines.length).toBeLessThanOrEqual(200);
  });

  it('ends an endless loop by a raise, after virtual half a minute in bounded real time', async () => {
    const { m, pid } = await machine(loops);
    const t = performance.now();
    m.interrupt = (_task, call) =>
      call === 'cpu' && m.now > 30_000_000 ? { kind: 'raise', type: 'SystemExit', arg: 1 } : null;
    const task = await run(m, pid, 'spin');
    expect(task.result).toMatchObject({
      kind: 'raised',
      error: { type: 'SystemExit', exit: 1, file: '/home/app/app.py', line: 2 },
    });
    expect(m.now).toBeLessThan(31_000_000);
    expect(m.notes.join()).toContain('fast-forward');
    expect(performance.now() - t).toBeLessThan(15_000);
  });

  it('leaves a loop that swallows every exception where it is, when it is dropped', async () => {
    const { m, pid } = await machine(loops);
    let raised = 0;
    m.interrupt = (_task, call) =>
      call === 'cpu' && m.now > 3_000_000
        ? raised++ < 5
          ? { kind: 'raise', type: 'SystemExit', arg: 1 }
          : null
        : null;
    const task = m.call(pid, 'gd.loader:call', ['app:stubborn', []]);
    await m.run(() => m.now > 4_000_000);
    expect(task.result).toBeNull();
    await guest.step({ op: 'drop', stacks: [task.stack] });
    await guest.step({ op: 'end', pid });
    const next = await machine('def f(): return "fine"\n');
    expect(await next.m.value(next.pid, 'gd.loader:call', ['app:f', []])).toBe('fine');
  });
});

describe('dropping', () => {
  it('unwinds a stack without effect', async () => {
    const { m, pid } = await machine(
      'import time\nlog = []\ndef f():\n    try:\n        time.sleep(9)\n    except BaseException as e:\n        log.append(type(e).__name__)\n        time.sleep(9)\n    finally:\n        print("never seen", flush=True)\n        open("/tmp/left", "w")\ndef g(): return log\n',
    );
    const task = m.call(pid, 'gd.loader:call', ['app:f', []]);
    await m.run(() => task.steps.length > 0);
    await guest.step({ op: 'drop', stacks: [task.stack] });
    expect(await m.value(pid, 'gd.loader:call', ['app:g', []])).toEqual(['Dropped']);
    expect(m.output.get(pid)).toBeUndefined();
    expect(m.files.has('/tmp/left')).toBe(false);
  });
});

describe('files', () => {
  it('are the machine’s, with Linux error numbers', async () => {
    const { m, pid } = await machine(`
import os, sqlite3, errno
def f():
    with open("note.txt", "w") as f: f.write("hello\\n")
    with open("note.txt", "a") as f: f.write("again\\n")
    os.mkdir("/tmp/d")
    os.rename("note.txt", "/tmp/d/note.txt")
    text = open("/tmp/d/note.txt").read()
    errors = []
    for what in (lambda: open("gone.txt"), lambda: open("/etc/new", "w"), lambda: os.stat("nowhere")):
        try: what()
        except OSError as e: errors.append([type(e).__name__, str(e), e.errno])
    return [text, sorted(os.listdir("/tmp")), errors, errno.ENOENT, os.path.exists("/tmp/d/note.txt")]
def db():
    c = sqlite3.connect("/tmp/x.db")
    c.execute("create table t(a)"); c.execute("insert into t values (7)"); c.commit(); c.close()
    return sqlite3.connect("/tmp/x.db").execute("select a from t").fetchone()[0]
`);
    expect(await m.value(pid, 'gd.loader:call', ['app:f', []])).toEqual([
      'hello\nagain\n',
      ['d'],
      [
        ['FileNotFoundError', "[Errno 2] No such file or directory: 'gone.txt'", 2],
        ['PermissionError', "[Errno 13] Permission denied: '/etc/new'", 13],
        ['FileNotFoundError', "[Errno 2] No such file or directory: 'nowhere'", 2],
      ],
      2,
      true,
    ]);
    expect(m.files.get('/tmp/d/note.txt')?.mode).toBe(0o100644);
    expect(await m.value(pid, 'gd.loader:call', ['app:db', []])).toBe(7);
  });
});

describe('time and chance', () => {
  it('are virtual', async () => {
    const { m, pid } = await machine(
      'import time, datetime, random, uuid, os\ndef f():\n    a = time.time(); b = time.monotonic(); time.sleep(2.5)\n    return [round(time.time() - a, 3), round(time.monotonic() - b, 3), datetime.datetime.now().isoformat()[:19], os.cpu_count()]\ndef g(): return [random.random(), str(uuid.uuid4())]\n',
    );
    const value = (await m.value(pid, 'gd.loader:call', ['app:f', []])) as GuestValue[];
    expect(value).toEqual([2.5, 2.5, '2027-01-15T08:00:02', 2]);
    const one = await m.value(pid, 'gd.loader:call', ['app:g', []]);
    const again = await machine('import random, uuid\ndef g(): return [random.random(), str(uuid.uuid4())]\n');
    await again.m.value(again.pid, 'gd.loader:call', ['app:g', []]);
    expect(one).toHaveLength(2);
  });
});
