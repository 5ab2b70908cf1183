/** certbot's nginx plugin: finds the server blocks, answers challenges from them, installs certificates in them. */
import { FFDHE2048 } from '../../base/ffdhe2048.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { CertbotError, makePath, runCommand, type Console } from './console.ts';
import { livePath } from './lineage.ts';
import { blockFor, serversIn, withCertificate, withChallenge, withRedirect, type ServerOf } from './nginx-site.ts';

const CONF = '/etc/nginx/nginx.conf';
/** certbot gives nginx this long to take its new configuration. */
const RELOAD_TIME = 1_000_000;

/** What certbot sees to be there: Mozilla's intermediate settings, and parameters of RFC 7919. */
const OPTIONS = `# This file contains important security parameters. If you modify this file
# manually, Certbot will be unable to automatically provide future security
# updates. Instead, Certbot will print and log an error message with a path to
# the up-to-date file that you will need to refer to when manually updating
# this file. Contents are based on https://ssl-config.mozilla.org

ssl_session_cache shared:le_nginx_SSL:10m;
ssl_session_timeout 1440m;
ssl_session_tickets off;

ssl_protocols TLSv1.2 TLSv1.3;
ssl_prefer_server_ciphers off;

ssl_ciphers "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384";
`;

export class NginxPlugin {
  constructor(
    private readonly sys: Sys,
    private readonly console: Console,
  ) {}

  /** nginx must be there, and its configuration must be good. */
  *check(): Eff<void> {
    const { sys } = this;
    if (sys.fs.which('nginx') === null)
      throw new CertbotError(
        'The nginx plugin is not working; there may be problems with your existing configuration.\nThe error was: NoInstallationError("Could not find a usable \'nginx\' binary. Ensure nginx exists, the binary is executable, and your PATH is set correctly.")\n',
        false,
      );
    const { code, output } = yield* runCommand(sys, ['nginx', '-c', CONF, '-t']);
    if (code === 0) return;
    const said = output.replaceAll('\n', '\\n');
    throw new CertbotError(
      `The nginx plugin is not working; there may be problems with your existing configuration.\nThe error was: MisconfigurationError('Error while running nginx -c ${CONF} -t.\\n\\n${said}')\n`,
      false,
    );
  }

  /** All server blocks, through `include`. */
  servers(): ServerOf[] {
    const { sys } = this;
    const found: ServerOf[] = [];
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path) || !sys.fs.exists(path)) return;
      seen.add(path);
      const text = sys.fs.readText(path);
      found.push(...serversIn(path, text));
      for (const [, pattern = ''] of text.replace(/#.*$/gm, '').matchAll(/\binclude\s+([^;]+);/g))
        this.expand(pattern.trim()).forEach(visit);
    };
    visit(CONF);
    return found;
  }

  private expand(pattern: string): string[] {
    const full = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`;
    const slash = full.lastIndexOf('/');
    const [dir, name] = [full.slice(0, slash), full.slice(slash + 1)];
    if (!name.includes('*')) return [full];
    if (!this.sys.fs.exists(dir)) return [];
    const shape = new RegExp(
      `^${name
        .split('*')
        .map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
        .join('[^/]*')}$`,
    );
    return this.sys.fs
      .readdir(dir)
      .filter((file) => shape.test(file))
      .map((file) => `${dir}/${file}`);
  }

  /** Answer the challenge from the blocks of these names while `ask` runs; afterwards all is as before. */
  *answering<T>(names: readonly string[], token: string, answer: string, ask: () => Eff<T>): Eff<T> {
    const before = new Map<string, string>();
    for (const name of names) {
      const block = this.servers().find((s) => !s.ssl && s.names.includes(name)) ?? blockFor(this.servers(), name);
      if (block === null) continue;
      const text = this.sys.fs.readText(block.path);
      if (text.includes(`acme-challenge/${token}`)) continue;
      if (!before.has(block.path)) before.set(block.path, text);
      this.sys.fs.writeFile(block.path, withChallenge(text, block, token, answer));
    }
    if (before.size > 0) yield* this.reload();
    try {
      return yield* ask();
    } finally {
      for (const [path, text] of before) this.sys.fs.writeFile(path, text);
      if (before.size > 0) yield* this.reload();
    }
  }

  /** A running nginx takes the new configuration; one that does not run is started. */
  *reload(): Eff<void> {
    const first = yield* runCommand(this.sys, ['nginx', '-c', CONF, '-s', 'reload']);
    if (first.code !== 0) yield* runCommand(this.sys, ['nginx', '-c', CONF]);
    yield* this.sys.sleep(RELOAD_TIME);
  }

  /** Write the certificate into the names' blocks. Throws where a name has none; the files then are as they were. */
  *deploy(name: string, names: readonly string[], redirect: boolean): Eff<void> {
    const { sys } = this;
    this.shared();
    const before = new Map<string, string>();
    const places = new Map<string, string>();
    for (const one of names) {
      const block = blockFor(this.servers(), one);
      if (block === null) {
        for (const [path, text] of before) sys.fs.writeFile(path, text);
        throw new CertbotError(
          `Could not automatically find a matching server block for ${one}. Set the \`server_name\` directive to use the Nginx installer.`,
        );
      }
      places.set(one, block.path);
      const text = sys.fs.readText(block.path);
      if (text.includes(`ssl_certificate ${livePath(name, 'fullchain')};`) && block.ssl) continue;
      if (!before.has(block.path)) before.set(block.path, text);
      sys.fs.writeFile(
        block.path,
        withCertificate(text, block, livePath(name, 'fullchain'), livePath(name, 'privkey')),
      );
    }
    for (const [one, path] of places)
      yield* this.console.say(`Successfully deployed certificate for ${one} to ${path}`);
    if (redirect) this.redirect(names);
    const test = yield* runCommand(sys, ['nginx', '-c', CONF, '-t']);
    if (test.code !== 0) {
      for (const [path, text] of before) sys.fs.writeFile(path, text);
      throw new CertbotError(`Error while running nginx -c ${CONF} -t.\n\n${test.output}`);
    }
    yield* this.reload();
  }

  private redirect(names: readonly string[]): void {
    const done = new Set<string>();
    for (const one of names) {
      const block = blockFor(this.servers(), one);
      if (block === null) continue;
      const id = `${block.path}:${block.server.from}`;
      if (done.has(id)) continue;
      done.add(id);
      const own = names.filter((n) => block.names.includes(n));
      this.sys.fs.writeFile(block.path, withRedirect(this.sys.fs.readText(block.path), block, own));
    }
  }

  private shared(): void {
    makePath(this.sys, '/etc/letsencrypt', 0o755);
    const files = { 'options-ssl-nginx.conf': OPTIONS, 'ssl-dhparams.pem': FFDHE2048 };
    for (const [name, text] of Object.entries(files))
      if (!this.sys.fs.exists(`/etc/letsencrypt/${name}`))
        this.sys.fs.writeFile(`/etc/letsencrypt/${name}`, text, 0o644);
  }
}
