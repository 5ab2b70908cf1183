// Learners' Python: what it must not reach, and what it must not break.
import type { Page } from '@playwright/test';
import { app, openClient, output, run, shop, statuses } from './harness/play.ts';
import { expect, test } from './harness/site.ts';

const FINE = shop(app('pass'), { customers: 2 });

/** Each probe is Python that ends normally when it got through. `OTHER` is an address on another origin. */
const PROBES: Readonly<Record<string, string>> = {
  'the page through js': 'import js; js.document.title',
  'fetch through js': 'import js; js.fetch(OTHER)',
  pyodide_js: 'import pyodide_js',
  'what Pyodide keeps inside':
    'import _pyodide_core; assert [n for n in dir(_pyodide_core) if type(getattr(_pyodide_core, n)).__name__ == "JsProxy"]',
  run_js: 'from pyodide.code import run_js; run_js("1")',
  pyfetch: 'from pyodide.http import pyfetch; pyfetch(OTHER)',
  open_url: 'from pyodide.http import open_url; open_url(OTHER)',
  'js in sys.modules': 'import sys; sys.modules["js"].fetch',
  'js by importlib': 'import importlib; importlib.import_module("js").fetch',
  "js by a finder of one's own":
    'import sys; [f for f in sys.meta_path if "Js" in type(f).__name__][0].find_spec("js", None, None).loader.load_module("js").fetch',
  'urllib to another origin': 'import urllib.request; urllib.request.urlopen(OTHER, timeout=1).read()',
  'a socket to another origin': 'import socket; socket.create_connection((HOST, PORT), timeout=1)',
  'asyncio to another origin': 'import asyncio; asyncio.run(asyncio.wait_for(asyncio.open_connection(HOST, PORT), 1))',
  'a shell by ctypes': 'import ctypes; assert ctypes.CDLL(None).system(b"id") == 0',
  'JavaScript by the functions that the guest itself calls':
    'import gd.core; gd.core.host.sys.constructor("return 1")()',
  'the reach of those functions': `import gd.core
call = gd.core.host.sys.call
names = ("fetch", "Worker", "XMLHttpRequest", "indexedDB", "caches", "postMessage")
assert [n for n in names if getattr(call, n, None) is not None]`,
  'JavaScript by the constructor of an object': `import gc
found = [o for o in gc.get_objects() if type(o).__name__ == "JsProxy"]
assert found
for o in found:
    try:
        o.constructor.constructor("return 1")()
        break
    except Exception as e:
        last = e
else:
    raise last`,
  'JavaScript by the keys of an object':
    'import gd.core; gd.core.host.object_keys().constructor.constructor("return 1")()',
  'JavaScript by bytes on their way out': 'import gd.core; gd.core.to_js(b"").constructor.constructor("return 1")()',
  'fetch by any object of JavaScript': `import gc
found = [o for o in gc.get_objects() if type(o).__name__ == "JsProxy"]
names = ("fetch", "Worker", "importScripts", "XMLHttpRequest", "indexedDB", "caches", "postMessage", "WebSocket")
hits = [n for o in found for n in names if getattr(o, n, None) is not None]
assert hits, "none of them"`,
};

const prober = (probes: Readonly<Record<string, string>>, origin: string): string => `
import traceback
OTHER = ${JSON.stringify(`${origin}/secret`)}
HOST, PORT = ${JSON.stringify(new URL(origin).hostname)}, ${new URL(origin).port}
PROBES = ${JSON.stringify(probes)}
for name, code in PROBES.items():
    try:
        exec(code, {"OTHER": OTHER, "HOST": HOST, "PORT": PORT})
        print("PROBE", name, "=> through", flush=True)
    except BaseException as e:
        print("PROBE", name, "=> refused:", type(e).__name__, str(e).split("\\n")[0][:100], flush=True)
${app('pass')}`;

test('Python reaches nothing outside of its machine', async ({ page, secret, site }) => {
  await openClient(page);
  secret.asked.length = 0;
  const told = await run(page, 1, shop(prober(PROBES, secret.origin), { customers: 1 }));
  const verdicts = [...output(told).matchAll(/^PROBE (.*) => (through|refused)/gm)].map(([, name, how]) => [name, how]);
  expect(Object.fromEntries(verdicts)).toEqual(
    Object.fromEntries(Object.keys(PROBES).map((name) => [name, 'refused'])),
  );
  expect(secret.asked).toEqual([]);
  expect(page.url()).toContain(site.origin);
});

test('the second wall: no function makes functions of text, whatever the policy says', async ({ page }) => {
  await openClient(page);
  await run(page, 1, shop(app('pass'), { customers: 1 }));
  const [worker] = page.workers();
  const said = await worker?.evaluate(() =>
    [() => 0, function* () {}, async () => 0, async function* () {}].map((kind) => {
      try {
        return String((kind.constructor as FunctionConstructor)('return 1'));
      } catch (error) {
        return String(error);
      }
    }),
  );
  expect(said).toEqual(Array(4).fill('EvalError: text is not code here'));
});

test('the second wall: the globals of the worker that reach out are gone', async ({ page }) => {
  await openClient(page);
  await run(page, 1, shop(app('pass'), { customers: 1 }));
  const [worker] = page.workers();
  const left = await worker?.evaluate(() => {
    const names = ['Worker', 'SharedWorker', 'importScripts', 'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'];
    names.push('WebTransport', 'BroadcastChannel', 'indexedDB', 'caches', 'cookieStore', 'postMessage', 'Notification');
    const own = names.filter((name) => name in globalThis);
    const tools = ['sendBeacon', 'storage', 'locks', 'serviceWorker'].filter((name) => name in navigator);
    return [...own, ...tools, ...('createObjectURL' in URL ? ['createObjectURL'] : [])];
  });
  expect(left).toEqual([]);
});

interface Mischief {
  readonly app: string;
  /** What its two requests get. */
  readonly gets?: readonly unknown[];
  readonly says?: RegExp;
  readonly ends?: 'ready' | 'failed';
}

const MISCHIEF: Readonly<Record<string, Mischief>> = {
  'a syntax error': { app: 'def app(:\n', gets: ['refused', 'refused'], says: /SyntaxError[^]*Worker failed to boot/ },
  'an import of nothing': { app: 'import nothing_at_all\n', says: /ModuleNotFoundError/ },
  'an exit at import': { app: 'import sys\nsys.exit(4)\n' },
  'an exit in a request': { app: app('import os\nos._exit(3)'), gets: ['empty-reply', 'reset'] },
  'no callable': { app: 'apple = 1\n', says: /Failed to find attribute 'app' in 'app'/ },
  'a wrong arity': { app: 'def app():\n    return []\n', gets: [500, 500], says: /TypeError/ },
  'a megabyte of print': { app: app('print("x" * 1_000_000)'), gets: [200, 200] },
  'endless recursion': { app: app('f = lambda: f()\nf()'), gets: [500, 500], says: /RecursionError/ },
  'a list that grows for ever': {
    app: app('x = []\nwhile True: x.append(bytearray(1_000_000))'),
    gets: [500, 500],
    says: /MemoryError/,
  },
  'one giant string': { app: app('x = "a" * (1 << 30)'), gets: [500, 500], says: /MemoryError/ },
  'an endless loop': { app: app('while True: pass'), says: /WORKER TIMEOUT/ },
  'an endless loop that swallows every exception': {
    app: app('while True:\n    try:\n        while True: pass\n    except BaseException: pass'),
    says: /WORKER TIMEOUT/,
  },
  'one endless call in C': { app: app('sum(iter(int, 1))'), ends: 'failed' },
  'an endless power': { app: app('10 ** 10 ** 8'), ends: 'failed' },
};

/** One page for all: each finds it as the one before has left it. */
const mischief = test.extend<{ next: () => number }, { long: Page; count: { n: number } }>({
  long: [
    async ({ browser, sites }, done) => {
      const page = await browser.newPage({ baseURL: `${sites.site.origin}/some/where/` });
      await openClient(page, { pong: 3000 });
      await done(page);
      await page.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  count: [async ({ browserName }, done) => done({ n: browserName.length }), { scope: 'worker' }],
  next: async ({ count }, done) => done(() => ++count.n),
});

for (const [name, { app: text, gets, says, ends = 'ready' }] of Object.entries(MISCHIEF)) {
  mischief(`the page outlives ${name}`, async ({ long, next }) => {
    const told = await run(long, next(), shop(text, { customers: 2, until: 40_000_000 }));
    expect(told.last.phase).toBe(ends);
    expect(told.events.at(-1)?.kind).toBe('run.ended');
    if (gets) expect(statuses(told)).toEqual(gets);
    if (says) expect(output(told)).toMatch(says);
    if (ends === 'failed') {
      expect(told.last).toMatchObject({ reason: 'timeout' });
      expect(told.events.at(-2)).toMatchObject({ kind: 'run.note', note: 'sandbox:timeout: no answer for 3 s' });
      // What happened before the call that never came back has been seen.
      expect(told.events.some(({ kind }) => kind === 'request.started')).toBe(true);
    }
    expect(statuses(await run(long, next(), FINE))).toEqual([200, 200]);
  });
}
