/** Details of nginx 1.22 that few configurations ask for, each as the real one was recorded. */
import { describe, expect, it } from 'vitest';
import { fromUtf8, latin1 } from '../../base/bytes.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { readProxyHeader } from './run/proxy-protocol.ts';
import { ask, bench, get, slowBackend } from './testing/bench.ts';
import type { Program } from '../../machine/world.ts';

const second = 1_000_000;
const head = (answer: string): string => answer.slice(0, answer.indexOf('\r\n\r\n'));
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);

/** What nginx answers to a request, with an upstream that sends `upstream` to whoever asks it. */
function answerTo(conf: string, request: string, upstream = '', files: Readonly<Record<string, string>> = {}): string {
  const b = bench(`server {\n    listen 80;\n${conf}\n}\n`, files);
  const backend: Program = function* (sys) {
    const fd = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 8000 }, 5);
    for (;;) {
      const conn = yield* sys.net.accept(fd);
      yield* sys.net.recv(conn);
      yield* sys.net.send(conn, latin1(upstream));
      sys.fs.close(conn);
    }
  };
  if (upstream !== '') b.start(backend);
  let answer = '';
  b.start(function* (sys) {
    yield* sys.sleep(second / 2);
    answer = yield* ask(sys, request, 2 * second);
    return 0;
  });
  b.sim.run(5 * second);
  return answer;
}

const PROXY = 'location / { proxy_pass http://127.0.0.1:8000; }';

describe('details', () => {
  it('puts a cookie together anew where a rule is for it: what is there in its place, what is missing in a fixed order', () => {
    const cookie = (rule: string, value: string): string | undefined =>
      /Set-Cookie: (.*)/.exec(
        answerTo(
          `location / { proxy_pass http://127.0.0.1:8000; proxy_cookie_flags ${rule}; }`,
          get('/'),
          `HTTP/1.1 200 OK\r\nSet-Cookie: ${value}\r\nContent-Length: 0\r\n\r\n`,
        ),
      )?.[1];
    expect(cookie('a httponly secure', 'a=1')).toBe('a=1; Secure; HttpOnly');
    expect(cookie('a samesite=strict', 'a=1; samesite=Lax;Path=/')).toBe('a=1; SameSite=Strict; Path=/');
    expect(cookie('a nosecure samesite=none', 'a=1; SECURE; HTTPONLY')).toBe('a=1; HTTPONLY; SameSite=None');
    expect(cookie('other secure', 'a=1;Path=/')).toBe('a=1;Path=/');
  });

  it('takes an interim answer for the whole one, and what follows for its body', () => {
    const upstream = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const answer = answerTo(PROXY, get('/'), upstream);
    expect(head(answer)).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nServer: nginx.*\r\nLink: <\/a>$/s);
    expect(bodyOf(answer)).toBe('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });

  it('lets set change $limit_rate, which is 0 until somebody says otherwise', () => {
    expect(bodyOf(answerTo("set $limit_rate 1k; return 200 '$limit_rate';", get('/')))).toBe('1024');
    expect(bodyOf(answerTo("limit_rate 5k; return 200 '$limit_rate';", get('/')))).toBe('0');
  });

  it('keeps bodies in files where it is told to', () => {
    const conf = 'client_body_in_file_only clean; location / { proxy_pass http://127.0.0.1:8000; } ';
    const named = "error_page 502 =200 @f; location @f { return 200 '$request_body_file,$request_body'; }";
    const post = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi';
    expect(bodyOf(answerTo(conf + named, post))).toBe('/var/lib/nginx/body/0000000001,');
  });

  it('stores an answer as a file, directories and all', () => {
    const conf = 'root /tmp/store; location / { proxy_store on; proxy_pass http://127.0.0.1:8000; }';
    const b = bench(`server {\n    listen 80;\n${conf}\n}\n`);
    b.box.files.makePath('/tmp/store');
    b.box.files.chown('/tmp/store', 33, 33, ROOT);
    b.start(slowBackend);
    b.start(function* (sys) {
      yield* sys.sleep(second / 2);
      yield* ask(sys, get('/a/b.txt'));
      return 0;
    });
    b.sim.run(5 * second);
    expect(fromUtf8(b.box.files.readFile('/tmp/store/a/b.txt', ROOT))).toBe('answer 1\n');
    expect(b.box.files.lookup('/tmp/store/a', ROOT).mode & 0o777).toBe(0o700);
  });

  it('says 500 where an alias stands for a file and a directory is asked for', () => {
    const conf = 'location /x/ { alias /srv/f; }';
    expect(head(answerTo(conf, get('/x/'), '', { '/srv/f': 'text' }))).toMatch(/^HTTP\/1\.1 500 /);
  });

  it('returns no type with a 204, and a page for an error whose text is empty', () => {
    expect(head(answerTo('return 204 body;', get('/')))).not.toMatch(/Content-Type/);
    expect(bodyOf(answerTo("return 404 '';", get('/')))).toMatch(/<title>404 Not Found/);
  });

  it('believes the header of the PROXY protocol', () => {
    const conf = "listen 81 proxy_protocol; return 200 '$proxy_protocol_addr $proxy_protocol_server_port';";
    expect(answerTo(conf, get('/'))).toMatch(/\r\n\r\n $/);
    expect(readProxyHeader(latin1('PROXY TCP4 9.9.9.9 8.8.8.8 1234 80\r\nGET'))).toEqual({
      ok: true,
      by: { address: '9.9.9.9', port: 1234, serverAddress: '8.8.8.8', serverPort: 80 },
      length: 36,
    });
    expect(readProxyHeader(latin1('PROXY UNKNOWN\r\n'))).toEqual({ ok: true, by: null, length: 15 });
    expect(readProxyHeader(latin1('GET / HTTP/1.0\r\n\r\n'))).toEqual({
      ok: false,
      why: 'broken header: "GET / HTTP/1.0\r\n\r\n"',
    });
  });

  it('comes from the address that proxy_bind names, and knows the length of a body in chunks once it has it', () => {
    const conf =
      'location / { proxy_pass http://127.0.0.1:8000; proxy_bind 127.0.0.5; proxy_set_header X-L $content_length; }';
    const b = bench(`server {\n    listen 80;\n${conf}\n}\n`);
    const seen: string[] = [];
    b.start(function* (sys) {
      const fd = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 8000 }, 5);
      const conn = yield* sys.net.accept(fd);
      seen.push(sys.net.peerName(conn).replace(/:.*/, ''), fromUtf8((yield* sys.net.recv(conn)) ?? new Uint8Array(0)));
      sys.fs.close(conn);
      return 0;
    });
    b.start(function* (sys) {
      yield* sys.sleep(second / 2);
      yield* ask(sys, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n');
      return 0;
    });
    b.sim.run(5 * second);
    expect(seen[0]).toBe('127.0.0.5');
    expect(seen[1]).toContain('X-L: 2\r\n');
  });

  it('does not give way to another binary while it stays in the foreground', () => {
    const b = bench('server {\n    listen 80;\n    return 200 ok;\n}\n');
    b.start(function* (sys) {
      yield* sys.sleep(second / 2);
      sys.kill(b.master.pid, 'USR2');
      return 0;
    });
    b.sim.run(2 * second);
    expect(b.alive(/master/)).toHaveLength(1);
    expect(b.log('error').join('\n')).toContain('the changing binary signal is ignored');
  });

  it('reads the binary header, too', () => {
    const v2 = (what: number, how: number, ...data: number[]): Uint8Array =>
      Uint8Array.from([...latin1('\r\n\r\n\0\r\nQUIT\n'), what, how, 0, data.length, ...data]);
    expect(readProxyHeader(v2(0x21, 0x11, 9, 9, 9, 9, 8, 8, 8, 8, 4, 210, 0, 80))).toMatchObject({
      ok: true,
      by: { address: '9.9.9.9', port: 1234 },
    });
    const loopback = [...Array.from({ length: 15 }, () => 0), 1];
    expect(readProxyHeader(v2(0x21, 0x21, ...loopback, ...loopback, 4, 210, 0, 80))).toMatchObject({
      by: { address: '::1', serverAddress: '::1' },
    });
    expect(readProxyHeader(v2(0x20, 0))).toEqual({ ok: true, by: null, length: 16 });
    expect(readProxyHeader(v2(0x31, 0x11))).toEqual({ ok: false, why: 'unknown PROXY protocol version: 3' });
  });
});
