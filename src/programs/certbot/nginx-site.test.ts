import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockFor, serversIn, withCertificate, withChallenge, withRedirect, type ServerOf } from './nginx-site.ts';

const SITE = `# server { server_name commented.org; }
server {
    listen 80 default_server;
    listen [::]:80 default_server;
    server_name example.com  www.example.com; # two of them
    location ~ "^/a{2}" { return 200 "};{"; }
}
server { listen 443 ssl; server_name *.shop.org; ssl_certificate /old.pem; # by hand
  ssl_certificate_key /old.key; }
`;

const block = (text: string, name: string): ServerOf => {
  const found = blockFor(serversIn('/s', text), name);
  if (found === null) throw new Error(`no block for ${name}`);
  return found;
};

describe('server blocks', () => {
  it('are found with their names, past quotes, braces and comments', () => {
    expect(serversIn('/s', SITE).map((s) => [s.names, s.ssl])).toEqual([
      [['example.com', 'www.example.com'], false],
      [['*.shop.org'], true],
    ]);
    expect(blockFor(serversIn('/s', SITE), 'tea.shop.org')?.ssl).toBe(true);
    expect(blockFor(serversIn('/s', SITE), 'commented.org')).toBeNull();
  });

  it('are found inside http, too', () => {
    expect(serversIn('/n', `http { include x; ${SITE} }`)).toHaveLength(2);
  });
});

describe('edits', () => {
  it('a certificate is added once, and takes the place of another', () => {
    const once = withCertificate(SITE, block(SITE, 'example.com'), '/f.pem', '/k.pem');
    expect(once).toContain(
      '    listen [::]:443 ssl ipv6only=on; # managed by Certbot\n    listen 443 ssl; # managed by Certbot\n',
    );
    const again = withCertificate(once, block(once, 'example.com'), '/f2.pem', '/k2.pem');
    expect(again.match(/listen 443 ssl; #/g)).toHaveLength(1);
    expect(again.match(/\/f\.pem|\/f2\.pem/g)).toEqual(['/f2.pem']);
    const other = withCertificate(SITE, block(SITE, 'tea.shop.org'), '/f.pem', '/k.pem');
    expect(other).not.toContain('/old');
    expect(other).toContain('server_name example.com  www.example.com; # two of them');
  });

  it('the redirect takes port 80 along, and happens once', () => {
    const secure = withCertificate(SITE, block(SITE, 'example.com'), '/f.pem', '/k.pem');
    const moved = withRedirect(secure, block(secure, 'example.com'), ['example.com']);
    const servers = serversIn('/s', moved);
    expect(servers).toHaveLength(3);
    expect(block(moved, 'example.com').ssl).toBe(true);
    expect(moved.match(/listen 80 default_server;/g)).toHaveLength(1);
    expect(withRedirect(moved, block(moved, 'example.com'), ['example.com'])).toBe(moved);
  });

  it('the challenge is answered in front of everything else of the block', () => {
    const text = withChallenge(SITE, block(SITE, 'example.com'), 'token', 'answer');
    expect(text.indexOf('acme-challenge/token')).toBeLessThan(text.indexOf('listen 80'));
    expect(serversIn('/s', text)).toHaveLength(2);
  });

  it('any text at all is read to its end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('server', '{', '}', ';', '"', "'", '#', '\n', ' ', '\\', '${', 'x', 'listen')),
        (parts) => {
          const text = parts.join('');
          for (const one of serversIn('/s', text)) {
            expect(one.server.to).toBeLessThanOrEqual(text.length);
            withCertificate(text, one, '/f', '/k');
            withRedirect(text, one, ['a']);
          }
        },
      ),
    );
  });
});
