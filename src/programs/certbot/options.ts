/** certbot 2.1's command line, as far as it is modelled. */
export type Verb = 'run' | 'certonly' | 'install' | 'renew' | 'certificates' | 'delete' | 'enhance';

export interface Options {
  readonly verb: Verb;
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly domains: readonly string[];
}

export type Parsed =
  | { readonly type: 'options'; readonly options: Options }
  | { readonly type: 'error'; readonly text: string }
  | { readonly type: 'text'; readonly text: string };

const VERBS: readonly string[] = ['run', 'certonly', 'install', 'renew', 'certificates', 'delete', 'enhance'];
const FLAGS = new Set(
  'nginx webroot standalone redirect no-redirect agree-tos non-interactive register-unsafely-without-email dry-run staging test-cert expand keep-until-expiring force-renewal renew-by-default quiet hsts no-eff-email eff-email verbose must-staple no-autorenew reuse-key'.split(
    ' ',
  ),
);
const VALUES = new Set(
  'domains domain email webroot-path cert-name key-type rsa-key-size elliptic-curve authenticator installer preferred-challenges deploy-hook pre-hook post-hook server config-dir work-dir logs-dir'.split(
    ' ',
  ),
);
const SHORT: Readonly<Record<string, string>> = {
  n: 'non-interactive',
  q: 'quiet',
  v: 'verbose',
  d: 'domains',
  m: 'email',
  w: 'webroot-path',
  a: 'authenticator',
  i: 'installer',
};

const HELP = `
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -

  certbot [SUBCOMMAND] [options] [-d DOMAIN] [-d DOMAIN] ...

Certbot can obtain and install HTTPS/TLS/SSL certificates.  By default,
it will attempt to use a webserver both for obtaining and installing the
certificate. The most common SUBCOMMANDS and flags are:

obtain, install, and renew certificates:
    (default) run   Obtain & install a certificate in your current webserver
    certonly        Obtain or renew a certificate, but do not install it
    renew           Renew all previously obtained certificates that are near expiry
   -d DOMAINS       Comma-separated list of domains to obtain a certificate for

  --standalone      Run a standalone webserver for authentication
  --nginx           Use the Nginx plugin for authentication & installation
  --webroot         Place files in a server's webroot folder for authentication

   -n               Run non-interactively
  --test-cert       Obtain a test certificate from a staging server
  --dry-run         Test "renew" or "certonly" without saving any certificates to disk

manage certificates:
    certificates    Display information about certificates you have from Certbot
    delete          Delete a certificate (supply --cert-name)

  --agree-tos       Agree to the ACME server's Subscriber Agreement
   -m EMAIL         Email address for important account notifications
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
`;

export function parseOptions(argv: readonly string[]): Parsed {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const domains: string[] = [];
  let verb: Verb | null = null;
  const unknown: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--help' || word === '-h') return { type: 'text', text: HELP };
    if (word === '--version') return { type: 'text', text: 'certbot 2.1.0\n' };
    if (!word.startsWith('-')) {
      if (verb === null && VERBS.includes(word)) verb = word as Verb;
      else unknown.push(word);
      continue;
    }
    const { name, glued } = split(word);
    if (FLAGS.has(name) && glued === null) flags.add(name);
    else if (VALUES.has(name)) {
      const value = glued ?? argv[++at];
      if (value === undefined) return usage(`argument ${word}: expected one argument`);
      if (name === 'domains' || name === 'domain') domains.push(...value.split(',').map((d) => d.trim().toLowerCase()));
      else values.set(name, value);
    } else unknown.push(word);
  }
  if (unknown.length > 0) return usage(`unrecognized arguments: ${unknown.join(' ')}`);
  return { type: 'options', options: { verb: verb ?? 'run', flags, values, domains: [...new Set(domains)] } };
}

/** `--name=value`, `-dname`, `-n`. */
function split(word: string): { readonly name: string; readonly glued: string | null } {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    return equals < 0
      ? { name: word.slice(2), glued: null }
      : { name: word.slice(2, equals), glued: word.slice(equals + 1) };
  }
  const name = SHORT[word.charAt(1)] ?? word.slice(1);
  return { name, glued: word.length > 2 ? word.slice(2) : null };
}

const usage = (text: string): Parsed => ({
  type: 'error',
  text: `usage: \n  certbot [SUBCOMMAND] [options] [-d DOMAIN] [-d DOMAIN] ...\n\nCertbot can obtain and install HTTPS/TLS/SSL certificates.  By default,\nit will attempt to use a webserver both for obtaining and installing the\ncertificate. \ncertbot: error: ${text}\n`,
});
