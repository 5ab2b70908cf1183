// The page's side against workers that misbehave: what cannot be provoked in the real one is played by a stand-in.
import type { Page } from '@playwright/test';
import { expect, test } from './harness/site.ts';

/** A worker that speaks the protocol; `body` sees each `message`, and `send`, `note`, `hang`, `life` (a shared count). */
const standIn = (body: string): string => `addEventListener('message', (event) => {
  const port = event.ports[0];
  const send = (message) => port.postMessage(message);
  const note = (run, seq, note) =>
    send({ kind: 'events', run, batch: JSON.stringify([{ seq, at: seq, cause: 0, kind: 'run.note', note }]) });
  const up = () => send({ kind: 'python', version: '3.14', suspends: true, restored: false, took: 1 });
  const snapshot = () => send({ kind: 'snapshot', bytes: new ArrayBuffer(8) });
  const hang = () => { for (;;); };
  port.onmessage = ({ data: message }) => {
    if (message.kind === 'ping') return send({ kind: 'pong', id: message.id });
    if (message.kind === 'more') return send({ kind: 'more' });
    ${body}
  };
  send({ kind: 'hello', protocol: 1 });
}, { once: true });`;

interface Told {
  readonly events: { run: number; kind: string; seq: number; note?: string; reason?: string }[];
  readonly statuses: { phase: string; reason?: string; detail?: string; run?: number }[];
}

type Call = readonly [method: 'start' | 'input' | 'pace' | 'stop' | 'wait', ...args: unknown[]];

/** Plays calls against a client of that worker, and gives back all that it told in the end. */
async function play(page: Page, worker: string, calls: readonly Call[]): Promise<Told> {
  await page.route('**/stand-in.js', (route) => route.fulfill({ contentType: 'text/javascript', body: worker }));
  await page.goto('sandbox.html');
  return page.evaluate(async (script): Promise<Told> => {
    const limits = { pong: 4500, hello: 4500, yields: 750 };
    const client = window.harness.client({ workerUrl: new URL('stand-in.js', document.baseURI).href, limits });
    const told: Told = { events: [], statuses: [] };
    client.onEvents((run, events) => told.events.push(...events.map((event) => ({ run, ...event }))));
    client.onStatus((status) => told.statuses.push(status));
    for (const [method, ...args] of script) {
      if (method === 'wait') await new Promise((done) => setTimeout(done, Number(args[0])));
      else (client[method] as (...list: unknown[]) => void).apply(client, args);
    }
    client.dispose();
    return told;
  }, calls);
}

const notes = (told: Told): string[] =>
  told.events.map(({ run, kind, note, reason }) => `${run} ${kind} ${note ?? reason ?? ''}`.trim());
const phases = (told: Told): string[] => told.statuses.map(({ phase, reason }) => `${phase} ${reason ?? ''}`.trim());

test('a worker that hangs is ended, the run says why, and the next one works', async ({ page }) => {
  const worker = standIn(`if (message.kind === 'start') {
    up();
    note(message.run, 1, 'hello');
    if (message.scenario === 'hang') hang();
    send({ kind: 'rest', run: message.run, at: 1, ended: true, tired: false });
  }`);
  const told = await play(page, worker, [
    ['start', 1, 'hang', 'ahead'],
    ['wait', 10500],
    ['start', 2, 'fine', 'ahead'],
    ['wait', 1500],
  ]);
  expect(notes(told)).toEqual([
    '1 run.note hello',
    '1 run.note sandbox:timeout: no answer for 5 s',
    '1 run.ended stopped',
    '2 run.note hello',
  ]);
  expect(told.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 1]);
  expect(phases(told)).toContain('failed timeout');
  expect(phases(told).at(-1)).toBe('ready');
});

test('a new run does not wait for one that hangs', async ({ page }) => {
  const worker = standIn(`if (message.kind === 'start') {
    snapshot();
    up();
    if (message.scenario === 'hang') hang();
    note(message.run, 1, 'hello');
    send({ kind: 'rest', run: message.run, at: 1, ended: true, tired: false });
  }`);
  const told = await play(page, worker, [
    ['start', 1, 'hang', 'ahead'],
    ['wait', 1200],
    ['start', 2, 'fine', 'ahead'],
    ['wait', 2100],
  ]);
  expect(notes(told)).toEqual(['2 run.note hello']);
  expect(phases(told)).not.toContain('failed timeout');
  expect(phases(told).at(-1)).toBe('ready');
});

const LIES: Readonly<Record<string, string>> = {
  'a message of no known kind': `send({ kind: 'navigate', to: 'https://example.com' })`,
  'a message with more in it': `send({ kind: 'rest', run: 1, at: 1, ended: true, html: '<b>' })`,
  'no object at all': `send('rest')`,
  'events that are no JSON': `send({ kind: 'events', run: 1, batch: '[{' })`,
  'events out of order': `note(1, 7, 'x')`,
  'events that are no events': `send({ kind: 'events', run: 1, batch: '[{"seq":1}]' })`,
};

for (const [name, lie] of Object.entries(LIES)) {
  test(`a worker is not believed that sends ${name}`, async ({ page }) => {
    const worker = standIn(`if (message.kind === 'start') { up(); ${lie}; }`);
    const told = await play(page, worker, [
      ['start', 1, {}, 'ahead'],
      ['wait', 1800],
    ]);
    expect(notes(told)).toEqual([expect.stringMatching(/^1 run\.note /), '1 run.ended stopped']);
    expect(phases(told)).toContain('failed sandbox');
  });
}

test('a worker that throws is replaced; one that never starts is given up', async ({ page }) => {
  const dying = standIn(
    `if (message.kind === 'start') { up(); note(message.run, 1, 'hello'); setTimeout(() => { throw new Error('broken'); }, 50); }`,
  );
  const told = await play(page, dying, [
    ['start', 1, {}, 'ahead'],
    ['wait', 2100],
  ]);
  expect(notes(told).slice(0, 2)).toEqual(['1 run.note hello', expect.stringContaining('broken')]);
  expect(phases(told)).toContain('failed crash');
  await page.unroute('**/stand-in.js');
  const never = await play(page, `throw new Error('no')`, [
    ['start', 1, {}, 'ahead'],
    ['wait', 4500],
  ]);
  expect(phases(never).at(-1)).toBe('failed sandbox');
  expect(phases(never).filter((phase) => phase.startsWith('failed'))).toHaveLength(1);
});

test('live runs: pace and inputs reach the worker; a stop ends the pings', async ({ page }) => {
  const worker = standIn(`
    if (message.kind === 'start') { up(); self.seq = 0; self.run = message.run; }
    if (message.kind === 'pace') { note(self.run, ++self.seq, 'pace ' + message.until); send({ kind: 'rest', run: self.run, at: message.until, ended: false, tired: false }); }
    if (message.kind === 'input') { note(self.run, ++self.seq, message.input.kind + ' ' + message.input.text); }
  `);
  const told = await play(page, worker, [
    ['start', 1, {}, 'live'],
    ['pace', 1000.7],
    ['input', { kind: 'keys', tty: 0, text: 'ls' }],
    ['wait', 900],
    ['stop'],
    ['input', { kind: 'keys', tty: 0, text: 'lost' }],
    ['wait', 900],
  ]);
  expect(notes(told)).toEqual(['1 run.note pace 1000', '1 run.note keys ls']);
});

test.describe('with a bad connection', () => {
  test.use({ expectedErrors: ['ERR_FAILED'] });

  test('a worker script that cannot be fetched is tried again, then said', async ({ page }) => {
    let asked = 0;
    const worker = standIn(`if (message.kind === 'start') { up(); note(message.run, 1, 'hello'); }`);
    await page.route('**/flaky.js', (route) =>
      ++asked < 2 ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: worker }),
    );
    await page.goto('sandbox.html');
    const kinds = await page.evaluate(async () => {
      const client = window.harness.client({ workerUrl: new URL('flaky.js', document.baseURI).href });
      const seen: string[] = [];
      client.onEvents((_run, events) => seen.push(...events.map(({ kind }) => kind)));
      client.start(1, {}, 'ahead');
      await new Promise((done) => setTimeout(done, 1500));
      client.dispose();
      return seen;
    });
    expect(kinds).toEqual(['run.note']);
    expect(asked).toBe(2);
  });
});
