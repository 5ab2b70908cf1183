/** From URL to what serves it (httpd 2.4, "Mapping URLs to Filesystem Locations"): mappings, sections, access. */
import { errnoNumber, strerror, SysError } from '../../../machine/errno.ts';
import { all, last, type Host, type Scope, type Section } from '../conf/server.ts';
import type { Directive } from '../conf/parse.ts';
import type { Child } from './child.ts';
import type { Exchange } from './exchange.ts';

export interface ProxyTo {
  /** `http://127.0.0.1:8001/rest?query` */
  readonly url: string;
  readonly from: string;
  readonly to: string;
  /** `timeout=5` and its like. */
  readonly options: ReadonlyMap<string, string>;
}

export type Target =
  | { readonly type: 'proxy'; readonly proxy: ProxyTo; readonly scopes: readonly Scope[] }
  | { readonly type: 'redirect'; readonly status: number; readonly location: string }
  | {
      readonly type: 'file';
      readonly kind: 'plain' | 'cgi' | 'wsgi';
      readonly path: string;
      /** What of the URL named it. */
      readonly script: string;
      readonly rest: string;
      readonly scopes: readonly Scope[];
      /** Options of the WSGIScriptAlias itself. */
      readonly options: ReadonlyMap<string, string>;
    }
  | { readonly type: 'refused'; readonly status: number; readonly notes: string };

const refused = (status: number, notes = ''): Target => ({ type: 'refused', status, notes });

export function locate(child: Child, x: Exchange): Target {
  const levels: readonly Host[] = x.host === child.config.main ? [child.config.main] : [child.config.main, x.host];
  const before = locations(levels, x.path);
  const proxy = proxied(levels, x);
  if (proxy !== null) {
    const denied = judge(child, x, before, x.path);
    return denied ?? { type: 'proxy', proxy, scopes: [...levels, ...before] };
  }
  const redirect = redirected(levels, x);
  if (redirect !== null) return redirect;
  return file(child, levels, x, mapping(child, levels, x));
}

/** `/app` is the beginning of `/app` and `/app/x`, not of `/apple`. */
function underPath(path: string, prefix: string): string | null {
  if (prefix === '/') return path;
  if (!path.startsWith(prefix)) return null;
  const rest = path.slice(prefix.length);
  return prefix.endsWith('/') || rest === '' || rest.startsWith('/') ? rest : null;
}

function locations(levels: readonly Host[], path: string): Section[] {
  return levels.flatMap((host) =>
    host.sections.filter(
      (s) => s.kind === 'location' && (s.regex ? s.regex.test(path) : underPath(path, s.pattern) !== null),
    ),
  );
}

/** ProxyPass in the order of the file, the virtual host's first; `!` leaves a path to others. */
function proxied(levels: readonly Host[], x: Exchange): ProxyTo | null {
  const sections = locations(levels, x.path);
  const rules = [
    ...[...levels]
      .reverse()
      .flatMap((host) => all(host, 'ProxyPass').map((d) => ({ args: d.args, path: d.args[0] ?? '' }))),
    ...sections.flatMap((s) => all(s, 'ProxyPass').map((d) => ({ args: [s.pattern, ...d.args], path: s.pattern }))),
  ];
  for (const { args, path } of rules) {
    const rest = x.path.startsWith(path) ? x.path.slice(path.length) : null;
    if (rest === null || (!path.endsWith('/') && rest !== '' && !rest.startsWith('/'))) continue;
    const to = args[1] ?? '';
    if (to === '!') return null;
    const options = new Map(
      args.slice(2).map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']),
    );
    const raw = (x.target.split('?')[0] ?? '').slice(path.length);
    return { url: `${to}${raw}${x.query === '' ? '' : `?${x.query}`}`, from: path, to, options };
  }
  return null;
}

const STATUS: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303, gone: 410 };

function redirected(levels: readonly Host[], x: Exchange): Target | null {
  for (const host of [...levels].reverse()) {
    for (const d of host.directives) {
      const name = d.name.toLowerCase();
      if (!/^redirect(?:match|permanent|temp)?$/.test(name)) continue;
      const given = /^(?:permanent|temp|seeother|gone|\d{3})$/.test(d.args[0] ?? '');
      const [from = '', to = ''] = given ? d.args.slice(1) : d.args;
      const word = given ? (d.args[0] ?? '') : name === 'redirectpermanent' ? 'permanent' : 'temp';
      const status = STATUS[word] ?? Number(word);
      const match = name === 'redirectmatch' ? new RegExp(from).exec(x.path) : null;
      const rest = name === 'redirectmatch' ? (match ? '' : null) : underPath(x.path, from);
      if (rest === null) continue;
      const location = to.replace(/\$(\d)/g, (_, n: string) => match?.[Number(n)] ?? '') + (match ? '' : rest);
      const query = match || x.query === '' ? '' : `?${x.query}`;
      if (status >= 400) return refused(status);
      return { type: 'redirect', status, location: absolute(x, location + query) };
    }
  }
  return null;
}

/** mod_alias makes a path into a URL of this server. */
export const absolute = (x: Exchange, to: string): string =>
  to.startsWith('/') ? `http://${x.serverName}${x.port === 80 ? '' : `:${x.port}`}${to}` : to;

interface Mapped {
  readonly path: string;
  readonly script: string;
  readonly rest: string;
  readonly kind: 'plain' | 'cgi' | 'wsgi';
  readonly options: ReadonlyMap<string, string>;
}

/** mod_alias is asked before mod_wsgi, whatever the order of the lines. */
function mapping(child: Child, levels: readonly Host[], x: Exchange): Mapped {
  for (const host of [...levels].reverse()) {
    const wsgi = (d: Directive): boolean => d.name.toLowerCase() === 'wsgiscriptalias';
    for (const d of [...host.directives.filter((one) => !wsgi(one)), ...host.directives.filter(wsgi)]) {
      const name = d.name.toLowerCase();
      const kind =
        name === 'alias' ? 'plain' : name === 'scriptalias' ? 'cgi' : name === 'wsgiscriptalias' ? 'wsgi' : null;
      if (kind === null) continue;
      const [prefix = '', to = ''] = d.args;
      const rest = underPath(x.path, prefix);
      if (rest === null) continue;
      const options = new Map(
        d.args.slice(2).map((word): [string, string] => [word.split('=')[0] ?? '', word.split('=')[1] ?? '']),
      );
      if (kind === 'wsgi' && !(child.sys.fs.exists(to) && child.sys.fs.stat(to).kind === 'dir'))
        return { path: to, script: prefix === '/' ? '' : prefix, rest: prefix === '/' ? x.path : rest, kind, options };
      return { path: to + rest, script: x.path, rest: '', kind, options };
    }
  }
  const root = last(levels, 'DocumentRoot')?.args[0] ?? '/var/www/html';
  return { path: root.replace(/\/$/, '') + x.path, script: x.path, rest: '', kind: 'plain', options: new Map() };
}

function file(child: Child, levels: readonly Host[], x: Exchange, mapped: Mapped): Target {
  const walked = walk(child, levels, x, mapped.path);
  if (!Array.isArray(walked)) return walked;
  const base = [...levels, ...walked];
  const found = split(child, mapped);
  const name = found.path.slice(found.path.lastIndexOf('/') + 1);
  const files = levels
    .flatMap((host) => host.sections)
    .filter((s) => s.kind === 'files' && s.regex?.test(name) === true);
  const scopes = [...base, ...files, ...locations(levels, x.path)];
  const denied = judge(child, x, [...walked, ...files, ...locations(levels, x.path)], found.path);
  if (denied) return denied;
  const kind = kindOf(found.kind, name, scopes);
  return {
    type: 'file',
    kind,
    path: found.path,
    script: found.script,
    rest: found.rest,
    scopes,
    options: found.options,
  };
}

/** A path that goes on behind a file: the rest is PATH_INFO. */
function split(child: Child, mapped: Mapped): Mapped {
  if (mapped.kind === 'wsgi' && mapped.rest !== '' && child.sys.fs.exists(mapped.path)) return mapped;
  const { fs } = child.sys;
  for (let end = mapped.path.length; end > 0; end = mapped.path.lastIndexOf('/', end - 1)) {
    const path = mapped.path.slice(0, end);
    if (!fs.exists(path)) continue;
    if (fs.stat(path).kind !== 'file' || end === mapped.path.length) return mapped;
    const rest = mapped.path.slice(end);
    return {
      ...mapped,
      path,
      script: mapped.script.slice(0, mapped.script.length - rest.length),
      rest: rest + mapped.rest,
    };
  }
  return mapped;
}

function kindOf(kind: Mapped['kind'], name: string, scopes: readonly Scope[]): Mapped['kind'] {
  if (kind !== 'plain') return kind;
  const handler = last(scopes, 'SetHandler')?.args[0];
  const byName = scopes
    .flatMap((s) => all(s, 'AddHandler'))
    .find((d) => d.args.slice(1).some((ext) => name.endsWith(ext.startsWith('.') ? ext : `.${ext}`)))?.args[0];
  const chosen = handler ?? byName;
  const may = last(scopes, 'Options')?.args.some((word) => /^\+?(?:ExecCGI|All)$/i.test(word)) === true;
  if (chosen === 'cgi-script' && may) return 'cgi';
  return chosen === 'wsgi-script' && may ? 'wsgi' : 'plain';
}

/** <Directory> sections along the path, and .htaccess where it is looked for (core.c, ap_directory_walk). */
function walk(child: Child, levels: readonly Host[], x: Exchange, path: string): Section[] | Target {
  const sections: Section[] = [];
  const parts = path.split('/').slice(1, -1);
  for (let n = 0; n <= parts.length; n++) {
    const dir = `/${parts.slice(0, n).join('/')}`;
    for (const host of levels)
      sections.push(
        ...host.sections.filter((s) => s.kind === 'directory' && (s.regex ? s.regex.test(dir) : s.pattern === dir)),
      );
    const problem = htaccess(child, x, [...levels, ...sections], dir);
    if (problem) return problem;
  }
  return sections;
}

/** Unless `AllowOverride None` is said, the file is asked for, and a directory that cannot be searched forbids all. */
function htaccess(child: Child, x: Exchange, scopes: readonly Scope[], dir: string): Target | null {
  const allowed = last(scopes, 'AllowOverride')?.args.join(' ').toLowerCase() ?? 'unset';
  if (allowed === 'none') return null;
  const path = `${dir === '/' ? '' : dir}/.htaccess`;
  try {
    child.sys.fs.stat(path);
    if (allowed !== 'unset')
      child.sys.emit({
        kind: 'run.note',
        note: `apache2: ${path} is there, and not read by this model`,
        pid: child.sys.pid,
      });
    return null;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.errno !== 'EACCES') return null;
    const errno = `(${errnoNumber(error.errno)})${strerror(error.errno)}: `;
    const text = `AH00529: ${path} pcfg_openfile: unable to check htaccess file, ensure it is readable and that '${dir === '/' ? '' : dir}/' is executable`;
    child.logs.error(child.sys, x.tid, 'core', 'crit', errno + text, `${x.peerAddress}:${x.peerPort}`);
    return refused(403, 'Server unable to read htaccess file, denying access to be safe');
  }
}

/** Require of the innermost section that has any; without one all is granted (mod_authz_core). */
function judge(child: Child, x: Exchange, sections: readonly Scope[], what: string): Target | null {
  for (const scope of [...sections].reverse()) {
    const rules = all(scope, 'Require');
    const order = all(scope, 'Deny').some((d) => d.args.join(' ').toLowerCase() === 'from all');
    if (rules.length === 0 && !order) continue;
    const granted = rules.some((d) => grants(x, d.args)) && !order;
    if (granted) return null;
    const text = `AH01630: client denied by server configuration: ${what}`;
    child.logs.error(child.sys, x.tid, 'authz_core', 'error', text, `${x.peerAddress}:${x.peerPort}`);
    return refused(403);
  }
  return null;
}

function grants(x: Exchange, [kind = '', ...values]: readonly string[]): boolean {
  const word = kind.toLowerCase();
  if (word === 'all') return values[0]?.toLowerCase() === 'granted';
  if (word === 'local') return x.peerAddress === '127.0.0.1' || x.peerAddress === '::1';
  if (word === 'ip')
    return values.some(
      (ip) => x.peerAddress === ip || (/^[\d.]+\.?$/.test(ip) && x.peerAddress.startsWith(`${ip.replace(/\.$/, '')}.`)),
    );
  if (word === 'method') return values.includes(x.method);
  return false;
}
