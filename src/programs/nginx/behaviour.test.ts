/** nginx over time: signals, reloads, deaths, limits, caches, upgraded connections, and what the trace says of choices. */
import { describe, expect, it } from 'vitest';
import { fromLatin1, latin1, utf8 } from '../../base/bytes.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { nginx } from './index.ts';
import { ask, bench, get, slowBackend } from './testing/bench.ts';

const site = (inner: string): string => `server {\n    listen 80;\n${inner}\n}\n`;
const PROXY = site('location / { proxy_pass http://127.0.0.1:8000; }');
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);
const second = 1_000_000;

describe('the master and its workers', () => {
  it('runs workers as www-data, and replaces one that dies', () => {
    const b = bench(site('return 200 ok;'));
    const answers: string[] = [];
    b.start(function* (sys) {
      yield* sys.sleep(second);
      const [worker] = b.alive(/worker/);
      expect(b.box.users.userName(worker?.credentials.uid ?? 0)).toBe('www-data');
      sys.kill(worker?.pid ?? 0, 'KILL');
      yield* sys.sleep(second);
      answers.push(bodyOf(yield* ask(sys, get('/'))));
      return 0;
    });
    b.sim.run(5 * second);
    expect(answers).toEqual(['ok']);
    expect(b.alive(/worker/)).toHaveLength(1);
    expect(b.log('error').join('\n')).toMatch(/\[alert\] \d+#\d+: worker process \d+ exited on signal 9/);
  });

  it('HUP brings the new configuration; a running request ends on the old worker; a broken file changes nothing', () => {
    const b = bench(site('location /v { return 200 one; } location / { proxy_pass http://127.0.0.1:8000; }'));
    b.start(slowBackend);
    const seen: string[] = [];
    b.start(function* (sys) {
      yield* sys.sleep(second);
      sys.thread(
        'slow',
        (function* () {
          seen.push(`slow ${bodyOf(yield* ask(sys, get('/sleep/2'), 5 * second)).trim()}`);
        })(),
      );
      yield* sys.sleep(second / 2);
      b.box.files.writeFile('/etc/nginx/sites-enabled/p', utf8(site('location /v { return 200 two; }')), ROOT);
      sys.kill(b.master.pid, 'HUP');
      yield* sys.sleep(second / 2);
      seen.push(bodyOf(yield* ask(sys, get('/v'))), `workers ${b.alive(/worker/).length}`);
      b.box.files.writeFile('/etc/nginx/sites-enabled/p', utf8('server {\n    listen 80\n}\n'), ROOT);
      sys.kill(b.master.pid, 'HUP');
      yield* sys.sleep(2 * second);
      seen.push(bodyOf(yield* ask(sys, get('/v'))), `workers ${b.alive(/worker/).length}`);
      return 0;
    });
    b.sim.run(8 * second);
    expect(seen).toEqual(['two', 'workers 2', 'slow answer 1', 'two', 'workers 1']);
    expect(b.log('error').at(-1)).toMatch(/\[emerg\] \d+#\d+: unexpected "}" in \/etc\/nginx\/sites-enabled\/p:3$/);
  });

  it('QUIT finishes what runs and then leaves, the pid file too', () => {
    const b = bench(PROXY);
    b.start(slowBackend);
    const seen: string[] = [];
    b.start(function* (sys) {
      yield* sys.sleep(second);
      sys.thread(
        'stop',
        (function* () {
          yield* sys.sleep(second / 2);
          expect(b.box.files.exists('/run/nginx.pid')).toBe(true);
          sys.kill(b.master.pid, 'QUIT');
        })(),
      );
      seen.push(bodyOf(yield* ask(sys, get('/sleep/1'), 3 * second)), yield* ask(sys, get('/')));
      return 0;
    });
    b.sim.run(6 * second);
    expect(seen).toEqual(['answer 1\n', '<ECONNREFUSED>']);
    expect(b.master.status).toEqual({ code: 0, signal: null });
    expect(b.box.files.exists('/run/nginx.pid')).toBe(false);
  });

  it('a second nginx tries five times and gives up', () => {
    const b = bench(site('listen 81; return 200 ok;'));
    const other = b.start(
      function* (sys) {
        yield* sys.sleep(second);
        return yield* nginx(sys);
      },
      ['nginx'],
    );
    b.sim.run(8 * second);
    expect(other.status).toEqual({ code: 1, signal: null });
    const said = b
      .events('process.output')
      .map((e) => e.text)
      .join('');
    expect(
      said.match(/nginx: \[emerg\] bind\(\) to 0\.0\.0\.0:8[01] failed \(98: Address already in use\)\n/g),
    ).toHaveLength(10);
    expect(said).toMatch(/nginx: \[emerg\] still could not bind\(\)\n$/);
    expect(b.log('error')).toHaveLength(11);
  });

  it('USR1 opens the logs anew after they were moved away', () => {
    const b = bench(site('return 200 ok;'));
    b.start(function* (sys) {
      yield* sys.sleep(second);
      yield* ask(sys, get('/one'));
      sys.fs.rename('/var/log/nginx/access.log', '/var/log/nginx/access.log.1');
      sys.kill(b.master.pid, 'USR1');
      yield* sys.sleep(second);
      yield* ask(sys, get('/two'));
      return 0;
    });
    b.sim.run(6 * second);
    expect(b.log('access')).toHaveLength(1);
    expect(b.log('access')[0]).toContain('GET /two');
  });
});

describe('clients', () => {
  it('that leave are logged as 499, and the upstream is closed', () => {
    const b = bench(PROXY);
    b.start(slowBackend);
    b.start(function* (sys) {
      yield* sys.sleep(second);
      yield* ask(sys, get('/sleep/3'), second / 2);
      return 0;
    });
    b.sim.run(6 * second);
    expect(b.log('access')[0]).toMatch(/"GET \/sleep\/3 HTTP\/1.1" 499 0 /);
  });

  it.each([
    ['leave', 0.3, '', '', 400],
    ['fall silent', 3, '', '', 408],
    ['garble it', 3, 'zz\r\n', 'client sent invalid chunked body while sending request to upstream', 400],
    ['send too much', 3, '6\r\ndefghi\r\n', 'too large chunked body: 3+6 bytes while sending request to upstream', 413],
  ])('that %s amid a body passed on as it comes', (_, stay, more, said, status) => {
    const unbuffered = `proxy_http_version 1.1; proxy_request_buffering off; client_body_timeout 1; client_max_body_size 8;`;
    const b = bench(site(`location / { ${unbuffered} proxy_pass http://127.0.0.1:8000; }`));
    b.start(function* (sys) {
      const fd = yield* sys.net.accept(sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 8000 }, 5));
      while (((yield* sys.net.recv(fd))?.length ?? 0) > 0);
      sys.fs.close(fd);
      return 0;
    });
    b.start(function* (sys) {
      yield* sys.sleep(second);
      const fd = yield* sys.net.connect({ family: 'tcp', ip: '127.0.0.1', port: 80 });
      const start = 'POST /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n';
      yield* sys.net.send(fd, latin1(start));
      yield* sys.sleep(second / 5);
      if (more !== '') yield* sys.net.send(fd, latin1(more));
      yield* sys.sleep(stay * second);
      sys.fs.close(fd);
      return 0;
    });
    b.sim.run(8 * second);
    expect(b.log('access')[0]).toContain(`"POST /up HTTP/1.1" ${status} `);
    expect(b.log('error').join('\n')).toContain(said);
  });

  it('get an answer that comes before the whole of a body that is passed on as it comes', () => {
    const b = bench(site('location / { proxy_request_buffering off; proxy_pass http://127.0.0.1:8000; }'));
    b.start(function* (sys) {
      const fd = yield* sys.net.accept(sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 8000 }, 5));
      yield* sys.sleep(second);
      yield* sys.net.send(fd, latin1('HTTP/1.0 503 Full\r\nContent-Length: 0\r\n\r\n'));
      sys.fs.close(fd);
      return 0;
    });
    let answered = 0;
    b.start(function* (sys) {
      yield* sys.sleep(second);
      const fd = yield* sys.net.connect({ family: 'tcp', ip: '127.0.0.1', port: 80 });
      yield* sys.net.send(fd, latin1('POST / HTTP/1.0\r\nContent-Length: 10\r\n\r\nabc'));
      yield* sys.net.recv(fd);
      answered = sys.now;
      sys.fs.close(fd);
      return 0;
    });
    b.sim.run(9 * second);
    expect(b.log('access')[0]).toContain('" 503 ');
    expect(answered).toBeLessThan(2.5 * second);
  });

  it('that upgrade get a tunnel', () => {
    const b = bench(
      site(
        'location / { proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_pass http://127.0.0.1:8000; }',
      ),
    );
    b.start(slowBackend);
    const seen: string[] = [];
    b.start(function* (sys) {
      yield* sys.sleep(second);
      const fd = yield* sys.net.connect({ family: 'tcp', ip: '127.0.0.1', port: 80 });
      yield* sys.net.send(fd, latin1('GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n'));
      seen.push(fromLatin1((yield* sys.net.recv(fd)) ?? new Uint8Array(0)).split('\r\n')[0] ?? '');
      for (const word of ['one', 'two']) {
        yield* sys.net.send(fd, latin1(word));
        seen.push(fromLatin1((yield* sys.net.recv(fd)) ?? new Uint8Array(0)));
      }
      sys.fs.close(fd);
      return 0;
    });
    b.sim.run(4 * second);
    expect(seen).toEqual(['HTTP/1.1 101 Switching Protocols', 'one', 'two']);
    expect(b.log('access')[0]).toMatch(/"GET \/ws HTTP\/1.1" 101 6 /);
  });
});

describe('limits and caches', () => {
  it('limit_req with burst makes requests wait their turn', () => {
    const b = bench(
      `limit_req_zone $binary_remote_addr zone=z:1m rate=2r/s;\n${site('root /srv/www; limit_req zone=z burst=3;')}`,
      { '/srv/www/a': 'a' },
    );
    const times: number[] = [];
    b.start(function* (sys) {
      yield* sys.sleep(second);
      for (let i = 0; i < 5; i++) {
        sys.thread(
          `c${i}`,
          (function* () {
            const status = (yield* ask(sys, get('/a'), 3 * second)).slice(9, 12);
            times.push(status === '200' ? Math.round((sys.now - second) / 100_000) / 10 : -1);
          })(),
        );
      }
      yield* sys.sleep(3 * second);
      return 0;
    });
    b.sim.run(6 * second);
    expect(times.toSorted((x, y) => x - y)).toEqual([-1, 0, 0.5, 1, 1.5]);
  });

  it('proxy_cache asks the upstream once', () => {
    const b = bench(
      `proxy_cache_path /var/cache/nginx keys_zone=c:1m;\n${site('location / { proxy_cache c; proxy_cache_valid 200 1s; add_header X-Cache $upstream_cache_status; proxy_pass http://127.0.0.1:8000; }')}`,
    );
    b.start(slowBackend);
    const seen: string[] = [];
    b.start(function* (sys) {
      yield* sys.sleep(second);
      for (const pause of [0, 0, 2 * second]) {
        yield* sys.sleep(pause);
        const answer = yield* ask(sys, get('/a'));
        seen.push(`${/X-Cache: (\w+)/.exec(answer)?.[1] ?? ''} ${bodyOf(answer).trim()}`);
      }
      return 0;
    });
    b.sim.run(8 * second);
    expect(seen).toEqual(['MISS answer 1', 'HIT answer 1', 'EXPIRED answer 2']);
  });
});

it('the trace tells every location that was looked at, and why one was chosen', () => {
  const b = bench(
    site(
      'location = /x { return 200 exact; }\nlocation /a/ { return 200 prefix; }\nlocation ~ \\.gif$ { return 200 regex; }',
    ),
  );
  b.start(function* (sys) {
    yield* sys.sleep(second);
    yield* ask(sys, get('/a/b.gif'));
    return 0;
  });
  b.sim.run(3 * second);
  const [matched] = b.events('proxy.matched');
  expect(matched?.location).toBe('location ~ \\.gif$');
  expect(matched?.candidates.map((c) => `${c.what}:${c.line} ${c.outcome}`)).toEqual([
    'server_name :1 chosen',
    'location = /x:3 no',
    'location /a/:4 remembered',
    'location ~ \\.gif$:5 chosen',
  ]);
});
