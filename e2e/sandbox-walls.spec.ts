// The first wall alone: whatever JavaScript runs in the worker's place, nothing is within its reach. The text below is
// not our worker with its globals put away, but a stranger's, with every global that the browser has.
import { expect, test } from './harness/site.ts';

/** A probe is the body of an async function that returns when it got through; `OTHER` and `OWN` are addresses. */
const PROBES: Readonly<Record<string, string>> = {
  'fetch of another origin': `return (await fetch(OTHER)).text()`,
  'fetch without reading': `return (await fetch(OTHER, { mode: 'no-cors' })).type`,
  "fetch of the page's own origin": `return (await fetch(OWN)).text()`,
  'fetch of a data address': `return (await fetch('data:text/plain,hi')).text()`,
  XMLHttpRequest: `return new Promise((got, no) => { const x = new XMLHttpRequest(); x.open('GET', OTHER);
    x.onload = () => got(x.responseText); x.onerror = () => no(new Error('error event')); x.send(); })`,
  'synchronous XMLHttpRequest': `const x = new XMLHttpRequest(); x.open('GET', OTHER, false); x.send(); return x.responseText`,
  WebSocket: `return new Promise((got, no) => { const s = new WebSocket(OTHER.replace('http', 'ws'));
    s.onopen = () => got('open'); s.onerror = () => no(new Error('error event')); })`,
  WebTransport: `const t = new WebTransport(OTHER.replace('http:', 'https:')); await t.ready; return 'ready'`,
  EventSource: `return new Promise((got, no) => { const s = new EventSource(OTHER);
    s.onopen = () => got('open'); s.onerror = () => no(new Error('error event')); })`,
  sendBeacon: `return navigator.sendBeacon(OTHER, 'x')`,
  WebRTC: `const c = new RTCPeerConnection(); c.createDataChannel('x'); return (await c.createOffer()).sdp`,
  'importScripts of an address': `importScripts(OTHER); return self.secret`,
  'importScripts of data': `importScripts('data:text/javascript,self.secret=1'); return self.secret`,
  'import() of an address': `return (await import(OTHER)).default`,
  "import() of the page's own script": `return (await import(OWN)).default`,
  'import() of data': `return (await import('data:text/javascript,export default 1')).default`,
  'an image element': `const i = new Image(); i.src = OTHER; return i.src`,
  'a font by address': `await new FontFace('x', 'url(' + OTHER + ')').load(); return 'loaded'`,
  eval: `return eval('1 + 1')`,
  'indirect eval': `return (0, eval)('1 + 1')`,
  Function: `return new Function('return 1')()`,
  'AsyncFunction by its constructor': `return (async () => {}).constructor('return 1')()`,
  'a timer with text': `return new Promise((got, no) => { self.hit = false; setTimeout('self.hit = true', 0);
    setTimeout(() => self.hit ? got('ran') : no(new Error('did not run')), 50); })`,
  localStorage: `localStorage.setItem('x', '1'); return localStorage.getItem('x')`,
  sessionStorage: `sessionStorage.setItem('x', '1'); return sessionStorage.getItem('x')`,
  IndexedDB: `return new Promise((got, no) => { const r = indexedDB.open('x'); r.onsuccess = () => got('open');
    r.onerror = () => no(r.error); })`,
  'Cache storage': `return (await caches.open('x')) && 'open'`,
  'the private file system': `return (await navigator.storage.getDirectory()).name`,
  'the temporary file system': `return webkitRequestFileSystemSync(0, 1024).name`,
  cookies: `return document.cookie = 'x=1'`,
  'the cookie store': `await cookieStore.set('x', '1'); return 'set'`,
  'Web locks': `return navigator.locks.request('x', () => 'locked')`,
  SharedWorker: `return String(new SharedWorker(OWN))`,
  'a service worker': `return String(await navigator.serviceWorker.register(OWN))`,
  'a worker from an address': `return new Promise((got, no) => { const w = new Worker(OTHER);
    w.onmessage = got; w.onerror = () => no(new Error('error event')); setTimeout(() => got('no error'), 500); })`,
  "a worker from the page's own script": `return new Promise((got, no) => { const w = new Worker(OWN);
    w.onmessage = got; w.onerror = () => no(new Error('error event')); setTimeout(() => got('no error'), 500); })`,
  'network from a nested worker': `return new Promise((got, no) => {
    const text = 'fetch(' + JSON.stringify(OTHER) + ').then((r) => postMessage("got " + r.type), () => postMessage("refused"))';
    const w = new Worker(URL.createObjectURL(new Blob([text])));
    w.onmessage = (e) => e.data === 'refused' ? no(new Error('refused inside')) : got(e.data);
    w.onerror = () => no(new Error('error event')); })`,
  parent: `return parent.location.href`,
  top: `top.location = OTHER; return 'navigated'`,
  'window.open': `return String(window.open(OTHER))`,
  'navigating by location': `location.href = OTHER; if (!location.href.startsWith(OTHER)) throw new Error('unchanged');
    return location.href`,
  'the document': `return document.title`,
  notifications: `return Notification.requestPermission()`,
  'the clipboard': `return navigator.clipboard.readText()`,
};

/** A worker that runs one probe when it gets a port, and says over it how the probe fared. */
const workerOf = (probe: string, other: string, own: string): string => `addEventListener('message', async (event) => {
  const OTHER = ${JSON.stringify(other)}, OWN = ${JSON.stringify(own)};
  const probe = async () => { ${probe} };
  const late = new Promise((_, no) => setTimeout(() => no(new Error('nothing happened')), 1500));
  let said;
  try { said = { through: String(await Promise.race([probe(), late])) }; }
  catch (error) { said = { refused: String(error) }; }
  event.ports[0].postMessage(said);
})`;

/** These get through in any ordinary worker, so that a refusal above is the sandbox's and no slip of the probe's. */
const CONTROLS = [
  'fetch of another origin', 'fetch without reading', "fetch of the page's own origin", 'fetch of a data address',
  'XMLHttpRequest', 'synchronous XMLHttpRequest', 'importScripts of an address', 'importScripts of data',
  'import() of an address', 'import() of data', 'eval', 'indirect eval', 'Function', 'AsyncFunction by its constructor',
  'a timer with text', 'IndexedDB', 'Cache storage', 'the private file system', 'Web locks',
  'network from a nested worker',
]; // prettier-ignore

/** What Chromium and Firefox say of their refusals. */
test.use({
  expectedErrors: ['Content Security Policy', 'foreign request', 'settings blocked', 'may not load data from'],
});

for (const [name, probe] of Object.entries(PROBES)) {
  test(`refused: ${name}`, async ({ page, secret, site }) => {
    await page.goto('sandbox.html');
    secret.asked.length = 0;
    const other = `${secret.origin}/secret`;
    const own = `${site.origin}/some/where/sandbox.html`;
    const text = workerOf(probe, other, own);
    const said = await page.evaluate((worker) => window.harness.runInFrame(worker), text);
    expect(said).toEqual({ refused: expect.any(String) });
    expect(secret.asked).toEqual([]);
    expect(page.url()).toContain(site.origin);
  });
}

test('the frame has an opaque origin, and the worker too', async ({ page }) => {
  await page.goto('sandbox.html');
  const origin = await page.evaluate(() =>
    window.harness.runInFrame('onmessage = (e) => e.ports[0].postMessage(self.origin)'),
  );
  expect(origin).toBe('null');
});

test('what the worker says past its port reaches nobody', async ({ page }) => {
  await page.goto('sandbox.html');
  const heard = await page.evaluate(async () => {
    const messages: unknown[] = [];
    addEventListener('message', (event) => messages.push(event.data));
    const channel = new BroadcastChannel('x');
    channel.onmessage = (event) => messages.push(event.data);
    await window.harness.runInFrame(`onmessage = (e) => {
      postMessage({ kind: 'frame.error', message: 'forged' });
      postMessage({ kind: 'events', run: 1, batch: '[]' });
      try { const c = new BroadcastChannel('x'); c.postMessage('forged'); } catch {}
      const port = e.ports[0];
      setTimeout(() => port.postMessage('done'), 300);
    }`);
    return messages;
  });
  expect(heard).toEqual([{ kind: 'frame.up' }]);
});

test('the page itself runs no strings, and its policy stands', async ({ page }) => {
  await page.goto('sandbox.html');
  const refused = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inline = true';
    document.body.append(script);
    return { inline: 'inline' in window, policy: document.querySelector('meta[http-equiv]')?.getAttribute('content') };
  });
  expect(refused.inline).toBe(false);
  expect(refused.policy).toContain("script-src 'self'");
});

test('the probes themselves are sound: an ordinary worker lets them through', async ({ page, secret }) => {
  await page.goto(`${secret.origin}/page.html`);
  const other = `${secret.origin}/secret`;
  const said: Record<string, unknown> = {};
  for (const name of CONTROLS) {
    const text = workerOf(PROBES[name] ?? '', other, other);
    said[name] = await page.evaluate((worker) => {
      const { port1, port2 } = new MessageChannel();
      const url = URL.createObjectURL(new Blob([worker], { type: 'text/javascript' }));
      new Worker(url).postMessage(null, [port2]);
      return new Promise((done) => (port1.onmessage = (event: MessageEvent<unknown>) => done(event.data)));
    }, text);
  }
  expect(said).toEqual(Object.fromEntries(CONTROLS.map((name) => [name, { through: expect.any(String) }])));
});
