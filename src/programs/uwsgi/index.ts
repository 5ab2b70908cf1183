/**
 * uWSGI 2.0.21 as Debian 12 packages it: a core that knows sockets and processes, and plugins (`--plugins http,python3`)
 * that know HTTP routing and Python. Sources: uwsgi-docs, core/uwsgi.c, core/master.c, the recordings of family F10.
 */
import type { Eff } from '../../engine/task.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { venvOf } from '../../machine/venv.ts';
import { loadApps, prepare } from './app.ts';
import { describeInterpreters, describeMode, describePython, greet, say, VERSION } from './banner.ts';
import { addressOf, makeConfig, type Config, type SocketSpec } from './config.ts';
import { Master } from './master.ts';
import { OptionError, readOptions } from './options.ts';
import type { Listening } from './worker.ts';
import { mappings } from './static.ts';

/** UWSGI_FAILED_APP_CODE */
const FAILED_APP = 22;

export function* uwsgi(sys: Sys): Eff<number> {
  let config = read(sys);
  if (typeof config === 'number') return config;
  if (config.options.flag('version')) {
    sys.print(1, `${VERSION}\n`);
    return 0;
  }
  // What Python prints goes to the log, wherever that is.
  sys.fs.dup(2, 1);
  let inherited: readonly Listening[] | null = null;
  for (;;) {
    const result: Listening[] | number = yield* once(sys, config, inherited);
    if (typeof result === 'number') return result;
    inherited = result;
    const again = read(sys);
    if (typeof again === 'number') return again;
    config = again;
  }
}

/** With everything that pip builds in, where it comes from an environment; Debian's core knows nothing but its plugins. */
function read(sys: Sys): Config | number {
  const embedded = venvOf(sys) !== null;
  try {
    const options = readOptions(sys, sys.argv.slice(1), embedded);
    for (const name of new Set(options.notes))
      sys.emit({ kind: 'run.note', note: `uwsgi: --${name} is not modelled`, pid: sys.pid });
    const python = embedded || options.list('plugin').concat(options.list('need-plugin')).join(',').includes('python');
    return makeConfig(sys, options, python);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    sys.print(2, `${error.message}\n`);
    return 1;
  }
}

/** From the greeting to the end: an exit code, or the sockets that the next life begins with. */
function* once(sys: Sys, config: Config, inherited: readonly Listening[] | null): Eff<Listening[] | number> {
  const chdir = config.options.text('chdir');
  if (chdir !== null) sys.process.cwd = sys.path(chdir);
  for (const pair of config.options.list('env')) {
    const [name = '', ...value] = pair.split('=');
    sys.process.env.set(name, value.join('='));
  }
  if (config.options.list('ini').length > 0)
    say(sys, `[uWSGI] getting INI configuration from ${config.options.list('ini').at(-1) ?? ''}`);
  for (const [prefix, dir] of mappings(config.options))
    if (prefix !== '') say(sys, `[uwsgi-static] added mapping for ${prefix} => ${dir}`);
  greet(sys, config);
  const routers = inherited === null ? bindRouters(sys, config) : [];
  const listeners = typeof routers === 'number' ? routers : bindAll(sys, config, inherited);
  if (typeof routers === 'number' || typeof listeners === 'number') return 1;
  becomeUser(sys, config);
  announce(sys, config);
  if (listeners.length === 0) {
    say(sys, 'The -s/--socket option is missing and stdin is not a socket.');
    return 1;
  }
  describePython(sys, config);
  describeMode(sys, config);
  let loaded = 0;
  if (config.hasPython && !config.lazy) {
    yield* prepare(sys, config, null);
    loaded = yield* loadApps(sys, config);
    if (config.needApp && loaded === 0) {
      say(sys, '*** no app loaded. GAME OVER ***');
      return FAILED_APP;
    }
  }
  describeInterpreters(sys, config, loaded > 0 || config.lazy);
  return yield* new Master(sys, config, listeners, routers, loaded).run();
}

interface Bound {
  readonly fd: number;
  readonly name: string;
}

function bindRouters(sys: Sys, config: Config): Bound[] | number {
  const bound: Bound[] = [];
  for (const name of config.http) {
    const fd = bind(sys, config, name);
    if (fd === null) return 1;
    bound.push({ fd, name });
    say(sys, `uWSGI http bound on ${name} fd ${fd}`);
  }
  return bound;
}

function bindAll(sys: Sys, config: Config, inherited: readonly Listening[] | null): Listening[] | number {
  const found: Listening[] = [];
  for (const [i, spec] of config.sockets.entries()) {
    const before = inherited?.find(({ name }) => name === spec.name);
    const fd = before?.fd ?? bind(sys, config, spec.name);
    if (fd === null) return 1;
    found.push({ fd, protocol: spec.protocol, name: spec.name });
    describe(sys, i, spec, fd, before !== undefined);
  }
  return found;
}

function describe(sys: Sys, i: number, { name }: SocketSpec, fd: number, before: boolean): void {
  const unix = !name.includes(':') || name.startsWith('/');
  if (before) return say(sys, `uwsgi socket ${i} inherited ${unix ? 'UNIX' : 'INET'} address ${name} fd ${fd}`);
  if (unix) return say(sys, `uwsgi socket ${i} bound to UNIX address ${name} fd ${fd}`);
  const auto = name.endsWith(':0') ? ' (port auto-assigned)' : '';
  say(sys, `uwsgi socket ${i} bound to TCP address ${sys.net.localName(fd)}${auto} fd ${fd}`);
}

/** uWSGI takes a socket file over that is there already; its mode is 0666 & ~umask unless --chmod-socket says otherwise. */
function bind(sys: Sys, config: Config, name: string): number | null {
  try {
    const address = addressOf(sys, name);
    if (address.family === 'unix' && sys.fs.exists(address.path) && sys.fs.lstat(address.path).kind === 'socket')
      sys.fs.unlink(address.path);
    const fd = sys.net.listen(address, config.backlog);
    if (address.family === 'unix') ownSocket(sys, config, address.path);
    return fd;
  } catch (error) {
    if (error instanceof OptionError) say(sys, error.message);
    else if (error instanceof SysError) {
      if (error.errno === 'EADDRINUSE')
        say(sys, `probably another instance of uWSGI is running on the same address (${name}).`);
      const number = errnoNumber(error.errno);
      say(sys, `bind(): ${strerror(error.errno)} [core/socket.c line ${number === 98 ? 769 : 230}]`);
    } else throw error;
    return null;
  }
}

function ownSocket(sys: Sys, { options }: Config, path: string): void {
  const mode = options.text('chmod-socket');
  // `-C` alone is 666.
  if (mode !== null) sys.fs.chmod(path, Number.parseInt(/^[0-7]+$/.test(mode) ? mode : '666', 8));
  const [user, group] = (options.text('chown-socket') ?? '').split(':');
  const { users } = sys.process.host;
  const owner = user === undefined || user === '' ? null : users.byName(user);
  if (owner)
    sys.fs.chown(path, owner.uid, group === undefined ? owner.gid : (users.groups.get(group)?.gid ?? owner.gid));
}

function becomeUser(sys: Sys, { options }: Config): void {
  const uid = options.text('uid');
  if (uid === null || sys.process.credentials.uid !== 0) return;
  const { users } = sys.process.host;
  const user = /^\d+$/.test(uid) ? users.byUid(Number(uid)) : users.byName(uid);
  const gid = options.text('gid');
  if (gid !== null) say(sys, `setgid() to ${users.groups.get(gid)?.gid ?? gid}`);
  if (user) {
    sys.become(user.name, gid !== null && users.groups.has(gid) ? gid : undefined);
    say(sys, `setuid() to ${user.uid}`);
  }
}

function announce(sys: Sys, config: Config): void {
  const { pid } = sys;
  const alone = !config.master && config.processes === 1;
  sys.emit({
    kind: 'process.role',
    pid,
    program: 'uwsgi',
    role: config.master ? 'master' : alone ? 'server' : 'worker',
    index: 0,
  });
  sys.emit({
    kind: 'server.started',
    pid,
    server: 'uwsgi',
    version: VERSION,
    bind: [...config.http, ...(config.http.length > 0 ? [] : config.sockets.map(({ name }) => name))],
    workerClass: config.threads > 1 ? 'threads' : 'sync',
    workers: config.processes,
    threads: config.threads,
    timeout: config.harakiri,
  });
}
