/** HTTPS from the first command to the padlock: certificates by hand and by certbot, and who believes them. */
import { describe, expect, it } from 'vitest';
import { createRun, type Run } from './run.ts';
import { parseScenario, type ScenarioInput } from './schema.ts';

const SITE = `server {
    listen 80;
    server_name example.com www.example.com;
    location / {
        return 200 "dumplings over $scheme\\n";
    }
}
`;

/** Runs commands one after the other, as root, on a machine with nginx in front of the world. */
function play(
  commands: readonly string[],
  more: Partial<ScenarioInput> = {},
): { run: Run; said: string[]; codes: (number | null)[] } {
  const parsed = parseScenario({
    version: 1,
    name: 'https',
    until: 0,
    files: { '/etc/nginx/sites-enabled/site': SITE },
    servers: [{ id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [80] } }],
    inputs: commands.map((text, i) => ({
      kind: 'command' as const,
      id: `c${i}`,
      at: null,
      argv: ['/bin/sh', '-c', text],
      user: 'root',
      timeout: 60_000_000,
    })),
    ...more,
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  run.start();
  run.sim.run(Infinity);
  const states = commands.map((_, i) => run.commands.get(`c${i}`));
  return {
    run,
    said: states.map((s) => s?.family.output.map((o) => o.text).join('') ?? ''),
    codes: states.map((s) => s?.process.status?.code ?? null),
  };
}

const CERTBOT = 'certbot --nginx -d example.com -d www.example.com -m cook@example.com --agree-tos -n';
const file = (run: Run, path: string): string =>
  Buffer.from(run.box.files.readFile(path, { uid: 0, gid: 0, groups: [] })).toString('utf8');

describe('certbot --nginx', () => {
  const { run, said, codes } = play([
    CERTBOT,
    'curl -sS https://example.com/',
    'curl -sS -o /dev/null -w "%{http_code} %{redirect_url}" http://example.com/menu',
    'curl -sSL http://www.example.com/',
    'certbot certificates',
    'certbot renew',
    'certbot renew --dry-run',
    'openssl s_client -connect example.com:443 </dev/null | openssl x509 -noout -issuer -subject',
    'curl -sS https://api.example.com/',
    CERTBOT,
    'cat /etc/nginx/sites-enabled/site',
  ]);

  it('ends with a site that curl believes', () => {
    expect(said[0]).toContain('Successfully deployed certificate for example.com to /etc/nginx/sites-enabled/site');
    expect(said[0]).toContain('enabled HTTPS on https://example.com and https://www.example.com');
    expect(said[1]).toBe('dumplings over https\n');
    expect(said[2]).toBe('301 https://example.com/menu');
    expect(said[3]).toBe('dumplings over https\n');
  });

  it('knows what it has, and when it is due', () => {
    expect(said[4]).toContain('Domains: example.com www.example.com');
    expect(said[4]).toContain('(VALID: 89 days)');
    expect(said[5]).toContain('(skipped)\nNo renewals were attempted.');
    expect(said[6]).toContain('all simulated renewals succeeded');
    expect(said[7]).toContain(
      "issuer=C = US, O = (SIMULATED) Let's Encrypt, CN = (SIMULATED) E7\nsubject=CN = example.com\n",
    );
    expect(said[9]).toContain('Certificate not yet due for renewal');
    expect(codes.map((code, i) => (i === 8 ? 0 : code))).toEqual(codes.map(() => 0));
  });

  it('names that are not in the certificate are not believed', () => {
    expect(codes[8]).toBe(60);
    expect(said[8]).toContain("no alternative certificate subject name matches target host name 'api.example.com'");
  });

  it('leaves the site as certbot leaves it, and the machine clean', () => {
    expect(said[10]).toMatchInlineSnapshot(`
      "server {
          server_name example.com www.example.com;
          location / {
              return 200 "dumplings over $scheme\\n";
          }

          listen 443 ssl; # managed by Certbot
          ssl_certificate /etc/letsencrypt/live/example.com/fullchain.pem; # managed by Certbot
          ssl_certificate_key /etc/letsencrypt/live/example.com/privkey.pem; # managed by Certbot
          include /etc/letsencrypt/options-ssl-nginx.conf; # managed by Certbot
          ssl_dhparam /etc/letsencrypt/ssl-dhparams.pem; # managed by Certbot

      }
      server {
          if ($host = example.com) {
              return 301 https://$host$request_uri;
          } # managed by Certbot


          if ($host = www.example.com) {
              return 301 https://$host$request_uri;
          } # managed by Certbot


          listen 80;

          server_name example.com www.example.com;
          return 404; # managed by Certbot


      }
      "
    `);
    expect(run.leaks()).toEqual([]);
    expect(file(run, '/etc/letsencrypt/renewal/example.com.conf')).toContain(
      'authenticator = nginx\ninstaller = nginx\n',
    );
  });

  it('the same seed gives the same keys, and the same trace', () => {
    const [a, b] = [play([CERTBOT]), play([CERTBOT])];
    const path = '/etc/letsencrypt/live/example.com/privkey.pem';
    expect(file(a.run, path)).toBe(file(b.run, path));
    expect(JSON.stringify(a.run.sim.trace.events)).toBe(JSON.stringify(b.run.sim.trace.events));
  });
});

describe('certbot, when something is wrong', () => {
  it.each([
    [
      'a name that is nowhere',
      'certbot certonly --nginx -d nowhere.example.net -n --agree-tos -m a@b.c',
      {},
      'NXDOMAIN looking up A for nowhere.example.net',
    ],
    [
      'nothing listens',
      'nginx -s stop; sleep 1; certbot certonly --webroot -w /var/www -d example.com -n --agree-tos -m a@b.c',
      {},
      'Connection refused',
    ],
    [
      'port 80 is taken',
      'certbot certonly --standalone -d example.com -n --agree-tos -m a@b.c',
      {},
      'Could not bind TCP port 80',
    ],
    [
      'a webroot that is not served',
      'certbot certonly --webroot -w /var/www -d example.com -n --agree-tos -m a@b.c',
      {},
      'did not match this challenge',
    ],
    [
      'a broken configuration',
      'echo "server {" > /etc/nginx/sites-enabled/x; certbot --nginx -d example.com -n --agree-tos -m a@b.c',
      {},
      'MisconfigurationError',
    ],
    ['nobody agreed', 'certbot --nginx -d example.com -n', {}, 'You should register before running non-interactively'],
    ['no network', CERTBOT, { host: { offline: true } }, 'Failed to establish a new connection'],
    [
      'no server block',
      'certbot --nginx -d api.example.com -n --agree-tos -m a@b.c',
      {},
      'did not match this challenge',
    ],
  ] as const)('%s', (_, command, more, wanted) => {
    const { said, codes } = play([command], more);
    expect(said[0]).toContain(wanted);
    expect(codes).toEqual([1]);
  });

  it('is not for everybody', () => {
    const { said } = play(['su u -c "certbot certificates"'], { users: [{ name: 'u', uid: 1000 }] });
    expect(said[0]).toContain("[Errno 13] Permission denied: '/var/log/letsencrypt/.certbot.lock'");
  });

  it('webroot and standalone work where they can', () => {
    const root = SITE.replace('location / {', 'location /.well-known/ { root /var/www; }\n    location / {');
    const { codes } = play(
      [
        'certbot certonly --webroot -w /var/www -d example.com -n --agree-tos -m a@b.c',
        'nginx -s stop; sleep 1; certbot certonly --standalone -d www.example.com -n --agree-tos -m a@b.c',
      ],
      { files: { '/etc/nginx/sites-enabled/site': root } },
    );
    expect(codes).toEqual([0, 0]);
  });
});

describe('a certificate by hand', () => {
  const OPENSSL =
    'openssl req -x509 -newkey rsa:2048 -nodes -keyout /etc/nginx/k.pem -out /etc/nginx/c.pem -days 30 -subj /CN=example.com -addext subjectAltName=DNS:example.com 2>/dev/null';
  const SECURE = `server {
  listen 443 ssl;
  server_name example.com;
  ssl_certificate /etc/nginx/c.pem;
  ssl_certificate_key /etc/nginx/k.pem;
  add_header Strict-Transport-Security "max-age=31536000" always;
  location / { return 200 "$https $ssl_protocol $ssl_cipher $ssl_server_name $ssl_session_reused\\n"; }
}
server {
  listen 8080;
  location /loose { proxy_pass https://127.0.0.1:443; }
  location /strict { proxy_pass https://127.0.0.1:443; proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/nginx/c.pem; proxy_ssl_name example.com; proxy_ssl_server_name on; }
  location /wrong { proxy_pass https://127.0.0.1:443; proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/nginx/c.pem; proxy_ssl_name other.org; }
  location /plain { proxy_pass https://127.0.0.1:8081; }
}
server { listen 8081; return 200 plain; }
`;
  const { run, said, codes } = play(
    [
      OPENSSL,
      'nginx -t 2>&1 && nginx && sleep 1',
      'curl -sS https://example.com/',
      'curl -sS --cacert /etc/nginx/c.pem -i https://example.com/',
      'cp /etc/nginx/c.pem /usr/local/share/ca-certificates/own.crt && update-ca-certificates',
      'curl -sS https://example.com/',
      'for p in loose strict wrong plain; do curl -s -o /dev/null -w "%{http_code} " http://127.0.0.1:8080/$p; done',
      'grep -o "upstream SSL[^,]*\\|SSL_do_handshake[^,]*" /var/log/nginx/error.log',
      'curl -sS http://example.com:443/ | grep -o "plain HTTP.*port"',
      'curl -sS https://127.0.0.1:8081/',
      'curl -svk https://example.com/ 2>&1 | grep "^[*<] \\(TLS\\|SSL\\|ALPN\\| subj\\| issuer\\|Strict\\)"',
      'openssl verify -CAfile /etc/nginx/c.pem /etc/nginx/c.pem; openssl x509 -in /etc/nginx/c.pem -noout -checkend 99999999; echo $?',
      'wget -qO- https://example.com/; wget -O- https://api.example.com/; echo $?; wget -O- https://127.0.0.1:8081/; echo $?',
    ],
    { files: { '/etc/nginx/sites-enabled/site': SECURE }, servers: [] },
  );

  it('is believed by those alone who were told to', () => {
    expect(codes.slice(0, 2)).toEqual([0, 0]);
    expect([codes[2], codes[3], codes[5]]).toEqual([60, 0, 0]);
    expect(said[2]).toContain('SSL certificate problem: self-signed certificate');
    expect(said[3]).toContain('Strict-Transport-Security: max-age=31536000');
    expect(said[4]).toContain('1 added, 0 removed; done.');
    expect(said[5]).toBe('on TLSv1.3 TLS_AES_256_GCM_SHA384 example.com .\n');
  });

  it('nginx as a client verifies when it is told to', () => {
    expect(said[6]).toBe('200 200 502 502 ');
    expect(said[7]).toContain('upstream SSL certificate does not match "other.org" while SSL handshaking to upstream');
    expect(said[7]).toContain('SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number)');
  });

  it('the wrong language on a port is answered as it should be', () => {
    expect(said[8]).toContain('plain HTTP request was sent to HTTPS port');
    expect(said[9]).toBe('curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n');
  });

  it('curl tells the handshake', () => {
    expect(said[10]).toMatchInlineSnapshot(`
      "* ALPN: offers h2,http/1.1
      * TLSv1.3 (OUT), TLS handshake, Client hello (1):
      * TLSv1.3 (IN), TLS handshake, Server hello (2):
      * TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):
      * TLSv1.3 (IN), TLS handshake, Certificate (11):
      * TLSv1.3 (IN), TLS handshake, CERT verify (15):
      * TLSv1.3 (IN), TLS handshake, Finished (20):
      * TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):
      * TLSv1.3 (OUT), TLS handshake, Finished (20):
      * SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384
      * ALPN: server accepted http/1.1
      *  subject: CN=example.com
      *  issuer: CN=example.com
      * TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):
      * TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):
      < Strict-Transport-Security: max-age=31536000
      "
    `);
    expect(said[11]).toBe('/etc/nginx/c.pem: OK\nCertificate will expire\n1\n');
  });

  it('wget has its own words for it', () => {
    expect(said[12]).toContain('on TLSv1.3');
    expect(said[12]).toContain("The certificate's owner does not match hostname ‘api.example.com’\n5\n");
    expect(said[12]).toContain(
      'GnuTLS: An unexpected TLS packet was received.\nUnable to establish SSL connection.\n4\n',
    );
  });

  it('on the wire nobody reads what is said', () => {
    const { events } = run.sim.trace;
    const opened = events.find((e) => e.kind === 'tls.open' && e.side === 'client' && e.sni === 'example.com');
    const conn = opened?.kind === 'tls.open' ? opened.conn : 0;
    const wire = events.flatMap((e) => (e.kind === 'conn.sent' && e.conn === conn ? [e.data] : [])).join('');
    const plain = events.flatMap((e) => (e.kind === 'tls.sent' && e.conn === conn ? [e.data] : [])).join('');
    expect(plain).toContain('GET / HTTP/1.1');
    expect(wire).toContain('example.com');
    expect(wire).not.toContain('GET /');
    expect(run.leaks()).toEqual([]);
  });
});

describe('customers from outside', () => {
  const site = (dir: string, cert: string, key: string): string =>
    `server { listen 443 ssl; server_name example.com; ssl_certificate ${dir}/${cert}; ssl_certificate_key ${dir}/${key}; return 200 "hot\\n"; }\n`;
  const visit = (setup: NonNullable<ScenarioInput['setup']>, text: string, epoch?: number) => {
    const { run } = play([], {
      until: 3_000_000,
      ...(epoch === undefined ? {} : { epoch }),
      setup,
      files: { '/etc/nginx/sites-enabled/site': text },
      servers: [{ id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root', ready: { listen: [443] } }],
      traffic: [
        { client: 'guests', kind: 'every', everyMs: 500, count: 3, to: 'https://example.com', keepalive: false },
      ],
    });
    const { events } = run.sim.trace;
    return {
      failures: events.flatMap((e) => (e.kind === 'request.failed' ? [e.error] : [])),
      done: events.filter((e) => e.kind === 'request.finished').length,
      resumed: events.flatMap((e) =>
        e.kind === 'tls.open' && e.side === 'client' && e.sni === 'example.com' ? [e.resumed] : [],
      ),
      leaks: run.leaks(),
    };
  };
  const own = (days: string) => [
    {
      user: 'root',
      argv: `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /etc/nginx/k.pem -out /etc/nginx/c.pem -days ${days} -subj /CN=example.com`.split(
        ' ',
      ),
    },
  ];

  it('believe the authority, and go on with a session that they know', () => {
    const argv = 'certbot certonly --standalone -d example.com -n --agree-tos -m cook@example.com'.split(' ');
    const { failures, done, resumed, leaks } = visit(
      [{ user: 'root', argv }],
      site('/etc/letsencrypt/live/example.com', 'fullchain.pem', 'privkey.pem'),
    );
    // Three guests, and the authority's own look.
    expect([failures, done, resumed, leaks]).toEqual([[], 4, [false, true, true], []]);
  });

  it('do not believe a server that vouches for itself, nor one that shows half a chain', () => {
    expect(visit(own('30'), site('/etc/nginx', 'c.pem', 'k.pem')).failures).toEqual(
      Array.from({ length: 3 }, () => 'tls: self-signed certificate'),
    );
    const argv = 'certbot certonly --standalone -d example.com -n --agree-tos -m cook@example.com'.split(' ');
    const half = visit([{ user: 'root', argv }], site('/etc/letsencrypt/live/example.com', 'cert.pem', 'privkey.pem'));
    expect(half.failures[0]).toBe('tls: unable to get local issuer certificate');
  });

  it('do not take one that has run out', () => {
    const commands = [
      'openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /etc/nginx/k.pem -out /r.csr -subj /CN=example.com',
      'openssl x509 -req -in /r.csr -signkey /etc/nginx/k.pem -days -1 -out /etc/nginx/c.pem',
      'cp /etc/nginx/c.pem /usr/local/share/ca-certificates/own.crt',
      'update-ca-certificates',
    ];
    const { run, said } = play(['nginx; sleep 1; curl -sS https://example.com/'], {
      setup: commands.map((line) => ({ user: 'root', argv: line.split(' ') })),
      files: { '/etc/nginx/sites-enabled/site': site('/etc/nginx', 'c.pem', 'k.pem') },
      servers: [],
    });
    expect(said[0]).toContain('curl: (60) SSL certificate problem: certificate has expired');
    expect(run.leaks()).toEqual([]);
  });

  it('say what it is when the port speaks no TLS', () => {
    const { failures } = visit([], 'server { listen 443; return 200 plain; }\n');
    expect(failures[0]).toBe('tls: wrong version number');
  });
});

it('s_client ends at a certificate that nobody vouches for, where it is told to', () => {
  const { said, codes } = play([
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout /etc/ssl/k.pem -out /etc/ssl/c.pem -days 3 -subj /CN=example.com 2>&1; printf 'server { listen 443 ssl; ssl_certificate /etc/ssl/c.pem; ssl_certificate_key /etc/ssl/k.pem; }' > /etc/nginx/sites-enabled/tls; nginx -s reload; sleep 1",
    'openssl s_client -connect example.com:443 -verify_return_error </dev/null',
  ]);
  expect(codes[1]).toBe(1);
  expect(said[1]?.split('\n').slice(0, 2)).toEqual([
    'depth=0 CN = example.com',
    'verify error:num=18:self-signed certificate',
  ]);
  expect(said[1]).toContain('certificate verify failed');
  expect(said[1]).toContain('no peer certificate available');
  expect(said[1]).toContain('Verify return code: 18 (self-signed certificate)');
  expect(said[1]).not.toContain('verify return:1');
});
