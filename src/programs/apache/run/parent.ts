/** The parent: sockets, logs, children; it serves nobody itself (server/mpm/event, mpm_common.c). */
import type { Eff } from '../../../engine/task.ts';
import { SysError, errnoNumber, strerror } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import { last, pathOf, readConfig, type ServerConfig } from '../conf/server.ts';
import { ConfigError } from '../conf/parse.ts';
import { VERSION } from './version.ts';
import { Child, type Shared } from './child.ts';
import { wsgiDaemon } from './daemon.ts';
import { Logs } from './logs.ts';

/** StartServers, where the configuration says nothing. */
const CHILDREN = 3;
const STOP_PATIENCE = 3_000_000;

type Wish = 'stop' | 'graceful-stop' | 'restart' | 'graceful';

export class Parent {
  private logs: Logs | null = null;
  private listeners: { fd: number; port: number; text: string }[] = [];
  private readonly children = new Map<number, () => number>();
  private readonly daemonPids = new Set<number>();
  private sockets: { fd: number; path: string; name: string }[] = [];
  private wish: Wish | null = null;
  private generation = 0;

  constructor(
    private readonly sys: Sys,
    private readonly file: string,
    private readonly defines: readonly string[],
    private config: ServerConfig,
    private readonly pidfile: string,
  ) {}

  /** The same, in a child that goes on alone: descriptors are its own by the same numbers. */
  as(sys: Sys): Parent {
    const other = new Parent(sys, this.file, this.defines, this.config, this.pidfile);
    other.listeners = this.listeners;
    return other;
  }

  /** Bind; false when an address cannot be had. */
  open(): boolean {
    const { sys, config } = this;
    for (const { ip, port, text } of config.listens) {
      if (this.listeners.some((one) => one.text === text)) continue;
      try {
        const fd = sys.net.listen({ family: 'tcp', ip, port }, 511);
        this.listeners.push({ fd, port, text });
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        const where = `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
        sys.print(
          2,
          `(${errnoNumber(error.errno)})${strerror(error.errno)}: AH00072: make_sock: could not bind to address ${where}\n`,
        );
        sys.print(2, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n');
        return false;
      }
    }
    if (this.listeners.length > 0) return true;
    sys.print(2, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n');
    return false;
  }

  *run(): Eff<number> {
    const { sys } = this;
    if (!this.open()) return 1;
    sys.emit({ kind: 'process.role', pid: sys.pid, program: 'apache2', role: 'master', index: 0 });
    this.signals();
    sys.fs.writeFile(this.pidfile, `${sys.pid}\n`);
    for (;;) {
      this.begin();
      const wish = yield* this.look();
      if (wish === 'stop' || wish === 'graceful-stop') return yield* this.end(wish);
      yield* this.renew(wish);
    }
  }

  private signals(): void {
    const { sys } = this;
    const on = (name: 'TERM' | 'WINCH' | 'HUP' | 'USR1', wish: Wish): void =>
      sys.signal(name, () => (this.wish = this.wish === 'stop' ? 'stop' : wish));
    on('TERM', 'stop');
    on('WINCH', 'graceful-stop');
    on('HUP', 'restart');
    on('USR1', 'graceful');
    sys.signal('INT', () => (this.wish = 'stop'));
    sys.signal('CHLD', () => undefined);
  }

  private say(module: string, text: string): void {
    this.logs?.error(this.sys, 0, module, 'notice', text);
  }

  private begin(): void {
    const { sys, config } = this;
    this.generation++;
    const logs = (this.logs = new Logs(sys, config));
    const banner = bannerOf(config);
    const user = last([config.main], 'User')?.args[0] ?? 'www-data';
    const group = last([config.main], 'Group')?.args[0] ?? 'www-data';
    this.say('mpm_event', `AH00489: ${fullBanner(config)} configured -- resuming normal operations`);
    const words = sys.argv
      .slice(1)
      .map((arg) => (arg.startsWith('-D') ? `-D ${arg.slice(2)}` : arg))
      .join(' ');
    this.say('core', `AH00094: Command line: 'apache2${words === '' ? '' : ` ${words}`}'`);
    this.noteUnmodelled();
    this.daemons(logs, user);
    const shared: Shared = {
      config,
      logs,
      listeners: this.listeners,
      daemons: new Map(this.sockets.map(({ name, path }) => [name, path])),
      banner,
      failed: new Map(),
    };
    this.announce(shared);
    const count = Number(last([config.main], 'StartServers')?.args[0] ?? CHILDREN);
    for (let i = 0; i < count; i++) this.start(() => sys.fork((child) => serve(child, shared, user, group)));
  }

  /** What the configuration asks for and this model passes over. */
  private noteUnmodelled(): void {
    const { sys, config } = this;
    const levels = [config.main, ...config.hosts].flatMap((host) => [host, ...host.sections]);
    const used = new Set(levels.flatMap(({ directives }) => directives.map((d) => d.name)));
    for (const name of used)
      if (UNMODELLED.test(name)) sys.emit({ kind: 'run.note', note: `apache2: ${name} is not modelled`, pid: sys.pid });
  }

  private daemons(logs: Logs, user: string): void {
    const { sys, config } = this;
    const prefix = pathOf(config, last([config.main], 'WSGISocketPrefix')?.args[0] ?? '/var/run/apache2/wsgi');
    for (const [i, group] of config.groups.entries()) {
      const path = `${prefix}.${sys.pid}.${this.generation - 1}.${i + 1}.sock`;
      const fd = sys.net.listen({ family: 'unix', path }, 100);
      const owner = sys.process.host.users.byName(user);
      if (owner) sys.fs.chown(path, owner.uid, owner.gid);
      sys.fs.chmod(path, 0o600);
      this.sockets.push({ fd, path, name: group.name });
      for (let n = 1; n <= group.processes; n++)
        this.start(() => {
          const pid = sys.fork(wsgiDaemon(group, n, fd, logs, user));
          this.daemonPids.add(pid);
          return pid;
        });
    }
  }

  private announce({ config }: Shared): void {
    const { sys } = this;
    const [group] = config.groups;
    const embedded = [config.main, ...config.hosts].some((h) =>
      h.directives.some((d) => d.name.toLowerCase() === 'wsgiscriptalias'),
    );
    sys.emit({
      kind: 'server.started',
      pid: sys.pid,
      server: 'apache2',
      version: VERSION,
      bind: this.listeners.map(({ text }) => text),
      workerClass: group ? 'mod_wsgi daemon' : embedded ? 'mod_wsgi embedded' : 'mpm_event',
      workers: group?.processes ?? CHILDREN,
      threads: group?.threads ?? 25,
      timeout: 0,
    });
  }

  private start(make: () => number): void {
    this.children.set(make(), make);
  }

  /** Until a signal asks for something; children that ended are replaced. */
  private *look(): Eff<Wish> {
    const { sys } = this;
    for (;;) {
      while (sys.process.children.size > 0) {
        const done = sys.waitNow();
        if (done === null) break;
        const make = this.children.get(done.pid);
        this.children.delete(done.pid);
        if (make === undefined || this.wish !== null) continue;
        if (done.status.signal !== null)
          this.say(
            'core',
            `AH00052: child pid ${done.pid} exit signal ${NAMES[done.status.signal] ?? done.status.signal}`,
          );
        this.start(make);
      }
      if (this.wish !== null) {
        const { wish } = this;
        this.wish = null;
        return wish;
      }
      yield* sys.waitAny([sys.process.childChanged], null);
    }
  }

  private *end(wish: 'stop' | 'graceful-stop'): Eff<number> {
    const { sys } = this;
    sys.emit({ kind: 'server.stopping', pid: sys.pid, graceful: wish === 'graceful-stop' });
    if (wish === 'stop') this.say('mpm_event', 'AH00491: caught SIGTERM, shutting down');
    else this.say('mpm_event', 'AH00492: caught SIGWINCH, shutting down gracefully');
    yield* this.dismiss(wish === 'stop');
    for (const { path } of this.sockets) if (sys.fs.exists(path)) sys.fs.unlink(path);
    if (sys.fs.exists(this.pidfile)) sys.fs.unlink(this.pidfile);
    return 0;
  }

  private *dismiss(now: boolean): Eff<void> {
    const { sys } = this;
    const signal = (name: 'TERM' | 'USR1' | 'KILL'): void => {
      for (const pid of this.children.keys())
        if (sys.process.host.processes.get(pid)?.state === 'running') sys.kill(pid, name);
    };
    signal(now ? 'TERM' : 'USR1');
    const until = now ? sys.now + STOP_PATIENCE : null;
    while (sys.process.children.size > 0) {
      const done = sys.waitNow();
      if (done !== null) {
        this.children.delete(done.pid);
        continue;
      }
      if (until !== null && sys.now >= until) signal('KILL');
      yield* sys.waitAny([sys.process.childChanged], until === null ? null : Math.max(1000, until - sys.now));
    }
    this.children.clear();
  }

  /** A broken configuration keeps the server from coming back (restart), as it does with httpd. */
  private *renew(wish: 'restart' | 'graceful'): Eff<void> {
    const { sys } = this;
    sys.emit({ kind: 'server.reloading', pid: sys.pid });
    if (wish === 'graceful') this.say('mpm_event', 'AH00493: SIGUSR1 received.  Doing graceful restart');
    else this.say('mpm_event', 'AH00494: SIGHUP received.  Attempting to restart');
    try {
      this.config = readConfig(sys, this.file, this.defines);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      sys.print(2, `${error.message}\n`);
      yield* this.dismiss(true);
      sys.exit(1);
    }
    if (wish === 'restart') yield* this.dismiss(true);
    // Daemons of the old generation are not asked to finish what they do.
    else
      for (const pid of this.children.keys())
        if (sys.process.host.processes.get(pid)?.state === 'running')
          sys.kill(pid, this.daemonPids.has(pid) ? 'TERM' : 'USR1');
    this.children.clear();
    this.daemonPids.clear();
    for (const { fd, path } of this.sockets.splice(0)) {
      sys.fs.close(fd);
      if (sys.fs.exists(path)) sys.fs.unlink(path);
    }
    if (!this.open()) sys.exit(1);
  }
}

const UNMODELLED =
  /^(?:Rewrite\w+|AuthType|AuthUserFile|SetEnvIf\w*|Expires\w+|ProxyPassMatch|AliasMatch|ScriptAliasMatch|WSGIScriptAliasMatch|WSGIImportScript|BalancerMember|FallbackResource|AddOutputFilter\w*|Order)$/i;

const NAMES: Readonly<Record<string, string>> = {
  KILL: 'Killed (9)',
  SEGV: 'Segmentation fault (11)',
  TERM: 'Terminated (15)',
};

function* serve(sys: Sys, shared: Shared, user: string, group: string): Eff<number> {
  sys.emit({ kind: 'process.role', pid: sys.pid, program: 'apache2', role: 'child', index: 0 });
  sys.process.interpreter = false;
  if (sys.process.credentials.uid === 0) sys.become(user, group);
  return yield* new Child(sys, shared).run();
}

/** Everything that has a name for itself (`ServerTokens Full`). */
function fullBanner(config: ServerConfig): string {
  const wsgi = config.modules.has('wsgi') ? ' mod_wsgi/4.9.4 Python/3.14' : '';
  return `Apache/${VERSION} (Debian)${wsgi}`;
}

function bannerOf(config: ServerConfig): string {
  switch ((last([config.main], 'ServerTokens')?.args[0] ?? 'Full').toLowerCase()) {
    case 'prod':
    case 'productonly':
      return 'Apache';
    case 'major':
      return 'Apache/2';
    case 'minor':
      return 'Apache/2.4';
    case 'min':
    case 'minimal':
      return `Apache/${VERSION}`;
    case 'os':
      return `Apache/${VERSION} (Debian)`;
    default:
      return fullBanner(config);
  }
}
