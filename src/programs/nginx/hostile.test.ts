/** Whatever the configuration and whatever the requests: no error escapes the model, and every run comes to an end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ask, bench, slowBackend } from './testing/bench.ts';

const DIRECTIVES =
  `root /srv/www;|alias /srv/www/;|return 200 "$uri $args $host $http_x $arg_a $1\\n";|return 301 /x$request_uri;
proxy_pass http://127.0.0.1:8000;|proxy_pass http://127.0.0.1:8000/x/;|proxy_pass http://127.0.0.1:9999;|proxy_pass http://unix:/nosuch;
proxy_pass http://$arg_a;|proxy_pass http://$host:8000$request_uri;|proxy_http_version 1.1;|proxy_buffering off;|proxy_request_buffering off;
try_files $uri $uri/ =404;|try_files $uri @n;|rewrite ^/(.*)$ /y/$1 last;|rewrite ^/(a+)$ /$1 break;|if ($arg_a ~ "(x)") { return 403; }
set $q "$uri";|error_page 404 502 /e.html;|error_page 404 = @n;|gzip on;|gzip_types *;|sub_filter a b;|expires 1h;|add_header X $upstream_addr always;
limit_rate 100;|client_max_body_size 5;|internal;|autoindex on;|index a.txt;|deny all;|auth_request /auth;|proxy_intercept_errors on;|charset utf-8;
keepalive_timeout 0;|chunked_transfer_encoding off;|access_log /var/log/nginx/$host.log;|limit_conn c 1;|limit_req zone=z burst=1;|proxy_cache k;
proxy_read_timeout 1s;|proxy_redirect / /z/;|proxy_cookie_path / /k;|resolver 127.0.0.1;|satisfy any;|lingering_close always;|proxy_cache_valid any 1s;`
    .split(/[|\n]/)
    .filter((d) => d !== '');
const TARGETS = '/ /a.txt /sub /sub/ /x?a=1 /%2e%2e/ /%00 /a%20b /e.html /sleep/2 /y/z?a=x // /? /auth * /é /../'.split(
  ' ',
);
const HEADERS = [
  'Host: x',
  'Connection: close',
  'Range: bytes=0-1,3-',
  'Accept-Encoding: gzip',
  'Content-Length: 3',
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  'If-None-Match: *',
  'Upgrade: websocket',
];

const directives = (most: number) => fc.array(fc.constantFrom(...DIRECTIVES), { maxLength: most });
const location = fc
  .tuple(
    fc.constantFrom('', '= ', '^~ ', '~ ', '~* '),
    fc.constantFrom('/', '/a', '/sub/', '/x', '/y/', '^/(.*)$', '/auth'),
    directives(5),
  )
  .map(([sign, path, inner]) => `location ${sign}${path} {\n${inner.join('\n')}\n}`);
const request = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'DELETE', 'X'),
    fc.constantFrom(...TARGETS),
    fc.constantFrom('1.1', '1.0', '2.0'),
    fc.array(fc.constantFrom(...HEADERS), { maxLength: 4 }),
    fc.constantFrom('', 'abc', '3\r\nabc\r\n0\r\n\r\n', 'zz'),
  )
  .map(
    ([method, target, version, headers, body]) =>
      `${method} ${target} HTTP/${version}\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n${body}`,
  );

it('any configuration, any requests', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      directives(3),
      fc.array(location, { maxLength: 4 }),
      fc.array(request, { minLength: 1, maxLength: 4 }),
      (own, locations, requests) => {
        const zones =
          'limit_req_zone $uri zone=z:1m rate=1r/s;\nlimit_conn_zone $host zone=c:1m;\nproxy_cache_path /var/cache/k keys_zone=k:1m;\n';
        const b = bench(
          `${zones}server {\nlisten 80;\n${own.join('\n')}\nlocation @n { return 200 n; }\n${locations.join('\n')}\n}\n`,
          { '/srv/www/a.txt': 'hello', '/srv/www/sub/a.txt': 'x' },
        );
        b.start(slowBackend);
        b.start(function* (sys) {
          yield* sys.sleep(100_000);
          for (const text of requests) yield* ask(sys, text, 1_500_000);
          if (b.master.state === 'running') sys.kill(b.master.pid, 'TERM');
          return 0;
        });
        expect(['idle', 'until']).toContain(b.sim.run(300_000_000, 300_000).kind);
      },
    ),
    { numRuns: 250 },
  );
});
