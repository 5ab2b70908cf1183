/** What nginx 1.22.1 does between a cache, several upstreams, error pages and passwords, as the real one was seen to. */
import { describe, expect, it } from 'vitest';
import { latin1 } from '../../base/bytes.ts';
import { ask, bench, get } from './testing/bench.ts';

const second = 1_000_000;
const NOTED = 'add_header X-Cache $upstream_cache_status;';
const UPSTREAM = (inner: string): string =>
  `server { listen 81; listen 82; add_header X-Port $server_port always; ${inner} }\n`;

/** What each request got, one after the other; a number is a pause in seconds. */
function answers(conf: string, asked: readonly (string | number)[], files: Readonly<Record<string, string>> = {}) {
  const b = bench(conf, files);
  const seen: string[] = [];
  b.start(function* (sys) {
    yield* sys.sleep(second);
    for (const one of asked) {
      if (typeof one === 'number') yield* sys.sleep(one * second);
      else seen.push(yield* ask(sys, one));
    }
    return 0;
  });
  b.sim.run(20 * second);
  return { seen, log: b.log('access') };
}

const header = (name: string, answer: string): string =>
  new RegExp(`^${name}: (.*)\r$`, 'm').exec(answer)?.[1] ?? 'none';
const status = (answer: string): string => answer.slice(9, 12);

describe('proxy_cache', () => {
  const cached = (inner: string): string =>
    `proxy_cache_path /var/cache/x keys_zone=z:1m;\nserver { listen 80; proxy_cache z; ${NOTED} location / { proxy_pass http://127.0.0.1:81; ${inner} } }\n`;

  it('keeps one answer for each variant that Vary names', () => {
    const conf = cached('proxy_cache_valid 1m;') + UPSTREAM('add_header Vary Accept-Language; return 200 $uri;');
    const [a, b] = ['Accept-Language: a\r\n', 'Accept-Language: b\r\n'];
    const { seen } = answers(conf, [get('/', a), get('/', b), get('/', a), get('/', b)]);
    expect(seen.map((one) => header('X-Cache', one))).toEqual(['MISS', 'MISS', 'HIT', 'HIT']);
  });

  it('asks whether an expired answer still holds, with proxy_cache_revalidate', () => {
    const conf = cached('proxy_cache_valid 1s; proxy_cache_revalidate on;') + UPSTREAM('root /srv/www;');
    const { seen, log } = answers(conf, [get('/a.txt'), 3, get('/a.txt'), get('/a.txt')], { '/srv/www/a.txt': 'text' });
    expect(seen.map((one) => header('X-Cache', one))).toEqual(['MISS', 'REVALIDATED', 'HIT']);
    expect(log.filter((line) => line.includes('HTTP/1.0')).map((line) => line.split(' ')[8])).toEqual(['200', '304']);
  });
});

it('proxy_next_upstream http_404 asks the next server and passes on what the last one says', () => {
  const conf = `upstream u { server 127.0.0.1:81; server 127.0.0.1:82; }\nserver { listen 80; location / { proxy_next_upstream http_404; proxy_pass http://u; } }\n${UPSTREAM('return 404;')}`;
  const { seen } = answers(conf, [get('/'), get('/')]);
  expect(seen.map((one) => `${status(one)} ${header('X-Port', one)}`)).toEqual(['404 82', '404 81']);
});

it('headers without `always` are not added to what error_page sends, $status in a text is its own', () => {
  const conf =
    'server { listen 80; root /srv/www; add_header X-A 1; add_header X-B 2 always; error_page 404 /e.html; location /t { return 200 $status; } }\n';
  const { seen } = answers(conf, [get('/none'), get('/t')], { '/srv/www/e.html': 'gone' });
  expect(seen.map((one) => [status(one), header('X-A', one), header('X-B', one)])).toEqual([
    ['404', 'none', '2'],
    ['200', '1', '2'],
  ]);
  expect(seen[1]).toMatch(/200$/);
});

it('max_ranges 0 knows no ranges', () => {
  const conf = 'server { listen 80; root /srv/www; max_ranges 0; }\n';
  const { seen } = answers(conf, [get('/a', 'Range: bytes=0-1\r\n')], { '/srv/www/a': 'abcd' });
  expect(seen.map((one) => [status(one), header('Accept-Ranges', one)])).toEqual([['200', 'none']]);
});

it('auth_basic takes SHA-1 passwords, salted or not', () => {
  // RFC 2307: base64 of the hash, and of the hash with its salt behind it.
  const files = {
    '/etc/nginx/users': 's:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\nt:{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0\n',
    '/srv/www/a': 'in',
  };
  const conf = 'server { listen 80; root /srv/www; auth_basic r; auth_basic_user_file users; }\n';
  const as = (pair: string): string => get('/a', `Authorization: Basic ${btoa(pair)}\r\n`);
  const { seen } = answers(conf, [as('s:secret'), as('s:wrong'), as('t:secret'), as('t:wrong')], files);
  expect(seen.map(status)).toEqual(['200', '401', '200', '401']);
});

it('what it holds goes out when the upstream ends too early: a head and three of ten bytes', () => {
  const b = bench('server { listen 80; location / { proxy_pass http://127.0.0.1:81; } }');
  let seen = '';
  b.start(function* (sys) {
    const listener = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 81 }, 5);
    const fd = yield* sys.net.accept(listener);
    yield* sys.net.recv(fd);
    yield* sys.net.send(fd, latin1('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
    sys.fs.close(fd);
    return 0;
  });
  b.start(function* (sys) {
    yield* sys.sleep(second);
    seen = yield* ask(sys, get('/'));
    return 0;
  });
  b.sim.run(5 * second);
  expect(seen).toMatch(/^HTTP\/1.1 200 OK[^]*\r\n\r\nabc$/);
  expect(b.log('error')[0]).toContain('prematurely closed connection while reading upstream');
});
