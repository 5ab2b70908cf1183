// The whole sandbox in the browser: scenario, engine and real Python behind the opaque origin, driven from the page.
import { answers, app, openClient, run, shop, statuses } from './harness/play.ts';
import { expect, test } from './harness/site.ts';

const SLEEPS = app('global count\ncount += 1\ntime.sleep(2)', 'import time\ncount = 0');

test('six customers of two seconds: one worker, then three; a new run is there at once', async ({ page }) => {
  await openClient(page);
  const one = await run(page, 1, shop(SLEEPS));
  expect(statuses(one)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(answers(one)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(one.last).toEqual({ phase: 'ready', run: 1, eager: false });
  const three = await run(page, 2, shop(SLEEPS, { workers: 3 }));
  expect(answers(three)).toEqual([0, 0, 0, 2, 2, 2]);
  const again = await run(page, 3, shop(SLEEPS));
  expect(again.events.map((event) => ({ ...event, run: 1 }))).toEqual(one.events);
});

test('the same trace from another life of the worker', async ({ page }) => {
  await openClient(page, { pong: 2000 });
  const before = await run(page, 1, shop(SLEEPS));
  const killed = await run(page, 2, shop(app('sum(iter(int, 1))')));
  expect(killed.last).toMatchObject({ phase: 'failed', reason: 'timeout' });
  const after = await run(page, 3, shop(SLEEPS));
  expect(after.events.map((event) => ({ ...event, run: 1 }))).toEqual(before.events);
});

test('a snapshot makes a new life start in a fraction of the first one', async ({ page }) => {
  await openClient(page, { pong: 2000 });
  const lives: { restored: boolean; took: number }[] = [];
  const facts = () => page.evaluate(() => window.client.python);
  await run(page, 1, shop(SLEEPS));
  lives.push((await facts()) ?? { restored: false, took: 0 });
  await run(page, 2, shop(app('sum(iter(int, 1))')));
  await expect.poll(facts).not.toBeNull();
  lives.push((await facts()) ?? { restored: false, took: 0 });
  expect(lives.map(({ restored }) => restored)).toEqual([false, true]);
  const [plain, restored] = lives.map(({ took }) => took);
  test.info().annotations.push({ type: 'measured', description: `plain ${plain} ms, restored ${restored} ms` });
  expect((restored ?? 0) / (plain ?? 1)).toBeLessThan(0.4);
});

test('the next visit begins from the snapshot of this one, and from none that is broken', async ({ page }) => {
  const visit = async (): Promise<readonly [restored: boolean | undefined, answered: number]> => {
    await openClient(page);
    const told = await run(page, 1, shop(SLEEPS));
    return [await page.evaluate(() => window.client.python?.restored), statuses(told).length];
  };
  const keys = (): Promise<string[]> =>
    page.evaluate(async () => {
      const names = await caches.keys();
      const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return lists.flat().flatMap(({ url }) => (url.includes('snapshot-') ? [url] : []));
    });
  expect(await visit()).toEqual([false, 6]);
  await expect.poll(keys).toHaveLength(1);
  expect(await visit()).toEqual([true, 6]);
  await page.evaluate(
    async (key) => {
      const [name] = await caches.keys();
      await (await caches.open(name ?? '')).put(key ?? '', new Response(new Uint8Array(1000)));
    },
    (await keys())[0],
  );
  expect(await visit()).toEqual([false, 6]);
});

test('nothing of Python is fetched for a run that needs none', async ({ page, site }) => {
  site.asked.length = 0;
  await openClient(page);
  const quiet = await run(page, 1, { version: 1, until: 1_000_000 });
  expect(quiet.events.at(-1)?.kind).toBe('run.ended');
  expect(site.asked.filter((path) => path.includes('/py/'))).toEqual([]);
  await run(page, 2, shop(SLEEPS));
  expect(site.asked.filter((path) => path.includes('/py/'))).toHaveLength(5);
});

test('progress counts the bytes of every file', async ({ page }) => {
  await openClient(page);
  const downloads = await page.evaluate(async (scenario) => {
    const seen: number[] = [];
    window.client.onStatus((status) => {
      if (status.phase === 'starting') seen.push(status.downloads.reduce((sum, { done }) => sum + done, 0));
    });
    window.client.start(1, scenario, 'ahead');
    while (!window.client.python) await new Promise((done) => setTimeout(done, 20));
    return seen;
  }, shop(SLEEPS));
  expect(downloads.length).toBeGreaterThan(10);
  expect(downloads).toEqual(downloads.toSorted((a, b) => a - b));
  expect(downloads.at(-1)).toBeGreaterThan(13_000_000);
});

test('without JSPI the eager mode answers, and says so', async ({ page }) => {
  await openClient(page, { jspi: 'off' });
  const one = await run(page, 1, shop(SLEEPS));
  expect(answers(one)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(one.last).toEqual({ phase: 'ready', run: 1, eager: true });
});

test('a scenario that is none is refused with the names of its fields', async ({ page }) => {
  await openClient(page);
  const told = await run(page, 1, { version: 1, servers: [{ id: 'x', argv: 'gunicorn' }], html: '<b>' });
  expect(told.last).toMatchObject({ phase: 'failed', reason: 'scenario' });
  expect(told.last.detail).toContain('servers.0.argv');
});

test('the editor is told where Python does not compile and what nginx says', async ({ page }) => {
  await openClient(page);
  await run(page, 1, shop(SLEEPS, { until: 1 }));
  const check = (path: string, text: string) =>
    page.evaluate(([p, t]) => window.client.checkAll(p, t), [path, text] as const);
  expect(await check('/srv/app/app.py', 'x = 1\n')).toEqual([]);
  expect(await check('/srv/app/app.py', 'def app(:\n    pass\n')).toMatchObject([{ path: '/srv/app/app.py', line: 1 }]);
  expect(await check('/etc/nginx/nginx.conf', 'events {}\nhttp {\n  listn 80;\n}\n')).toEqual([
    { path: '/etc/nginx/nginx.conf', line: 3, column: 1, message: 'unknown directive "listn"' },
  ]);
});

test('a live run keeps to the playhead, takes an input, and can be forked in its past', async ({ page }) => {
  await openClient(page);
  const told = await page.evaluate(async (scenario) => {
    const { client } = window;
    const events: { run: number; at: number; kind: string }[] = [];
    client.onEvents((of, list) => events.push(...list.map(({ at, kind }) => ({ run: of, at, kind }))));
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise((next) => setTimeout(next, 5));
    };
    const last = (of: number): number => events.findLast(({ run: r }) => r === of)?.at ?? 0;
    client.start(1, scenario, 'live');
    client.pace(5_000_000);
    await until(() => last(1) > 4_000_000);
    const reached = last(1);
    client.input({ kind: 'write', path: '/srv/app/note.txt', text: 'hi' });
    await until(() => events.some(({ kind }) => kind === 'file.changed'));
    const written = last(1);
    client.pace(9_000_000);
    await until(() => last(1) > 8_000_000);
    client.fork(2, { run: 1, scenario }, 3_000_000, [{ kind: 'write', path: '/srv/app/past.txt', text: 'hi' }], 'live');
    client.pace(3_500_000);
    await until(() => events.some(({ run: r, kind }) => r === 2 && kind === 'file.changed'));
    const past = (of: number): string =>
      JSON.stringify(events.filter(({ run: r, at }) => r === of && at < 3_000_000).map(({ kind, at }) => [kind, at]));
    return {
      reached,
      written,
      forkedAt: events.find(({ run: r, kind }) => r === 2 && kind === 'file.changed')?.at,
      same: past(1) === past(2) && past(1).length > 500,
    };
  }, shop(SLEEPS));
  expect(told.reached).toBeLessThanOrEqual(5_000_000);
  expect(told.written).toBe(5_000_000);
  expect(told.forkedAt).toBe(3_000_000);
  expect(told.same).toBe(true);
});

test.describe('with a bad connection', () => {
  test.use({ expectedErrors: ['ERR_FAILED'] });

  test('a file of Python that fails to come is fetched again', async ({ page }) => {
    let asked = 0;
    await page.route('**/pyodide.asm.wasm', (route) => (++asked < 3 ? route.abort() : route.continue()));
    await openClient(page);
    const told = await run(page, 1, shop(SLEEPS));
    expect(told.last.phase).toBe('ready');
    expect(asked).toBe(3);
  });

  test('where it never comes the page says so, and the next run tries again', async ({ page }) => {
    await page.route('**/pyodide.asm.wasm', (route) => route.abort());
    await openClient(page);
    const told = await run(page, 1, shop(SLEEPS), 9000);
    expect(told.last).toMatchObject({ phase: 'failed', reason: 'download' });
    expect(told.last.detail).toContain('pyodide.asm.wasm');
    await page.unroute('**/pyodide.asm.wasm');
    const again = await run(page, 2, shop(SLEEPS));
    expect(again.last.phase).toBe('ready');
  });
});
