/** Visitors with browsers, in front of nginx: what they ask for, over what, and what they do not ask for again. */
import { describe, expect, it } from 'vitest';
import type { EventOf, TraceEvent } from '../trace/events.ts';
import { printTrace } from '../trace/text.ts';
import { createRun } from './run.ts';
import { parseScenario, type ScenarioInput } from './schema.ts';

type Load = NonNullable<ScenarioInput['traffic']>[number];

const PAGE = `<!doctype html><title>Menu</title><link rel="icon" href="data:,">
${Array.from({ length: 8 }, (_, i) => `<img src="/img/${i}.png">`).join('\n')}`;

function site(conf: string, more: string = ''): string {
  return `server { listen 80; server_name diner.example; root /srv; index index.html;\n${conf}\n}\n${more}`;
}

interface Asked {
  readonly line: string;
  readonly status: number | string;
  readonly cached: string | null;
  readonly to: string | null;
  readonly conn: number | null;
}

function visit(conf: string, load: Partial<Load>, more: Partial<ScenarioInput> = {}) {
  const { files, ...rest } = more;
  const parsed = parseScenario({
    version: 1,
    name: 'browser',
    until: 2_000_000,
    dns: { 'diner.example': '203.0.113.10', 'other.example': '203.0.113.10' },
    files: {
      '/etc/nginx/sites-enabled/site': conf,
      '/srv/index.html': { content: PAGE, mtime: 1_700_000_000 },
      ...Object.fromEntries(
        Array.from({ length: 8 }, (_, i) => [`/srv/img/${i}.png`, { content: { repeat: 'p', times: 3000 } }]),
      ),
      ...files,
    },
    servers: [{ id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [80] } }],
    traffic: [{ client: 'visitor', agent: 'browser', kind: 'burst', to: 'http://diner.example', ...load }],
    ...rest,
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  run.start();
  run.sim.run(Infinity);
  expect(run.leaks()).toEqual([]);
  const { events } = run.sim.trace;
  return { run, events, asked: askedIn(events) };
}

function askedIn(events: readonly TraceEvent[]): Asked[] {
  const of = <K extends TraceEvent['kind']>(kind: K) => events.filter((e): e is EventOf<K> => e.kind === kind);
  const first = <T extends { readonly req: number }>(list: readonly T[], req: number) =>
    list.find((e) => e.req === req);
  return of('request.started').map(({ req, method, target, to }) => ({
    line: `${method} ${to}${target}`,
    status: first(of('request.finished'), req)?.status ?? first(of('request.failed'), req)?.error ?? 'open',
    cached: first(of('request.cached'), req)?.how ?? null,
    to: first(of('request.redirected'), req)?.location ?? null,
    conn: first(of('request.sent'), req)?.conn ?? null,
  }));
}

const lines = (asked: readonly Asked[]) =>
  asked.map((a) => `${a.status} ${a.line.replace('http://diner.example', '')}`);
const sentBytes = (events: readonly TraceEvent[]) =>
  events.filter((e): e is EventOf<'conn.sent'> => e.kind === 'conn.sent' && e.dir === 'up').map((e) => e.data);

describe('a visit', () => {
  it('is a page and what it names, over six connections that are kept', () => {
    const { asked, events } = visit(site(''), {});
    expect(lines(asked)).toEqual(['200 GET /', ...Array.from({ length: 8 }, (_, i) => `200 GET /img/${i}.png`)]);
    expect(new Set(asked.map((a) => a.conn)).size).toBe(6);
    // The page's own connection and five new ones carry six pictures at once: two of the eight wait for their turn.
    expect(events.filter((e) => e.kind === 'request.held')).toHaveLength(2);
    expect(events.filter((e) => e.kind === 'conn.opening')).toHaveLength(6);
  });

  it('is the same, byte for byte, each time', () => {
    const once = (): string => printTrace(visit(site(''), { kind: 'poisson', rate: 5, count: 4 }).events);
    expect(once()).toBe(once());
  });

  it('follows style sheets, asks for the icon once, and for what a script would load', () => {
    const { asked } = visit(
      site(''),
      {
        kind: 'list',
        atMs: [0, 500],
        browser: { people: 'same' },
        targets: [{ path: '/a/', subresources: ['/api/list'] }],
      },
      {
        files: {
          '/srv/a/index.html': '<link rel=stylesheet href=x.css>',
          '/srv/a/x.css': '@import "y.css"; p { background: url(/img/0.png) }',
          '/srv/a/y.css': '',
        },
      },
    );
    expect(lines(asked).slice(0, 6)).toEqual([
      '200 GET /a/',
      '200 GET /a/x.css',
      '404 GET /api/list',
      '404 GET /favicon.ico',
      '200 GET /a/y.css',
      '200 GET /img/0.png',
    ]);
    expect(asked.filter((a) => a.line.endsWith('/favicon.ico'))).toHaveLength(1);
  });

  it('ends when the person has had enough, with every connection', () => {
    const { asked, events } = visit(site('limit_rate 200;'), { giveUpMs: 300 });
    expect(asked.map((a) => a.status)).toContain('aborted');
    expect(asked.every((a) => a.status === 200 || a.status === 'aborted')).toBe(true);
    const opened = events.filter((e) => e.kind === 'conn.opening').length;
    expect(events.filter((e) => e.kind === 'conn.closed').length).toBe(opened);
  });

  it('of which one is given up leaves the other alone', () => {
    const load: Partial<Load> = { kind: 'list', atMs: [0, 250], browser: { people: 'same' }, giveUpMs: 300 };
    const { run, events } = visit(site('limit_rate 200;'), load);
    const failed = events.filter((e): e is EventOf<'request.failed'> => e.kind === 'request.failed');
    const times = failed.map((e) => `${e.error} ${e.at - (run.readyAt ?? 0)}`);
    expect([...new Set(times)]).toEqual(['aborted 300000', 'aborted 550000']);
  });

  it('goes on a new connection when the server has closed the kept one', () => {
    const load: Partial<Load> = { kind: 'list', atMs: [0, 1500], browser: { people: 'same', favicon: false } };
    const { asked } = visit(site('keepalive_timeout 1s; location / { add_header Cache-Control no-store; }'), load);
    expect(asked.map((a) => a.status)).toEqual(asked.map(() => 200));
    expect(new Set(asked.map((a) => a.conn)).size).toBe(12);
  });

  it('fails as any client does where nobody listens', () => {
    expect(visit(site(''), { to: 'http://diner.example:81' }).asked).toMatchObject([{ status: 'refused' }]);
    expect(visit(site(''), { to: 'http://no.example' }).asked).toMatchObject([{ status: 'unknown-host' }]);
  });
});

describe('what it knows already', () => {
  const twice: Partial<Load> = { kind: 'list', atMs: [0, 1000], browser: { people: 'same', favicon: false } };

  it('a fresh copy makes no network event; a stale one is asked about', () => {
    const conf = site(
      'location / { add_header Cache-Control no-cache; } location /img/ { add_header Cache-Control max-age=60; }',
    );
    const { asked, events } = visit(conf, twice);
    const second = asked.slice(9);
    expect(second[0]).toMatchObject({ status: 304, cached: 'revalidated' });
    expect(second.slice(1).map((a) => [a.status, a.cached, a.conn])).toEqual(
      second.slice(1).map(() => [200, 'fresh', null]),
    );
    expect(sentBytes(events).filter((d) => d.startsWith('GET /img/'))).toHaveLength(8);
    expect(sentBytes(events).at(-1)).toMatch(/\r\nIf-None-Match: (?:W\/)?"/);
  });

  it('no-store is asked for in full each time', () => {
    const { asked } = visit(site('add_header Cache-Control no-store;'), twice);
    expect(asked.map((a) => a.status)).toEqual(Array.from({ length: 18 }, () => 200));
    expect(asked.every((a) => a.cached === null)).toBe(true);
  });

  it('people who bring a new browser share nothing', () => {
    const { asked } = visit(site('expires 1h;'), { kind: 'list', atMs: [0, 1000] });
    expect(asked.filter((a) => a.cached !== null)).toEqual([]);
  });

  it('cookies come back to where they belong', () => {
    const conf = site(
      `location = /login { add_header Set-Cookie "sid=7; Path=/; HttpOnly"; add_header Set-Cookie "here=1; Path=/login"; return 303 /; }`,
    );
    const { asked, events } = visit(conf, { targets: [{ path: '/login', method: 'POST', body: 'a=1' }] });
    expect(asked.slice(0, 2)).toMatchObject([
      { line: 'POST http://diner.example/login', status: 303, to: 'http://diner.example/' },
      { line: 'GET http://diner.example/', status: 200 },
    ]);
    const up = sentBytes(events);
    expect(up[0]).toContain('\r\nOrigin: http://diner.example\r\n');
    expect(up[1]).toContain('\r\nCookie: sid=7\r\n');
    expect(up[1]).not.toContain('Content-');
    expect(up.at(-1)).toContain('\r\nReferer: http://diner.example/\r\n');
  });
});

describe('redirects', () => {
  it.each([
    [301, 'GET'],
    [302, 'GET'],
    [303, 'GET'],
    [307, 'POST'],
    [308, 'POST'],
  ])('%i turns a POST into a %s', (status, method) => {
    const conf = site(`location = /go { return ${status} /there; } location = /there { return 200 ok; }`);
    const { asked } = visit(conf, { targets: [{ path: '/go', method: 'POST', body: 'a=1' }] });
    expect(asked.map((a) => a.line.split(' ')[0])).toEqual(['POST', method]);
    expect(asked[1]?.status).toBe(200);
  });

  it('twenty are followed, no more', () => {
    const { asked } = visit(site('location /loop { return 302 /loop; }'), { targets: [{ path: '/loop' }] });
    expect(asked).toHaveLength(21);
    expect(asked.at(-1)?.status).toBe('NET::ERR_TOO_MANY_REDIRECTS');
  });

  it('go nowhere but to http and https', () => {
    const { asked } = visit(site('location /x { return 302 ftp://diner.example/; }'), { targets: [{ path: '/x' }] });
    expect(asked).toMatchObject([{ status: 'NET::ERR_INVALID_REDIRECT', to: null }]);
  });
});

describe('https', () => {
  const TLS = `server { listen 443 ssl; server_name diner.example; root /srv; index index.html;
    ssl_certificate /etc/ssl/diner.pem; ssl_certificate_key /etc/ssl/diner.key;
    add_header Strict-Transport-Security "max-age=3600" always; }`;
  const make = (days: number, name: string): string =>
    `openssl req -x509 -newkey rsa:2048 -nodes -keyout /etc/ssl/diner.key -out /etc/ssl/diner.pem -days ${days} -subj /CN=diner.example -addext "subjectAltName=DNS:${name}"`;
  const setup = (command: string) => [{ argv: ['/bin/sh', '-c', command], user: 'root' }];
  const conf = site('', TLS);
  const trusted = `${make(30, 'diner.example')} && cp /etc/ssl/diner.pem /usr/local/share/ca-certificates/diner.crt`;

  it('a certificate that nobody vouches for is refused, by its name', () => {
    const { asked, events } = visit(conf, { to: 'https://diner.example' }, { setup: setup(make(30, 'diner.example')) });
    expect(asked).toMatchObject([{ status: 'NET::ERR_CERT_AUTHORITY_INVALID', conn: null }]);
    expect(events.some((e) => e.kind === 'tls.alert')).toBe(true);
  });

  it('where it is believed, strictness is remembered and http is not asked any more', () => {
    const load: Partial<Load> = {
      host: 'local',
      kind: 'list',
      atMs: [0],
      targets: [{ path: '/' }],
      browser: { people: 'same' },
    };
    const { asked } = visit(
      `${site('location / { return 301 https://$host$request_uri; }')}${TLS}`,
      { ...load, atMs: [0, 1000] },
      { setup: setup(`${trusted} && update-ca-certificates`), hostsLines: ['127.0.0.1 diner.example'] },
    );
    expect(asked[0]).toMatchObject({ line: 'GET http://diner.example/', status: 301, to: 'https://diner.example/' });
    expect(asked[1]).toMatchObject({ line: 'GET https://diner.example/', status: 200 });
    const again = asked.slice(10);
    expect(again[0]).toMatchObject({
      line: 'GET http://diner.example/',
      status: 307,
      conn: null,
      to: 'https://diner.example/',
    });
    expect(again[1]?.line).toBe('GET https://diner.example/');
  });

  it('a good certificate for another name is none', () => {
    const { asked } = visit(
      conf,
      { host: 'local', to: 'https://diner.example' },
      {
        setup: setup(`${trusted.replace('DNS:diner.example', 'DNS:other.example')} && update-ca-certificates`),
        hostsLines: ['127.0.0.1 diner.example'],
      },
    );
    expect(asked).toMatchObject([{ status: 'NET::ERR_CERT_COMMON_NAME_INVALID' }]);
  });
});
