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
