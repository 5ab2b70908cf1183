/**
 * Programs that most runs never start come in a part of their own, so that the first run has less to wait for. Whoever
 * drives a run sees to it that they are there when `needsExtras` says so (the page fetches them; Node imports them).
 * A run that needs none is the same with and without them.
 */
import type { BrowserPlan } from '../programs/client/browser/plan.ts';
import type { Program } from '../machine/world.ts';

export interface Extras {
  /** By the name in the executable file. */
  readonly programs: Readonly<Record<string, Program>>;
  /** systemd as pid 1. */
  readonly manager: Program;
  /** Visitors with browsers. */
  readonly browser: (plan: BrowserPlan) => Program;
  /** What the shell completes, and what `man` shows: texts by the names of their files. */
  readonly completions: Readonly<Record<string, string>>;
  readonly manuals: Readonly<Record<string, string>>;
  /** The certificate authority's server, and the names that it answers to. */
  readonly authority: { readonly server: Program; readonly names: readonly string[] };
}

/** Where the distribution puts their executables: the files are there in every machine. */
const BIN =
  'curl wget apt apt-get dpkg pip pip3 nohup ping dig nslookup nc uwsgi ab hey wrk openssl certbot sed awk mawk useradd usermod groupadd adduser systemctl journalctl systemd-analyze reboot shutdown poweroff halt'.split(
    ' ',
  );
const SBIN =
  'apache2 apachectl apache2ctl a2ensite a2dissite a2enmod a2dismod a2enconf a2disconf fcgiwrap lighttpd update-ca-certificates service';
/** Small tools: a path to one of them asks for the extras; the bare word may mean anything. */
const SMALL =
  'nano vim vi editor diff du tree timeout host readlink realpath mktemp truncate install md5sum sha1sum sha256sum sha384sum sha512sum base64 nl paste comm fold column od xxd hexdump tty arch sync nice cmp file expr join shuf split expand unexpand factor strings stty'.split(
    ' ',
  );
export const EXTRA_PATHS: Readonly<Record<string, string>> = Object.fromEntries<string>([
  ...[...BIN, ...SMALL].map((name): [string, string] => [name, `/usr/bin/${name}`]),
  ...SBIN.split(' ').map((name): [string, string] => [name, `/usr/sbin/${name}`]),
]);

let provided: Extras | null = null;

export function provideExtras(extras: Extras): void {
  provided = extras;
}

export const extras = (): Extras | null => provided;

const NAMED = new RegExp(
  `\\b(?:${[...BIN, ...SBIN.split(' ')].join('|')}|letsencrypt|acme)\\b|"init":"systemd"|"agent":"browser"|/bin/(?:${SMALL.join('|')})\\b`,
);

/** May this scenario come to one of them? Somebody at a terminal may, and so may a machine whose files name one. */
export function needsExtras(scenario: unknown, mode: 'ahead' | 'live'): boolean {
  return mode === 'live' || NAMED.test(JSON.stringify(scenario) ?? '');
}
