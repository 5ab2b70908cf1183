/** Values for random nginx configurations: by the kind of the directive, and for directives with rules of their own. */
import type { DirectiveSpec } from '../../programs/nginx/conf/table/table.ts';
import type { Pick } from './pick.ts';

const NUMBERS = ['0', '1', '2', '8', '16', '100', '1024', '65535', '65536', '-1', '1k', 'x', '08', '999999999999'];
const SIZES = [
  '0',
  '1k',
  '4k',
  '8K',
  '1m',
  '1M',
  '10m',
  '1g',
  '4096',
  'k',
  '1kb',
  '-1',
  '1.5m',
  '99999999999999999999',
];
const TIMES = ['0', '1', '10s', '30s', '1m', '1h', '1d', '500ms', '1h30m', '5M', '1y', 's', '1s1h', '10ss', '-1'];
const WORDS = [
  'a',
  'b.c',
  '/x',
  'on',
  'off',
  '$uri',
  '$host',
  '${uri}x',
  '$nope',
  '"q r"',
  "'s'",
  'é',
  '~',
  '/tmp/gd-x',
];
const NAMES = ['x', 'X-Test', 'Host', 'Content-Type', 'zone_a', 'combined'];

/** Sample arguments of directives whose rules the table cannot say: right ones first, then near misses. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  worker_processes: ['1', 'auto', '4', '0', '-1', 'x'],
  user: ['root', 'www-data', 'nobody', 'root root', 'nobodyhere'],
  worker_priority: ['0', '-5', '5', 'x'],
  worker_cpu_affinity: ['auto', '01 10', '01', 'x'],
  env: ['PATH', 'A=b', 'TZ'],
  error_log: ['stderr', 'stderr warn', 'stderr nope', '/dev/null info', 'syslog:server=127.0.0.1'],
  worker_connections: ['100', '512', '0', 'x'],
  use: ['epoll', 'poll', 'select', 'kqueue'],
  debug_connection: ['127.0.0.1', '10.0.0.0/8', 'x'],
  listen: [
    '127.0.0.1:18080',
    '18081',
    '127.0.0.1:18082 default_server',
    '*:18083',
    '[::]:18084',
    'unix:/tmp/gd-fuzz.sock',
    '18085 backlog=5',
    '18085 nope',
    '127.0.0.1:99999',
    '127.0.0.1:0',
    '18086 reuseport',
    '18087 default',
    'x:18088',
    '18089 proxy_protocol',
    '18090 bind so_keepalive=on',
    '18091 so_keepalive=maybe',
  ],
  server_name: [
    'a.example',
    '_',
    '*.a.example',
    'a.*',
    '.a.example',
    '~^www\\.(?<d>.+)$',
    '"~^(a"',
    'a.example b.example',
    '*',
    'a*b',
    '""',
    '$host',
  ],
  location: [
    '/',
    '= /',
    '/a/',
    '^~ /s/',
    '~ \\.php$',
    '~* "\\.(png|jpg)$"',
    '@named',
    '= /x',
    '~ (',
    '^ /x',
    '"/a b"',
    '/a/b',
    '@',
    '~ "{2}"',
  ],
  root: ['/var/www', 'html', '$document_root', '/a$uri', '$nope'],
  alias: ['/var/www/', 'x', '$uri', '$nope/'],
  limit_except: ['GET', 'GET POST', 'NOPE', 'HEAD'],
  aio: ['off', 'on', 'threads', 'threads=x', 'maybe'],
  directio: ['off', '4m', 'x'],
  keepalive_timeout: ['0', '75s', '75s 60s', 'x', '60 x'],
  error_page: [
    '404 /404.html',
    '500 502 503 /50x.html',
    '404 =200 /x',
    '404 = @named',
    '499 /x',
    '200 /x',
    '600 /x',
    '404',
    '404 =abc /x',
    '299 /x',
  ],
  open_file_cache: ['off', 'max=10', 'max=10 inactive=5s', 'inactive=5s', 'max=0'],
  resolver: ['127.0.0.1', '127.0.0.1:5353 valid=10s', '127.0.0.1 ipv6=off', '127.0.0.1 nope=1', 'valid=x 127.0.0.1'],
  gzip_disable: ['msie6', '"MSIE [4-6]\\."', '"("'],
  disable_symlinks: ['off', 'on', 'if_not_owner from=/x', 'on from', 'maybe'],
  log_format: ["f1 '$remote_addr'", "f2 escape=json '$uri'", "f3 '$nope'", "f1 'again'", 'combined x', 'f4 escape=x y'],
  access_log: [
    'off',
    '/dev/null',
    '/dev/null combined',
    '/dev/null nope',
    '/dev/null combined buffer=1k',
    '/dev/null combined buffer=x',
    '/dev/null combined if=$uri',
    '/dev/null combined gzip=10',
  ],
  open_log_file_cache: ['off', 'max=5', 'max=5 valid=1m', 'valid=1m'],
  upstream: ['up1', 'up2', 'up1', '"u p"'],
  server: [
    '127.0.0.1:8000',
    '127.0.0.1:8001 weight=2',
    'unix:/tmp/x.sock',
    'localhost',
    '127.0.0.1 backup',
    '127.0.0.1 down',
    '127.0.0.1:8002 max_fails=2 fail_timeout=5s',
    '127.0.0.1 weight=0',
    '127.0.0.1 nope',
    '127.0.0.1:99999',
    '127.0.0.1 fail_timeout=x',
    'http://127.0.0.1',
  ],
  charset: ['utf-8', 'off', '$x'],
  expires: ['1h', '-1', 'epoch', 'max', 'off', 'modified +1h', '@15h30m', 'x', 'modified x', '$expires'],
  add_header: ['X-A b', 'X-A $uri always', 'X-A "b c"', 'X-A b maybe', 'X-A $nope'],
  add_trailer: ['X-A b', 'X-A b always'],
  index: ['index.html', 'a b', '/x $uri', '"" x'],
  mirror: ['off', '/m'],
  try_files: ['$uri =404', '$uri $uri/ /index.html', '$uri @named', '/x =abc', '$uri =600', '$nope /x'],
  auth_request: ['off', '/a'],
  auth_request_set: ['$a $uri', 'a b'],
  auth_basic_user_file: ['/tmp/none', '$uri'],
  allow: ['all', '127.0.0.1', '10.0.0.0/8', '::1', '10.0.0.1/8', 'x', '2001:db8::/32', 'unix:', '300.1.1.1'],
  deny: ['all', '127.0.0.1', '10.0.0.0/8', '10.0.0.0/33', 'nobody'],
  limit_conn_zone: [
    '$binary_remote_addr zone=c1:1m',
    '$uri zone=c2:32k',
    '$uri zone=c3:1k',
    '$uri zone=c4',
    'uri zone=c5:1m',
    '$uri nope=c6:1m',
  ],
  limit_conn: ['c1 10', 'c1 0', 'c1 x', 'nozone 5', 'c1 70000'],
  limit_req_zone: [
    '$binary_remote_addr zone=r1:1m rate=10r/s',
    '$uri zone=r2:1m rate=1r/m',
    '$uri zone=r3:1m rate=0r/s',
    '$uri zone=r4:1m rate=1r/h',
    '$uri zone=r5:1m burst=1',
  ],
  limit_req: [
    'zone=r1',
    'zone=r1 burst=5',
    'zone=r1 burst=5 nodelay',
    'zone=r1 delay=3',
    'burst=5',
    'zone=r1 burst=0',
    'zone=r1 x',
  ],
  set_real_ip_from: ['10.0.0.0/8', 'unix:', '10.0.0.1/8', 'x.invalid'],
  real_ip_header: ['X-Real-IP', 'X-Forwarded-For', 'proxy_protocol'],
  rewrite: [
    '^/a /b',
    '^/a /b last',
    '^/(.*)$ /x/$1 break',
    '^/a http://x/ redirect',
    '( /b',
    '^/a /b nope',
    '^ /x$2 permanent',
    '^/a ""',
  ],
  return: [
    '204',
    '404 gone',
    '301 /x',
    '302 http://x$uri',
    '/x',
    'http://x/',
    '1000',
    '99',
    'abc',
    '301 "a b"',
    '200 $nope',
    '-1',
  ],
  if: [
    '($uri = /a)',
    '($host)',
    '($uri ~ ^/x)',
    '(-f $request_filename)',
    '(!-e $request_filename)',
    '($uri !~* "x y")',
    '($uri ~ "(")',
    '$uri = /a',
    '(uri = a)',
    '($uri == a)',
    '(-x)',
    '($uri = a',
    '( $uri = /a )',
    '(-z $uri)',
  ],
  set: ['$a 1', '$a $uri', '$uri x', 'a b', '$a $b', '$ x', '$host x'],
  proxy_pass: [
    'http://127.0.0.1:8000',
    'http://127.0.0.1:8000/',
    'http://127.0.0.1:8000/x/',
    'http://up1',
    'http://unix:/tmp/x.sock',
    'http://unix:/tmp/x.sock:/u',
    'http://$host',
    '127.0.0.1:8000',
    'ftp://x',
    'http://',
    'http://127.0.0.1:99999',
    'http://no-such-host.invalid',
    '$nope',
    'https://127.0.0.1',
  ],
  proxy_redirect: ['off', 'default', 'http://a/ /', '~^http://a(.*)$ $1', '~( x', '/only'],
  proxy_cookie_domain: ['off', 'a b', '~\\.a$ b', '~( b'],
  proxy_cookie_path: ['off', '/a /b', '~^/a(.*)$ /b$1'],
  proxy_cookie_flags: ['off', 'a httponly', '~ secure samesite=lax', 'a nope', '~ samesite=x'],
  proxy_store: ['off', 'on', '/data$uri'],
  proxy_cache: ['off', 'zone_a', '$uri'],
  proxy_cache_key: ['$uri', '"$host$uri"', '$nope'],
  fastcgi_pass: ['127.0.0.1:9000', 'unix:/tmp/f.sock', 'up1', 'http://x', '$uri'],
  uwsgi_pass: ['127.0.0.1:9001', 'unix:/tmp/u.sock', 'uwsgi://127.0.0.1:1', 'up2'],
  geo: ['$geo', '$remote_addr $geo2', 'geo'],
  map: ['$uri $m1', '$host$uri $m2', '$uri m', '$nope $m3'],
  split_clients: ['$uri $sc', 'x $sc2', '$uri sc'],
  valid_referers: ['none blocked', 'server_names *.a', '~x', '~('],
  hash: ['$uri', '$uri consistent', '$uri x', 'uri', '$nope'],
  random: ['two', 'two least_conn', 'three', ''],
  keepalive: ['16', '0', 'x'],
  zone: ['z1 64k', 'z1 1k', 'z1', 'z2 x'],
  stub_status: ['', 'x'],
  types: [''],
  include: ['/nonexistent/*.conf', '/etc/nginx/fastcgi_params', '/etc/nginx/mime.types', '/nonexistent/file.conf'],
};

const AVOID =
  /^(load_module|ssl_engine|ssl_.*|.*_ssl_.*|pid|lock_file|working_directory|thread_pool|perl.*|.*_temp_path|google.*|proxy_cache_path|fastcgi_cache_path|uwsgi_cache_path|scgi_cache_path|daemon|master_process|error_log|env|user)$/;

/**
 * Directives that are drawn: not those that write outside the test's directory, that need files of keys, or whose check
 * depends on the machine more than on the text.
 */
export const drawable = (spec: DirectiveSpec): boolean => !AVOID.test(spec.name);

/** The arguments of one directive, as written; `care` is the share of right ones. */
export function argumentsOf(pick: Pick, spec: DirectiveSpec, care: number): string {
  const own = OWN[spec.name];
  if (own && pick.chance(0.98)) return pick.of(pick.chance(care) ? own.slice(0, Math.ceil(own.length * 0.4)) : own);
  const { exact, atLeast } = spec.arity;
  const right = atLeast === null ? pick.of(exact.length > 0 ? exact : [0]) : pick.int(atLeast, atLeast + 2);
  const count = pick.chance(care) ? right : pick.int(0, 4);
  return Array.from({ length: count }, (_, index) => value(pick, spec, index, care)).join(' ');
}

function value(pick: Pick, spec: DirectiveSpec, index: number, care: number): string {
  const right = pick.chance(care);
  switch (spec.kind) {
    case 'flag':
      return right ? pick.of(['on', 'off', 'ON']) : pick.of(WORDS);
    case 'num':
      return pick.of(right ? NUMBERS.slice(1, 6) : NUMBERS);
    case 'size':
    case 'off':
    case 'size-value':
      return pick.of(right ? SIZES.slice(1, 8) : SIZES);
    case 'msec':
    case 'sec':
      return pick.of(right ? TIMES.slice(1, 9) : TIMES);
    case 'bufs':
      return index === 0 ? pick.of(right ? ['2', '4', '8'] : NUMBERS) : pick.of(right ? ['4k', '8k', '16k'] : SIZES);
    case 'enum':
    case 'bitmask':
      return right ? pick.of(spec.detail.split(',')) : pick.of(WORDS);
    case 'keyval':
    case 'param':
      return index === 0 ? pick.of(NAMES) : pick.of(WORDS);
    default:
      return pick.of(WORDS);
  }
}
