/**
 * certbot 2.1.0 as Debian 12 has it: run, certonly, renew, certificates, install, delete with the nginx, webroot and
 * standalone plugins, against the simulated authority. Left out: DNS challenges, accounts, revocation, Apache.
 */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { ADVICE, CertbotError, Console, makePath, RULE } from './console.ts';
import { hooksOf, runHook } from './hooks.ts';
import {
  deleteLineage,
  lineages,
  livePath,
  readLineage,
  saveLineage,
  type Lineage,
  type RenewalSettings,
} from './lineage.ts';
import { NginxPlugin } from './nginx-plugin.ts';
import { obtain, type Means } from './obtain.ts';
import { parseOptions, type Options } from './options.ts';
import { dateOf, report } from './words.ts';

const ACCOUNT = '/etc/letsencrypt/accounts/acme-v02.api.letsencrypt.org/directory';
/** certbot renews when less than this is left. */
const RENEW_BEFORE = 30 * 86_400;

export function* certbot(sys: Sys): Eff<number> {
  const parsed = parseOptions(sys.argv.slice(1));
  if (parsed.type === 'text') return (sys.print(1, parsed.text), 0);
  if (parsed.type === 'error') return (sys.print(2, parsed.text), 2);
  const { options } = parsed;
  const console = new Console(sys, options.flags.has('quiet'));
  try {
    console.open();
    yield* console.say('Saving debug log to /var/log/letsencrypt/letsencrypt.log');
    return yield* new Certbot(sys, console, options).perform();
  } catch (error) {
    if (error instanceof CertbotError) {
      yield* console.fail(`${error.text}${error.advice ? ADVICE : ''}`);
      return 1;
    }
    if (!(error instanceof SysError)) throw error;
    yield* console.error(`An unexpected error occurred:\n${error.message}\n${ADVICE}`);
    return 1;
  }
}

const deployed = ({ name, names }: Lineage): Readonly<Record<string, string>> => ({
  RENEWED_LINEAGE: `/etc/letsencrypt/live/${name}`,
  RENEWED_DOMAINS: names.join(' '),
});

class Certbot {
  private readonly nginx: NginxPlugin;

  constructor(
    private readonly sys: Sys,
    private readonly console: Console,
    private readonly options: Options,
  ) {
    this.nginx = new NginxPlugin(sys, console);
  }

  *perform(): Eff<number> {
    switch (this.options.verb) {
      case 'run':
        return yield* this.run();
      case 'certonly':
        return yield* this.certonly();
      case 'install':
      case 'enhance':
        return yield* this.install();
      case 'renew':
        return yield* this.renew();
      case 'certificates':
        return yield* report(this.console, lineages(this.sys), this.sys.clock / 1e6);
      case 'delete':
        return yield* this.remove();
    }
  }

  private get authenticator(): string | null {
    const { flags, values } = this.options;
    return values.get('authenticator') ?? ['nginx', 'webroot', 'standalone'].find((name) => flags.has(name)) ?? null;
  }

  private *means(kind: string, webroot: string | null): Eff<Means> {
    switch (kind) {
      case 'nginx':
        yield* this.nginx.check();
        return { kind: 'nginx', plugin: this.nginx };
      case 'webroot':
        if (webroot === null)
          throw new CertbotError(
            'Missing command line flag or config entry for this setting:\nInput the webroot for ' +
              `${this.options.domains.join(', ')}:\n`,
            false,
          );
        return { kind: 'webroot', path: webroot };
      case 'standalone':
        return { kind: 'standalone' };
      default:
        throw new CertbotError(`The requested ${kind} plugin does not appear to be installed\n`, false);
    }
  }

  private *run(): Eff<number> {
    const kind = this.authenticator;
    if (kind !== null && kind !== 'nginx' && this.options.values.get('installer') !== 'nginx')
      throw new CertbotError(
        `Specified plugins: authenticator ${kind}, installer None\nCould not select or initialize the requested installer None: try certonly, or --nginx.\n`,
        false,
      );
    const lineage = yield* this.get(kind ?? 'nginx', 'nginx');
    if (lineage === null) return 1;
    yield* this.console.say('\nDeploying certificate');
    yield* this.deploy(lineage, this.options.domains.length > 0 ? this.options.domains : lineage.names);
    const sites = lineage.names.map((name) => `https://${name}`);
    yield* this.console.say(
      `Congratulations! You have successfully enabled HTTPS on ${sites.length < 3 ? sites.join(' and ') : `${sites.slice(0, -1).join(', ')}, and ${sites.at(-1) ?? ''}`}`,
    );
    yield* this.thanks();
    return 0;
  }

  private *certonly(): Eff<number> {
    const kind = this.authenticator;
    if (kind === null)
      throw new CertbotError(
        'Certbot needs to know how to prove that the names are yours: --nginx, --webroot -w DIR or --standalone.\n',
        false,
      );
    const lineage = yield* this.get(kind, null);
    if (lineage !== null && !this.options.flags.has('dry-run')) yield* this.thanks();
    return lineage === null ? 1 : 0;
  }

  /** The lineage for the wanted names: a valid one is kept, else a new certificate is got. */
  private *get(kind: string, installer: string | null): Eff<Lineage | null> {
    const { sys, console, options } = this;
    const means = yield* this.means(kind, options.values.get('webroot-path') ?? null);
    const names = yield* this.names();
    const dry = options.flags.has('dry-run');
    yield* this.register(dry);
    const known = lineages(sys).find((l) => l.names.length === names.length && names.every((n) => l.names.includes(n)));
    const fresh = known && known.certificate.notAfter - sys.clock / 1e6 > RENEW_BEFORE;
    if (known && fresh && !dry && !options.flags.has('force-renewal') && !options.flags.has('renew-by-default')) {
      yield* console.say('Certificate not yet due for renewal');
      if (installer === null)
        yield* console.say(`\n${RULE}\nCertificate not yet due for renewal; no action taken.\n${RULE}`);
      return known;
    }
    const list = names.length < 3 ? names.join(' and ') : `${names[0] ?? ''} and ${names.length - 1} more domains`;
    yield* console.say(
      `${dry ? 'Simulating a' : known ? 'Renewing an existing' : 'Requesting a'} certificate ${dry ? 'request ' : ''}for ${list}`,
    );
    const staging = dry || options.flags.has('staging') || options.flags.has('test-cert');
    const hooks = hooksOf(options.values, known?.renewal.hooks ?? null);
    yield* runHook(sys, console, hooks, 'pre');
    const material = yield* obtain(sys, names, means, staging);
    if (dry) {
      yield* runHook(sys, console, hooks, 'post');
      yield* console.say('The dry run was successful.');
      return known ?? null;
    }
    const name = options.values.get('cert-name') ?? known?.name ?? names[0] ?? '';
    const settings = { authenticator: kind, installer, webroot: means.kind === 'webroot' ? means.path : null, hooks };
    saveLineage(sys, name, material, settings);
    const lineage = readLineage(sys, name);
    if (lineage === null) return null;
    yield* runHook(sys, console, hooks, 'deploy', deployed(lineage));
    yield* runHook(sys, console, hooks, 'post');
    yield* console.say(
      `\nSuccessfully received certificate.\nCertificate is saved at: ${livePath(name, 'fullchain')}\n` +
        `Key is saved at:         ${livePath(name, 'privkey')}\nThis certificate expires on ${dateOf(lineage.certificate.notAfter)}.\n` +
        'These files will be updated when the certificate renews.\n' +
        'Certbot has set up a scheduled task to automatically renew this certificate in the background.',
    );
    return lineage;
  }

  /** -d, or the names of nginx's server blocks, of which all are taken. */
  private *names(): Eff<readonly string[]> {
    const { domains } = this.options;
    if (domains.length > 0) return domains;
    const found = [...new Set(this.nginx.servers().flatMap((s) => s.names))].filter((n) =>
      /^[a-z0-9.-]+\.[a-z]+$/.test(n),
    );
    if (found.length === 0 || !this.console.interactive)
      throw new CertbotError(
        'Missing command line flag or config entry for this setting:\nPlease enter the domain name(s) you would like on your certificate (comma and/or space separated)\n',
        false,
      );
    const list = found.map((name, i) => `${i + 1}: ${name}`).join('\n');
    const answer = yield* this.console.ask(
      `\nWhich names would you like to activate HTTPS for?\nWe recommend selecting either all domains, or all domains in a VirtualHost/server block.\n${RULE}\n${list}\n${RULE}\nSelect the appropriate numbers separated by commas and/or spaces, or leave input\nblank to select all options shown (Enter 'c' to cancel): `,
    );
    if (answer === 'c')
      throw new CertbotError(
        'Please specify --domains, or --installer that will help in domain names autodiscovery.\n',
        false,
      );
    const picked = answer
      .split(/[\s,]+/)
      .filter((word) => word !== '')
      .map((word) => found[Number(word) - 1]);
    return picked.length === 0 ? found : picked.filter((name) => name !== undefined);
  }

  /** Once: an address and a yes to the terms. */
  private *register(quietly: boolean): Eff<void> {
    const { sys, console, options } = this;
    if (sys.fs.exists(ACCOUNT)) return;
    const anonymous = options.flags.has('register-unsafely-without-email') || options.values.has('email') || quietly;
    if (!anonymous) {
      if (!console.interactive || options.flags.has('non-interactive'))
        throw new CertbotError(
          'You should register before running non-interactively, or provide --agree-tos and --email <email_address> flags.\n',
          false,
        );
      const email = yield* console.ask(
        "Enter email address (used for urgent renewal and security notices)\n (Enter 'c' to cancel): ",
      );
      if (email === 'c')
        throw new CertbotError('An e-mail address or --register-unsafely-without-email must be provided.\n', false);
    }
    if (!options.flags.has('agree-tos') && !quietly) yield* this.terms();
    makePath(sys, ACCOUNT, 0o700);
    yield* console.say('Account registered.');
  }

  private *terms(): Eff<void> {
    const { console, options } = this;
    if (!console.interactive || options.flags.has('non-interactive'))
      throw new CertbotError(
        'Registration cannot proceed without accepting the Terms of Service: add --agree-tos.\n',
        false,
      );
    const answer = yield* console.ask(
      `\n${RULE}\nPlease read the Terms of Service at\nhttps://letsencrypt.org/documents/LE-SA-v1.3-September-21-2022.pdf. You must\nagree in order to register with the ACME server. Do you agree?\n${RULE}\n(Y)es/(N)o: `,
    );
    if (!/^y/i.test(answer))
      throw new CertbotError('Registration cannot proceed without accepting Terms of Service.\n', false);
  }

  private *deploy(lineage: Lineage, names: readonly string[]): Eff<void> {
    const redirect = !this.options.flags.has('no-redirect');
    try {
      yield* this.nginx.deploy(lineage.name, names, redirect);
    } catch (error) {
      if (!(error instanceof CertbotError)) throw error;
      yield* this.console.say(
        `Could not install certificate\n\nNEXT STEPS:\n- The certificate was saved, but could not be installed (installer: nginx). After fixing the error shown below, try installing it again by running:\n  certbot install --cert-name ${lineage.name}\n`,
      );
      throw new CertbotError(`${error.text}\n`);
    }
  }

  private *install(): Eff<number> {
    yield* this.nginx.check();
    const name = this.options.values.get('cert-name') ?? '';
    const lineage = readLineage(this.sys, name);
    if (lineage === null)
      throw new CertbotError(
        `No certificate found with name ${name} (expected ${livePath(name, 'fullchain')}).\n`,
        false,
      );
    yield* this.console.say('Deploying certificate');
    yield* this.deploy(lineage, this.options.domains.length > 0 ? this.options.domains : lineage.names);
    return 0;
  }

  private *renew(): Eff<number> {
    const { sys, console, options } = this;
    const wanted = options.values.get('cert-name');
    const all = lineages(sys).filter((l) => wanted === undefined || l.name === wanted);
    const dry = options.flags.has('dry-run');
    if (all.length === 0) return (yield* console.say(`\n${RULE}\nNo renewals were attempted.\n${RULE}`), 0);
    const outcomes = { good: [] as string[], bad: [] as string[], skipped: [] as string[] };
    for (const lineage of all) {
      yield* console.say(`\n${RULE}\nProcessing /etc/letsencrypt/renewal/${lineage.name}.conf\n${RULE}`);
      const due = lineage.certificate.notAfter - sys.clock / 1e6 < RENEW_BEFORE;
      if (!due && !dry && !options.flags.has('force-renewal')) {
        yield* console.say('Certificate not yet due for renewal');
        outcomes.skipped.push(`  ${lineage.fullchain} expires on ${dateOf(lineage.certificate.notAfter)} (skipped)`);
        continue;
      }
      const ok = yield* this.renewOne(lineage, dry);
      if (ok) outcomes.good.push(`  ${lineage.fullchain} (success)`);
      else outcomes.bad.push(`  ${lineage.fullchain} (failure)`);
    }
    return yield* this.summary(outcomes, dry);
  }

  private *renewOne(lineage: Lineage, dry: boolean): Eff<boolean> {
    const { sys, console } = this;
    const renewal = this.settingsOf(lineage);
    yield* runHook(sys, console, renewal.hooks, 'pre');
    try {
      const means = yield* this.means(renewal.authenticator, renewal.webroot);
      yield* console.say(
        `${dry ? 'Simulating renewal of an' : 'Renewing an'} existing certificate for ${lineage.names.join(' and ')}`,
      );
      const material = yield* obtain(sys, lineage.names, means, dry);
      if (dry) return true;
      saveLineage(sys, lineage.name, material, renewal);
      if (renewal.installer === 'nginx') yield* this.nginx.reload();
      yield* runHook(sys, console, renewal.hooks, 'deploy', deployed(lineage));
      return true;
    } catch (error) {
      if (!(error instanceof CertbotError)) throw error;
      yield* console.error(`Failed to renew certificate ${lineage.name} with error: ${error.text.trim()}\n`);
      return false;
    } finally {
      yield* runHook(sys, console, renewal.hooks, 'post');
    }
  }

  /** As it was got before, but for what the command line says now; that is kept when it has worked. */
  private settingsOf({ renewal }: Lineage): RenewalSettings {
    const { values } = this.options;
    const authenticator = this.authenticator ?? renewal.authenticator;
    return {
      authenticator,
      installer: authenticator === 'nginx' ? 'nginx' : renewal.installer,
      webroot: values.get('webroot-path') ?? renewal.webroot,
      hooks: hooksOf(values, renewal.hooks),
    };
  }

  private *summary(outcomes: { good: string[]; bad: string[]; skipped: string[] }, dry: boolean): Eff<number> {
    const { good, bad, skipped } = outcomes;
    const lines = [`\n${RULE}`];
    if (skipped.length > 0) lines.push('The following certificates are not due for renewal yet:', ...skipped);
    if (good.length > 0)
      lines.push(
        dry ? 'Congratulations, all simulated renewals succeeded: ' : 'Congratulations, all renewals succeeded: ',
        ...good,
      );
    if (bad.length > 0)
      lines.push(
        dry
          ? 'All simulated renewals failed. The following certificates could not be renewed:'
          : 'All renewals failed. The following certificates could not be renewed:',
        ...bad,
      );
    if (good.length + bad.length === 0) lines.push('No renewals were attempted.');
    yield* this.console.say([...lines, RULE].join('\n'));
    if (bad.length === 0) return 0;
    throw new CertbotError(`${bad.length} renew failure(s), 0 parse failure(s)\n`);
  }

  private *remove(): Eff<number> {
    const name = this.options.values.get('cert-name') ?? this.options.domains[0] ?? '';
    if (readLineage(this.sys, name) === null)
      throw new CertbotError(`No certificate found with name ${name}.\n`, false);
    deleteLineage(this.sys, name);
    yield* this.console.say(`\n${RULE}\nDeleted all files relating to certificate ${name}.\n${RULE}`);
    return 0;
  }

  private *thanks(): Eff<void> {
    yield* this.console.say(
      `\n${RULE}\nIf you like Certbot, please consider supporting our work by:\n * Donating to ISRG / Let's Encrypt:   https://letsencrypt.org/donate\n * Donating to EFF:                    https://eff.org/donate-le\n${RULE}`,
    );
  }
}
