import { beforeAll, describe, expect, it } from 'vitest';
import { cachedGuest } from '../cli/guest-cache.ts';
import { utf8 } from '../base/bytes.ts';
import { Sim } from '../engine/sim.ts';
import type { Eff } from '../engine/task.ts';
import { callGuest } from '../machine/guest.ts';
import { guestKernel } from '../machine/guest-kernel.ts';
import type { Process } from '../machine/process.ts';
import type { Sys } from '../machine/sys.ts';
import { World } from '../machine/world.ts';
import { drive } from './driver.ts';
import type { PythonGuest } from './guest.ts';

let guest: PythonGuest;

beforeAll(async () => {
  guest = await cachedGuest();
});

/** `python3 FILE`, as far as these tests need it. */
function* python(sys: Sys): Eff<number> {
  const result = yield* callGuest(sys, 0, 'gd.main:script', [sys.argv[1] ?? '']);
  if (!result.ok && result.error.exit === undefined) sys.print(2, result.error.traceback);
  yield* callGuest(sys, 0, 'gd.main:finish', []);
  return result.ok ? 0 : (result.error.exit ?? 1);
}

const root = { uid: 0, gid: 0, groups: [] };

/** Runs the scripts side by side on one host and gives what each printed, and the world. */
async function machine(
  scripts: Readonly<Record<string, string>>,
  during?: (world: World, processes: Process[]) => void,
) {
  const sim = new Sim(1);
  const world = new World(sim, 1_800_000_000_000_000);
  const host = world.addHost({ name: 'box', addresses: ['10.0.0.5'], cores: 2, latency: 0 });
  for (const dir of ['/home', '/tmp', '/etc', '/run']) if (!host.files.exists(dir)) host.files.mkdir(dir, root, 0o777);
  guest.attach(guestKernel(world));
  const processes = Object.entries(scripts).map(([name, text]) => {
    host.files.writeFile(`/home/${name}.py`, utf8(text), root);
    return world.lifecycle.start(host, python, {
      argv: ['python3', `/home/${name}.py`],
      credentials: root,
      env: new Map([['PYTHONUNBUFFERED', '1']]),
      cwd: '/home',
    });
  });
  for (const name of ['db.internal', 'grill.internal']) host.names.set(name, ['10.0.0.5']);
  during?.(world, processes);
  const done = await drive(sim, guest, {
    until: 60_000_000,
    budget: 10_000,
    outbox: world.guestOutbox,
    pause: () => false,
  });
  const output = (i: number): string =>
    sim.trace.events.map((e) => (e.kind === 'process.output' && e.pid === processes[i]?.pid ? e.text : '')).join('');
  return { sim, done, processes, output };
}

const SERVER = `
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 8080)); s.listen()
for _ in range(2):
    c, peer = s.accept()
    with c:
        line = c.makefile("rb").readline()
        c.sendall(b"HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\nyou said " + line)
print("served", s.getsockname())
`;

describe('on the machine', () => {
  it('speaks over sockets: raw, http.client, urllib, asyncio', async () => {
    const { output, done, processes } = await machine({
      server: SERVER,
      client: `
import urllib.request, asyncio, time, socket
time.sleep(0.1)
print(urllib.request.urlopen("http://127.0.0.1:8080/a").read().decode().strip())
async def main():
    r, w = await asyncio.open_connection("127.0.0.1", 8080)
    w.write(b"hello\\n"); await w.drain()
    print((await r.read()).splitlines()[-1].decode())
asyncio.run(main())
try: socket.create_connection(("127.0.0.1", 9), timeout=1)
except OSError as e: print(type(e).__name__, e)
try: urllib.request.urlopen("http://nowhere.example/")
except OSError as e: print(e)
`,
    });
    expect(output(1).split('\n')).toEqual([
      'you said GET /a HTTP/1.1',
      'you said hello',
      'ConnectionRefusedError [Errno 111] Connection refused',
      '<urlopen error [Errno -2] Name or service not known>',
      '',
    ]);
    expect(output(0)).toBe("served ('127.0.0.1', 8080)\n");
    expect(done.kind).toBe('idle');
    expect(processes.map((p) => p.status)).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);
  });

  it('serves http.server to threads, and Ctrl-C ends it', async () => {
    const { output } = await machine({
      server: `
import http.server, threading
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = threading.current_thread().name.encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *a): pass
s = http.server.ThreadingHTTPServer(("127.0.0.1", 8081), H)
try: s.serve_forever()
except KeyboardInterrupt: print("bye")
`,
      client: `
import time, urllib.request, os, signal
time.sleep(0.2)
for _ in range(2): print(urllib.request.urlopen("http://127.0.0.1:8081/").read().decode())
def got(n, f): print("signal", signal.Signals(n).name)
signal.signal(signal.SIGUSR1, got)
os.kill(os.getpid(), signal.SIGUSR1)
os.kill(${1}, signal.SIGINT)
`,
    });
    expect(output(1)).toBe('Thread-1 (process_request_thread)\nThread-2 (process_request_thread)\nsignal SIGUSR1\n');
    expect(output(0)).toBe('bye\n');
  });

  it('interrupts a sleep for a signal handler and goes on sleeping (PEP 475)', async () => {
    const { output, sim } = await machine(
      {
        nap: 'import signal, time\nsignal.signal(signal.SIGUSR1, lambda *a: print("poked"))\nt = time.monotonic()\ntime.sleep(2)\nprint(round(time.monotonic() - t, 2))\n',
      },
      (world, [process]) => void world.sim.at(500_000, () => process && world.lifecycle.kill(process, 'USR1', 0)),
    );
    expect(output(0)).toBe('poked\n2.0\n');
    expect(sim.now).toBeGreaterThanOrEqual(2_000_000);
  });

  it('has a kitchen to wait for, in threads and in coroutines, and work that keeps the CPU', async () => {
    const { output } = await machine({
      kitchen: `
import json, socketserver, threading, time
class Kitchen(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            asked = json.loads(line)
            time.sleep(0.1)
            answer = {"ok": True, "rows": [[asked["sql"]]]} if asked["op"] == "query" else {"ok": False, "error": "no such dish"}
            self.wfile.write(json.dumps(answer).encode() + b"\\n")
class Server(socketserver.ThreadingTCPServer): daemon_threads = True
servers = [Server(("", port), Kitchen) for port in (5432, 7070)]
for s in servers: threading.Thread(target=s.serve_forever, daemon=True).start()
time.sleep(2)
`,
      client: `
import asyncio, time, threading
from diner import aio, db, grill, pdf
time.sleep(0.1)
def took(f, *args):
    t = time.monotonic(); value = f(*args)
    return value, round(time.monotonic() - t, 1)
print(took(db.query, "select 1"))
pool = db.Pool(2)
def four():
    ts = [threading.Thread(target=pool.query, args=("x",)) for _ in range(4)]
    for t in ts: t.start()
    for t in ts: t.join()
print(took(four))
async def main(): return len(await asyncio.gather(*(aio.db.query("y") for _ in range(4))))
print(took(asyncio.run, main()))
try: grill.get("soup")
except Exception as e: print(type(e).__name__, e)
print(took(pdf.build, 2))
`,
    });
    expect(output(1).split('\n')).toEqual([
      "([['select 1']], 0.1)",
      '(None, 0.2)',
      '(4, 0.1)',
      'KitchenError no such dish',
      '(36000, 0.1)',
      '',
    ]);
  });

  it('waits for a lock on a file that another process holds, until that one closes it', async () => {
    const { output } = await machine({
      holder: `
import fcntl, time
with open("/tmp/lock", "w") as f:
    fcntl.flock(f, fcntl.LOCK_EX)
    time.sleep(2)
`,
      other: `
import fcntl, time
time.sleep(0.5)
f = open("/tmp/lock", "a")
try: fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)
except BlockingIOError as e: print(e)
fcntl.lockf(f, fcntl.LOCK_EX)
print(round(time.monotonic(), 1) > 1)
fcntl.flock(f, fcntl.LOCK_UN)
`,
    });
    expect(output(1).split('\n')).toEqual(['[Errno 11] Resource temporarily unavailable', 'True', '']);
  });

  it('says of a module that may not be read what Linux says', async () => {
    const main = 'try: import closed\nexcept OSError as e: print(type(e).__name__, e)\n';
    const { output } = await machine({ main, closed: '' }, (_, [first]) => {
      if (!first) return;
      first.host.files.chmod('/home/closed.py', 0, root);
      first.credentials = { uid: 1000, gid: 1000, groups: [] };
    });
    expect(output(0)).toBe("PermissionError [Errno 13] Permission denied: '/home/closed.py'\n");
  });

  it('keeps a database to the thread that opened it, unless that is waived', async () => {
    const { output } = await machine({
      main: `
import sqlite3, threading
def ask(c):
    try: print(c.execute("select 7").fetchone())
    except sqlite3.ProgrammingError as e: print(str(e)[:76])
mine, any_ones = sqlite3.connect(":memory:"), sqlite3.connect(":memory:", check_same_thread=False)
for c in (mine, any_ones):
    t = threading.Thread(target=ask, args=(c,))
    t.start(); t.join()
    ask(c)
rows = mine.execute("select 1")
def late():
    try: list(rows)
    except sqlite3.ProgrammingError as e: print(str(e)[:22])
t = threading.Thread(target=late); t.start(); t.join()
`,
    });
    expect(output(0).split('\n')).toEqual([
      'SQLite objects created in a thread can only be used in that same thread. The',
      '(7,)',
      '(7,)',
      '(7,)',
      'SQLite objects created',
      '',
    ]);
  });

  it('waits for a lock on a database file in virtual time, and gives up', async () => {
    const { output } = await machine({
      writer: `
import sqlite3, time
c = sqlite3.connect("/home/x.db")
c.execute("create table t(x)"); c.commit()
c.execute("begin immediate"); c.execute("insert into t values (1)")
time.sleep(3)
c.commit()
`,
      other: `
import sqlite3, time
time.sleep(0.5)
def took(act):
    t = time.monotonic()
    try: answer = act()
    except sqlite3.OperationalError as e: answer = str(e)
    print(answer, round(time.monotonic() - t, 1))
def write(seconds):
    with sqlite3.connect("/home/x.db", timeout=seconds) as c:
        c.executemany("insert into t values (?)", ((n,) for n in range(2)))
    return c.execute("select count(*) from t").fetchone()[0]
took(lambda: sqlite3.connect("/home/x.db").execute("select count(*) from t").fetchone()[0])
took(lambda: write(0))
took(lambda: write(1))
took(lambda: write(5))
c = sqlite3.connect(":memory:"); c.row_factory = sqlite3.Row
print(c.execute("select 7 as x").fetchone()["x"], type(c))
`,
    });
    expect(output(1).split('\n')).toEqual([
      '0 0.0',
      'database is locked 0.0',
      'database is locked 1.0',
      '3 1.5',
      "7 <class 'sqlite3.Connection'>",
      '',
    ]);
  });
});
