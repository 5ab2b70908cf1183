/**
 * From a folder to a machine: the app into its directory, the site and the unit where Debian has them, and the start
 * command as it is written. What a run lacks is said, with file and line; nothing that was brought is changed.
 */
import type { ScenarioInput } from '../../scenario/schema.ts';
import { FFDHE2048 } from '../../base/ffdhe2048.ts';
import { roleOf } from './classify.ts';
import { supply } from './imports.ts';
import { MADE_UP, variablesIn } from './variables.ts';
import type { Brought, FileRole, Finding, Kitchen, Start } from './model.ts';
import { certificates, pairsIn, siteOf, type Site } from './site.ts';
import { callableIn, lineOf, PORT, startOf, unitValue } from './start.ts';

const HOME = '/srv/diner';
const PUBLIC = '203.0.113.10';
const UNITS = '/etc/systemd/system';
const MOST_TABS = 12;
/** What an editor's tab and a link can name. */
const PLAIN = /^(\/[\w.-]{1,60}){1,10}$/;
/** Users that the machine has. */
const KNOWN_USERS = new Set(['root', 'ubuntu', 'www-data', 'nobody']);
const SERVERS = new Set([
  'gunicorn',
  'uvicorn',
  'uwsgi',
  'waitress-serve',
  'flask',
  'python',
  'python3',
  'hypercorn',
  'daphne',
]);

interface Placed {
  readonly role: FileRole;
  readonly path: string;
  readonly text: string;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const absolute = (path: string | null): string | null => (path !== null && PLAIN.test(path) ? path : null);

function placeOf({ path }: Brought, role: FileRole, home: string): string {
  const inNginx = /(?:^|\/)nginx\/(.+)$/.exec(path)?.[1];
  switch (role) {
    case 'unit':
      return `${UNITS}/${nameOf(path)}`;
    case 'nginx':
      return '/etc/nginx/nginx.conf';
    case 'site':
      return `/etc/nginx/sites-enabled/${nameOf(path)}`;
    default:
      return role === 'other' && inNginx !== undefined ? `/etc/nginx/${inNginx}` : `${home}/${path}`;
  }
}

/** The address in a gunicorn.conf.py; a port that the environment may give is the one that is there without it. */
function boundIn(conf: string): string | undefined {
  const [, host, port] =
    /^bind\s*=\s*f["']([^"'{}]*):\{(?:os\.)?(?:getenv|environ\.get)\(\s*["']\w+["']\s*,\s*["']?(\d+)["']?\s*\)\}["']/m.exec(
      conf,
    ) ?? [];
  if (port !== undefined) return `${host ?? ''}:${/["']PORT["']/.test(conf) ? PORT : port}`;
  return /^bind\s*=\s*\[?\s*["']([^"']+)["']/m.exec(conf)?.[1];
}

/** Where the app listens when nobody stands in front of it. */
function ownAddress(
  start: Start | null,
  files: readonly Placed[],
): { readonly address: string; readonly local: boolean } {
  const ini = start?.from === 'uwsgi' ? (files.find((file) => file.role === 'uwsgi')?.text ?? '') : '';
  const asked = /^\s*http(?:-socket)?\s*=\s*(\S+)/m.exec(ini)?.[1];
  const line = ` ${start?.argv.join(' ') ?? ''} ${asked === undefined ? '' : `-b ${asked} `}`;
  const conf = files.find((file) => file.role === 'gunicorn')?.text ?? '';
  const uvicorn = /\buvicorn\b/.test(line.split(':')[0] ?? '');
  const bind = uvicorn
    ? `${/--host[ =](\S+)/.exec(line)?.[1] ?? '127.0.0.1'}:${/--port[ =](\d+)/.exec(line)?.[1] ?? PORT}`
    : (/\s(?:-b|--bind)[ =]?(\S+)/.exec(line)?.[1] ?? boundIn(conf) ?? `127.0.0.1:${PORT}`);
  if (bind.startsWith('unix:')) return { address: `http://unix:${bind.slice(5)}`, local: true };
  const [, host = '', port = PORT] = /^(.*?):(\d+)$/.exec(bind) ?? [];
  const open = host === '0.0.0.0' || host === '' || host === '[::]';
  return open
    ? { address: `http://${PUBLIC}:${port}`, local: false }
    : { address: `http://127.0.0.1:${port}`, local: true };
}

/** A command by its whole path that the machine has elsewhere: a link stands there in its place. */
function standIn({ argv: [program = ''], path }: Start, text: string): Finding | null {
  if (!program.startsWith('/') || program.startsWith('/usr/bin/') || !SERVERS.has(nameOf(program))) return null;
  return {
    kind: 'stand-in',
    path,
    line: Math.max(1, lineOf(text, new RegExp(program.replace(/[^\w/]/g, '.')))),
    word: program,
  };
}

/** The file of variables that a unit reads: secrets, which are never brought. */
const environmentFile = (unit: string): string | null =>
  absolute(unitValue(unit, 'EnvironmentFile')?.replace(/^-/, '') ?? null);

function unitFindings(unit: Placed): readonly Finding[] {
  const named = environmentFile(unit.text);
  if (named === null) return [];
  return [{ kind: 'environment', path: unit.path, line: lineOf(unit.text, /^\s*EnvironmentFile/), word: named }];
}

type Scenarios = { -readonly [K in keyof ScenarioInput]: ScenarioInput[K] };

/** Nginx and the app as systemd's services, both enabled. */
function byUnit(unit: Placed, files: Record<string, unknown>, withNginx: boolean): void {
  const wants = `${UNITS}/multi-user.target.wants`;
  files[`${wants}/${nameOf(unit.path)}`] = { symlink: unit.path };
  if (withNginx) files[`${wants}/nginx.service`] = { symlink: '/lib/systemd/system/nginx.service' };
}

const certbot = (host: string) => ({
  argv: ['certbot', 'certonly', '--standalone', '-d', host, '-n', '--agree-tos', '-m', 'cook@diner.example'],
});

/** Where the site looks for certificate and key, links to those that the simulated authority gives. */
function certificateLinks(
  sites: readonly Placed[],
  host: string,
): Readonly<Record<string, { readonly symlink: string }>> {
  const live = `/etc/letsencrypt/live/${host}`;
  const links: Record<string, { readonly symlink: string }> = {};
  for (const { certificate, key } of sites.flatMap(({ text }) => pairsIn(text)))
    for (const [path, name] of [
      [certificate, 'fullchain.pem'],
      [key, 'privkey.pem'],
    ] as const)
      if (path !== `${live}/${name}`) links[path] = { symlink: `${live}/${name}` };
  return links;
}

/** What certbot's installer leaves beside its certificates, as far as a site includes it. */
const CERTBOTS: Readonly<Record<string, string>> = {
  '/etc/letsencrypt/options-ssl-nginx.conf':
    'ssl_session_cache shared:le_nginx_SSL:10m;\nssl_session_timeout 1440m;\nssl_protocols TLSv1.2 TLSv1.3;\nssl_prefer_server_ciphers off;\n',
  '/etc/letsencrypt/ssl-dhparams.pem': FFDHE2048,
};

const certbotsFiles = (sites: readonly Placed[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(CERTBOTS).filter(([path]) => sites.some(({ text }) => text.includes(path))));

/** A container's processes are root's, as long as its Dockerfile names nobody else. */
function userOf(start: Start, { placed }: Parts): string {
  const docker = start.from === 'dockerfile' ? placed.find((file) => file.role === 'dockerfile') : undefined;
  if (docker === undefined) return 'ubuntu';
  return /^USER\s/m.test(docker.text) ? 'ubuntu' : 'root';
}

interface Parts {
  readonly variables: Readonly<Record<string, string>>;
  readonly home: string;
  readonly start: Start | null;
  readonly placed: readonly Placed[];
  readonly unit: Placed | undefined;
  readonly sites: readonly Placed[];
  readonly site: Site | null;
  readonly packages: readonly string[];
  readonly link: string | null;
}

function scenarioOf(parts: Parts, address: string, local: boolean): ScenarioInput {
  const { home, start, placed, unit, sites, site, packages, link, variables } = parts;
  const user = unit === undefined ? 'ubuntu' : (unitValue(unit.text, 'User') ?? 'root');
  const files: Record<string, NonNullable<ScenarioInput['files']>[string]> = {};
  for (const { path, text } of placed) files[path] = text;
  if (link !== null) files[link] = { symlink: `/usr/bin/${nameOf(link)}` };
  const host = site?.host ?? 'diner.example';
  const secure = sites.some(({ text }) => pairsIn(text).length > 0);
  if (secure) Object.assign(files, certificateLinks(sites, host), certbotsFiles(sites));
  const behind = sites.length > 0;
  if (unit !== undefined) {
    byUnit(unit, files, behind);
    const environment = environmentFile(unit.text);
    if (environment !== null)
      files[environment] = Object.entries(variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join('');
  }
  const servers: NonNullable<ScenarioInput['servers']> = [];
  if (unit === undefined && start !== null)
    servers.push({
      id: 'app',
      argv: [...start.argv],
      user: userOf(start, parts),
      cwd: home,
      env: { ...variables, PORT },
    });
  if (unit === undefined && behind) servers.push({ id: 'nginx', argv: ['nginx', '-g', 'daemon off;'], user: 'root' });
  // systemd has started nginx before the certificates that stand in were made.
  if (unit !== undefined && secure)
    servers.push({ id: 'root', argv: ['systemctl', 'restart', 'nginx'], user: 'root', startAt: 1_000_000 });
  const scenario: Scenarios = {
    version: 1,
    name: 'brought',
    seed: 1,
    until: 12_000_000,
    host: { cores: 2, init: unit === undefined ? 'plain' : 'systemd' },
    dns: { [host]: PUBLIC },
    dirs: { [home]: { owner: KNOWN_USERS.has(user) ? user : 'ubuntu' } },
    files,
    servers,
    setup: secure ? [certbot(host)] : [],
    packages: [...packages],
    traffic: [
      {
        client: 'customers',
        kind: 'every',
        count: 6,
        everyMs: 1000,
        startMs: unit === undefined ? 0 : 3000,
        giveUpMs: 10_000,
        to: address,
        host: local ? 'local' : 'public',
        targets: [{ path: '/' }],
      },
    ],
  };
  if (!KNOWN_USERS.has(user))
    scenario.users = [
      { name: 'ubuntu', uid: 1000, groups: ['adm', 'sudo'] },
      { name: user, uid: 1001 },
    ];
  return scenario;
}

const ORDER: readonly FileRole[] = [
  'python',
  'unit',
  'site',
  'gunicorn',
  'nginx',
  'procfile',
  'uwsgi',
  'dockerfile',
  'requirements',
  'other',
];

function tabsOf(placed: readonly Placed[], app: string | null): readonly string[] {
  return placed
    .filter(({ path }) => PLAIN.test(path))
    .toSorted(
      (a, b) => Number(b.path === app) - Number(a.path === app) || ORDER.indexOf(a.role) - ORDER.indexOf(b.role),
    )
    .map(({ path }) => path)
    .filter((path, i, all) => all.indexOf(path) === i)
    .slice(0, MOST_TABS);
}

/** @param shelf names of the Python packages that this build has */
export function placeKitchen(files: readonly Brought[], shelf: readonly string[]): Kitchen {
  const start = startOf(files);
  const unitFile = files.find((file) => roleOf(file) === 'unit' && file.path === start?.path);
  const home = absolute(unitFile === undefined ? null : unitValue(unitFile.text, 'WorkingDirectory')) ?? HOME;
  // One unit is started; others stay in the app's folder, where they do nothing.
  const placed = files.map((file): Placed => {
    const role = roleOf(file);
    const idle = role === 'unit' && file !== unitFile;
    return { role: idle ? 'other' : role, path: placeOf(file, idle ? 'other' : role, home), text: file.text };
  });
  const unit = placed.find((file) => file.role === 'unit');
  const sites = placed.filter(
    (file) => (file.role === 'site' || file.role === 'nginx') && /\bserver\s*\{/.test(file.text),
  );
  const site = sites[0] === undefined ? null : siteOf(sites[0].text);
  const { packages, missing } = supply(
    files,
    files.map((file) => file.path),
    shelf,
  );
  const app = callableIn(files);
  const own = ownAddress(start, placed);
  const startFile = files.find((file) => file.path === start?.path);
  const link = start === null || startFile === undefined ? null : standIn(start, startFile.text);
  const onHost = (path: string): string => placed[files.findIndex((file) => file.path === path)]?.path ?? path;
  const wanted = variablesIn(placed, unit?.text ?? '');
  const findings: Finding[] = [
    ...(start === null ? [{ kind: 'no-app' as const, path: home, line: 0, word: '' }] : []),
    ...missing.map((one): Finding => ({ kind: 'import', path: onHost(one.path), line: one.line, word: one.module })),
    ...(link === null ? [] : [{ ...link, path: onHost(link.path) }]),
    ...(unit === undefined ? [] : unitFindings(unit)),
    ...wanted.map((one): Finding => ({ ...one, kind: 'variable' })),
    ...sites.flatMap(({ path, text }) => certificates(path, text)),
    ...(site === null && start !== null ? [{ kind: 'no-site' as const, path: home, line: 0, word: own.address }] : []),
  ];
  const variables = Object.fromEntries(wanted.map(({ word }) => [word, MADE_UP]));
  const texts = Object.fromEntries(placed.map(({ path, text }) => [path, text]));
  const address = site?.address ?? own.address;
  const parts = { variables, home, start, placed, unit, sites, site, packages, link: link?.word ?? null };
  return {
    home,
    start,
    model: app?.asgi === true || /uvicorn|hypercorn|daphne/i.test(start?.argv.join(' ') ?? '') ? 'asgi' : 'wsgi',
    files: texts,
    tabs: tabsOf(placed, app === null ? null : onHost(app.path)),
    address,
    scenario: scenarioOf(parts, address, site === null && own.local),
    findings,
  };
}
