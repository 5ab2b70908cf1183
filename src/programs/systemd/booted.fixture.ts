/** A machine with systemd as pid 1 and a few small programs, for tests. */
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import type { Program } from '../../machine/world.ts';
import { World } from '../../machine/world.ts';
import { notifyManager } from '../../machine/notify.ts';
import { systemd, systemdManager } from './index.ts';
import { SYSTEM_UNITS } from './system-units.ts';

/** Small programs that units start. */
const HELPERS: Readonly<Record<string, Program>> = {
  *daemon(sys) {
    sys.print(1, `hello from ${sys.argv.slice(1).join(' ')} in ${sys.process.cwd} as ${sys.process.credentials.uid}\n`);
    sys.signal('HUP', () => sys.print(2, 'reloaded\n'));
    let on = true;
    sys.signal('TERM', () => (on = false));
    while (on) yield* sys.waitAny([], null);
    return 0;
  },
  *crash(sys) {
    yield* sys.sleep(1_000_000);
    return Number(sys.argv[1] ?? 1);
  },
  *stubborn(sys) {
    sys.signal('TERM', 'ignore');
    for (;;) yield* sys.waitAny([], null);
  },
  *forks(sys) {
    sys.fork(function* (child) {
      for (;;) yield* child.waitAny([], null);
    });
    yield* sys.sleep(1000);
    return 0;
  },
  *notifies(sys) {
    yield* sys.sleep(2_000_000);
    yield* notifyManager(sys, 'READY=1\nSTATUS=up and well');
    for (;;) yield* sys.waitAny([], null);
  },
  /** Answers on the socket that it was given. */
  *served(sys) {
    sys.print(1, `fds ${sys.getenv('LISTEN_FDS')} for me ${sys.getenv('LISTEN_PID') === String(sys.pid)}\n`);
    for (;;) {
      const fd = yield* sys.net.accept(3);
      yield* sys.net.send(fd, utf8('hello\n'));
      sys.fs.close(fd);
    }
  },
  *client(sys) {
    const [, path = ''] = sys.argv;
    const fd = yield* sys.net.connect({ family: 'unix', path });
    const bytes = yield* sys.net.recv(fd);
    sys.print(1, bytes === null || bytes.length === 0 ? 'closed\n' : new TextDecoder().decode(bytes));
    return 0;
  },
  *touch(sys) {
    yield* sys.cpu(100);
    sys.fs.stat(sys.argv[1] ?? '').mtime = sys.clock;
    return 0;
  },
  *true(sys) {
    yield* sys.cpu(100);
    return 0;
  },
  *hup(sys) {
    yield* sys.cpu(100);
    sys.kill(Number(sys.argv[1]), 'HUP');
    return 0;
  },
};

export type Step = readonly [at: number, argv: readonly string[]];

/** Boot a machine with these units, run commands (seconds, argv), return what each said and how it ended. */
export function boot(units: Readonly<Record<string, string>>, steps: readonly Step[], until = 60) {
  const sim = new Sim(1);
  const world = new World(sim, 1_795_156_800_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  for (const dir of ['/usr/bin', '/run', '/etc/systemd/system', '/lib/systemd/system', '/home/u', '/tmp'])
    host.files.makePath(dir);
  host.files.makePath('/dev');
  host.files.device('/dev/null', 'null');
  for (const [name, program] of Object.entries({ ...systemd, ...HELPERS })) {
    world.programs.set(name, program);
    host.files.writeFile(`/usr/bin/${name}`, utf8(`#!program:${name}\n`), ROOT, 0o755);
  }
  for (const [name, text] of Object.entries(SYSTEM_UNITS))
    if (name.endsWith('.target')) host.files.writeFile(`/lib/systemd/system/${name}`, utf8(text), ROOT);
  for (const [name, text] of Object.entries(units)) {
    host.files.makePath(`/etc/systemd/system/${name}`.replace(/\/[^/]*$/, ''));
    host.files.writeFile(`/etc/systemd/system/${name}`, utf8(text), ROOT);
  }
  host.users.add({ name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash' });
  host.users.add({ name: 'u', uid: 1000, gid: 1000, home: '/home/u', shell: '/bin/bash' });
  host.users.addGroup('root', 0);
  host.users.addGroup('u', 1000);
  world.lifecycle.start(host, systemdManager, { argv: ['/sbin/init'], credentials: ROOT, env: new Map(), cwd: '/' });
  world.startPidsAt(101);
  const pids: number[] = [];
  steps.forEach(([at, argv], i) =>
    sim.at(at * 1e6, () => {
      const program: Program = (sys) => sys.exec(argv);
      pids[i] = world.lifecycle.start(host, program, {
        argv,
        credentials: ROOT,
        env: new Map([['PATH', '/usr/bin']]),
        cwd: '/',
      }).pid;
    }),
  );
  sim.run(until * 1e6);
  const results = steps.map((_, i) => {
    const own = sim.trace.events.filter((e) => 'pid' in e && e.pid === pids[i]);
    const said = own.map((e) => (e.kind === 'process.output' ? e.text : '')).join('');
    const end = own.find((e) => e.kind === 'process.exited');
    return { said, code: end?.kind === 'process.exited' ? end.code : null };
  });
  return { host, sim, results };
}

export const unit = (...lines: readonly string[]): string =>
  ['[Unit]', 'Description=Test', '[Service]', ...lines, ''].join('\n');
export const INSTALL = ['[Install]', 'WantedBy=multi-user.target'];
