/** The configuration as the server uses it: virtual hosts, mappings in their order, sections by the place they hold for. */
import type { Sys } from '../../../machine/sys.ts';
import { ConfigError, Reader, words, type Directive } from './parse.ts';

export interface Listen {
  readonly ip: string;
  readonly port: number;
  readonly text: string;
}

/** One level of the file: the main server, a virtual host, a section. */
export interface Scope {
  readonly directives: readonly Directive[];
}

export interface Section extends Scope {
  readonly kind: 'directory' | 'files' | 'location';
  readonly pattern: string;
  readonly regex: RegExp | null;
}

export interface Host extends Scope {
  readonly names: readonly string[];
  /** `*:80`, `127.0.0.1:8000`; empty for the main server. */
  readonly addresses: readonly string[];
  readonly sections: readonly Section[];
}

export interface DaemonGroup {
  readonly name: string;
  readonly processes: number;
  readonly threads: number;
  readonly user: string | null;
  readonly group: string | null;
  readonly home: string | null;
  readonly pythonPath: readonly string[];
  readonly pythonHome: string | null;
  readonly displayName: string | null;
  /** Given as `processes=`, if only as 1: then there may be more one day. */
  readonly many: boolean;
  readonly maxRequests: number;
}

export interface ServerConfig {
  readonly path: string;
  readonly root: string;
  readonly modules: ReadonlySet<string>;
  readonly main: Host;
  readonly hosts: readonly Host[];
  readonly listens: readonly Listen[];
  readonly groups: readonly DaemonGroup[];
}

export function readConfig(sys: Sys, path: string, defines: readonly string[]): ServerConfig {
  const reader = new Reader(sys, defines);
  const top = reader.file(path);
  const blocks = top.filter(isHost);
  const main = hostOf(
    top.filter((d) => !isHost(d)),
    [],
  );
  const config: ServerConfig = {
    path,
    root: reader.serverRoot,
    modules: reader.modules,
    main,
    hosts: blocks.map((block) => hostOf(block.children, block.args)),
    listens: all(main, 'Listen').map((d) => listenOf(d)),
    groups: [main, ...blocks.map((b) => ({ directives: b.children }))].flatMap((scope) =>
      all(scope, 'WSGIDaemonProcess').map(groupOf),
    ),
  };
  check(sys, config);
  return config;
}

const isHost = (d: Directive): boolean => d.name.toLowerCase() === 'virtualhost';
const SECTION = /^(directory|files|location|proxy)(match)?$/i;

function hostOf(directives: readonly Directive[], addresses: readonly string[]): Host {
  const plain = directives.filter((d) => !SECTION.test(d.name));
  const value = (name: string): readonly string[] => all({ directives: plain }, name).flatMap((d) => d.args);
  return {
    directives: plain,
    addresses,
    names: [...value('ServerName').slice(-1), ...value('ServerAlias')].map((name) => name.toLowerCase()),
    sections: directives.flatMap(sectionOf),
  };
}

function sectionOf(d: Directive): Section[] {
  const match = SECTION.exec(d.name);
  if (!match) return [];
  const what = (match[1] ?? '').toLowerCase();
  const [first = '', second] = d.args;
  const regular = match[2] !== undefined || first === '~';
  const pattern = first === '~' ? (second ?? '') : first;
  const kind = what === 'proxy' ? 'location' : (what as Section['kind']);
  const inner = d.children.flatMap(sectionOf);
  const own: Section = {
    kind,
    pattern: kind === 'directory' && pattern !== '/' ? pattern.replace(/\/$/, '') : pattern,
    regex: regular ? new RegExp(pattern) : kind === 'files' || pattern.includes('*') ? globbed(pattern) : null,
    directives: d.children.filter((child) => !SECTION.test(child.name)),
  };
  return what === 'proxy' ? inner : [own, ...inner];
}

const globbed = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  );

export const all = (scope: Scope, name: string): readonly Directive[] => {
  const lower = name.toLowerCase();
  return scope.directives.filter((d) => d.name.toLowerCase() === lower);
};

export const last = (scopes: readonly Scope[], name: string): Directive | null => {
  for (let i = scopes.length - 1; i >= 0; i--) {
    const found = all(scopes[i] as Scope, name).at(-1);
    if (found) return found;
  }
  return null;
};

function listenOf(d: Directive): Listen {
  const text = d.args[0] ?? '';
  const match = /^(?:(.*):)?(\d+)$/.exec(text);
  if (!match)
    throw new ConfigError(`AH00526: Syntax error on line ${d.line} of ${d.file}:\nListen requires 1 or 2 arguments.`);
  return { ip: (match[1] ?? '0.0.0.0').replace(/^\[|\]$/g, ''), port: Number(match[2]), text };
}

function groupOf(d: Directive): DaemonGroup {
  const options = new Map(
    words(d.text)
      .slice(1)
      .map((word): [string, string] => {
        const [name = '', ...value] = word.split('=');
        return [name, value.join('=')];
      }),
  );
  const n = (name: string, fallback: number): number =>
    Math.max(1, Number.parseInt(options.get(name) ?? '', 10) || fallback);
  return {
    name: d.args[0] ?? '',
    processes: n('processes', 1),
    threads: n('threads', 15),
    user: options.get('user') ?? null,
    group: options.get('group') ?? null,
    home: options.get('home') ?? null,
    pythonPath: (options.get('python-path') ?? '').split(':').filter(Boolean),
    pythonHome: options.get('python-home') ?? null,
    displayName: options.get('display-name') ?? null,
    many: options.has('processes'),
    maxRequests: options.has('maximum-requests') ? n('maximum-requests', 1) : 0,
  };
}

/** What httpd finds out only when all has been read. */
function check(sys: Sys, config: ServerConfig): void {
  const fail = (d: Directive, text: string): never => {
    throw new ConfigError(`AH00526: Syntax error on line ${d.line} of ${d.file}:\n${text}`);
  };
  const scopes = [config.main, ...config.hosts];
  for (const scope of scopes) {
    for (const d of all(scope, 'DocumentRoot'))
      if (!sys.fs.exists(d.args[0] ?? ''))
        fail(d, `DocumentRoot '${d.args[0] ?? ''}' is not a directory, or is not readable`);
    for (const d of all(scope, 'ProxyPass'))
      if (d.args.length === 1 && !/^(?:https?|fcgi|uwsgi|scgi|ws|balancer):|^!/.test(d.args[0] ?? ''))
        fail(d, 'ProxyPass|ProxyPassMatch needs a path when not defined in a location');
    for (const d of all(scope, 'ErrorLog')) {
      const path = pathOf(config, d.args[0] ?? '');
      const dir = path.slice(0, path.lastIndexOf('/'));
      if (!/^[|]|^syslog/.test(d.args[0] ?? '') && !sys.fs.exists(dir))
        throw new ConfigError(
          `(2)No such file or directory: AH02291: Cannot access directory '${dir}/' for error log of vhost defined at ${config.path}:0\nAH00014: Configuration check failed`,
        );
    }
  }
  const mpms = ['mpm_event', 'mpm_worker', 'mpm_prefork'].filter((name) => config.modules.has(name));
  if (mpms.length === 0) throw new ConfigError('AH00534: apache2: Configuration error: No MPM loaded.');
  if (mpms.length > 1) throw new ConfigError('AH00534: apache2: Configuration error: More than one MPM loaded.');
}

export const pathOf = (config: ServerConfig, path: string): string =>
  path.startsWith('/') ? path : `${config.root}/${path}`;
