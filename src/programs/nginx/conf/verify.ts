/**
 * From a read configuration to a usable one: what nginx checks between "syntax is ok" and running (ngx_init_cycle).
 * Each step that needs the machine goes through `StartHost`.
 */
import type { Message } from './context.ts';
import { argsOf } from './context.ts';
import type { Config, Listen } from './model.ts';
import { parseNumber } from './units.ts';

export interface StartHost {
  /** Only for a test: can the pid file be made? */
  pidFile(path: string): string | null;
  /** Make a directory for temporary files unless it is there. */
  makeDir(path: string, user: string): string | null;
  /** Open a log for appending, creating it: null, or why not (`2: No such file or directory`). */
  openLog(path: string): string | null;
  /** Bind and listen, or only try: null, or why not (`98: Address already in use`). */
  bind(listen: Listen): string | null;
}

const emerg = (text: string): Message => ({ level: 'emerg', text, place: null });

/** Every address once, with the options of the server that gave them. */
function listenAddresses(config: Config): readonly Listen[] {
  const byText = new Map<string, Listen>();
  for (const s of config.servers) {
    for (const l of s.listens) {
      const known = byText.get(l.text);
      if (known === undefined || (l.bind && !known.bind)) byText.set(l.text, l);
    }
  }
  const all = [...byText.values()];
  // A wildcard address takes the others of its port along, unless they were bound by themselves.
  return all.filter(
    (l) =>
      l.bind ||
      l.wildcard ||
      !all.some((w) => w.wildcard && w.address.family === l.address.family && w.address.port === l.address.port),
  );
}

/** The first reason why this configuration cannot be started, or null. */
export function verify(config: Config, host: StartHost, testing: boolean): Message | null {
  const wrong = config.afterwards.find((m) => m.level === 'emerg');
  if (wrong !== undefined) return wrong;
  if (config.events === null) return emerg('no "events" section in configuration');
  const listening = listenAddresses(config);
  const connections = parseNumber(argsOf(config.events, 'worker_connections')?.[0] ?? '512') ?? 512;
  if (connections < listening.length + 1) {
    return emerg(`${connections} worker_connections are not enough for ${listening.length} listening sockets`);
  }
  if (testing) {
    const path = argsOf(config.main, 'pid')?.[0] ?? '/run/nginx.pid';
    const problem = host.pidFile(path);
    if (problem !== null) return emerg(`open() "${path}" failed (${problem})`);
  }
  for (const path of config.http === null ? [] : temporaryPaths(config)) {
    const problem = host.makeDir(path, argsOf(config.main, 'user')?.[0] ?? 'nobody');
    if (problem !== null) return emerg(`mkdir() "${path}" failed (${problem})`);
  }
  for (const path of new Set(config.logs)) {
    const problem = host.openLog(path);
    if (problem !== null) return emerg(`open() "${path}" failed (${problem})`);
  }
  for (const zone of config.zones.values()) {
    if (zone.size === 0) return emerg(`zero size shared memory zone "${zone.name}"`);
  }
  return null;
}

export interface BindResult {
  /** Every address that could not be bound. */
  readonly failed: readonly Message[];
  /** One of them for a reason that waiting does not mend. */
  readonly hopeless: boolean;
}

/** Bind all addresses; those in use do not keep nginx from trying the others (ngx_open_listening_sockets). */
export function bindAll(config: Config, host: StartHost): BindResult {
  const failed: Message[] = [];
  for (const l of listenAddresses(config)) {
    const problem = host.bind(l);
    if (problem === null) continue;
    failed.push(emerg(`bind() to ${l.text} failed (${problem})`));
    if (!problem.startsWith('98:')) return { failed, hopeless: true };
  }
  return { failed, hopeless: false };
}

/** Where bodies go that do not fit in memory: one directory for clients, one for each kind of backend. */
function temporaryPaths(config: Config): readonly string[] {
  const at = (directive: string, name: string): string =>
    argsOf(config.http, directive)?.[0] ?? `/var/lib/nginx/${name}`;
  return [
    at('client_body_temp_path', 'body'),
    at('proxy_temp_path', 'proxy'),
    at('fastcgi_temp_path', 'fastcgi'),
    at('uwsgi_temp_path', 'uwsgi'),
    at('scgi_temp_path', 'scgi'),
  ];
}
