/** A machine with nginx, Debian's files and a backend: for tests of behaviour over time. */
import { fromLatin1, latin1, utf8 } from '../../../base/bytes.ts';
import { Sim } from '../../../engine/sim.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import { ROOT } from '../../../machine/filesystem.ts';
import type { Process } from '../../../machine/process.ts';
import type { Sys } from '../../../machine/sys.ts';
import type { Host } from '../../../machine/host.ts';
import { World, type Program } from '../../../machine/world.ts';
import type { EventOf, EventKind } from '../../../trace/events.ts';
import { DEBIAN_DIRS, DEBIAN_FILES } from '../debian.ts';
import { nginx } from '../index.ts';

export interface Bench {
  readonly sim: Sim;
  readonly world: World;
  readonly box: Host;
  readonly master: Process;
  /** Start another program as root. */
  start(program: Program, argv?: readonly string[]): Process;
  log(name: 'access' | 'error'): string[];
  events<K extends EventKind>(kind: K): EventOf<K>[];
  /** Processes of this title that are alive. */
  alive(title: RegExp): Process[];
}

const ENV = new Map([['PATH', '/usr/sbin:/usr/bin']]);
/** 2026-01-01 09:00:00 UTC, µs. */
const EPOCH = 1_767_258_000_000_000;

function furnish(box: Host, files: Readonly<Record<string, string>>): void {
  for (const [name, id] of [
    ['root', 0],
    ['adm', 4],
    ['www-data', 33],
  ] as const) {
    box.users.addGroup(name, id);
    box.users.add({ name, uid: id, gid: id, home: '/', shell: '/bin/sh' });
  }
  for (const path of ['/tmp', '/run', '/var/cache', ...DEBIAN_DIRS.map(([dir]) => dir)]) box.files.makePath(path);
  for (const [path, text] of Object.entries({ ...DEBIAN_FILES, ...files })) {
    box.files.makePath(path.slice(0, path.lastIndexOf('/')) || '/');
    box.files.writeFile(path, utf8(text), ROOT);
  }
}

/** `site` is the text of /etc/nginx/sites-enabled/p. */
export function bench(site: string, files: Readonly<Record<string, string>> = {}): Bench {
  const sim = new Sim(1);
  const world = new World(sim, EPOCH);
  const box = world.addHost({ name: 'box', addresses: [], cores: 2, latency: 0 });
  furnish(box, { '/etc/nginx/sites-enabled/p': site, ...files });
  world.lifecycle.start(box, init, { argv: ['/sbin/init'], credentials: ROOT, env: ENV, cwd: '/' });
  const start = (program: Program, argv: readonly string[] = ['program']): Process =>
    world.lifecycle.start(box, program, { argv, credentials: ROOT, env: ENV, cwd: '/' });
  return {
    sim,
    world,
    box,
    master: start(nginx, ['nginx', '-g', 'daemon off;']),
    start,
    log: (name) =>
      fromLatin1(box.files.readFile(`/var/log/nginx/${name}.log`, ROOT))
        .split('\n')
        .filter((l) => l !== ''),
    events: <K extends EventKind>(kind: K) => [...sim.trace.events].filter((e): e is EventOf<K> => e.kind === kind),
    alive: (title) => [...box.processes.values()].filter((p) => p.state === 'running' && title.test(p.title ?? '')),
  };
}

function* init(sys: Sys): Eff<number> {
  for (;;) yield* sys.waitAny([], null);
}

/** One request on a connection of its own; what came back until the end, or until nothing came for `patience` µs. */
export function* ask(sys: Sys, request: string, patience = 1_000_000): Eff<string> {
  let answer = '';
  try {
    const fd = yield* sys.net.connect({ family: 'tcp', ip: '127.0.0.1', port: 80 });
    yield* sys.net.send(fd, latin1(request));
    for (;;) {
      const bytes = yield* sys.net.recv(fd, 65_536, patience);
      if (bytes === null || bytes.length === 0) break;
      answer += fromLatin1(bytes);
    }
    sys.fs.close(fd);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    answer += `<${error.errno}>`;
  }
  return answer;
}

export const get = (target: string, headers = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;

/** A backend that answers after a while: `/sleep/<seconds>`, `/count` numbers its answers, anything else at once. */
export const slowBackend: Program = function* (sys) {
  const listener = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 8000 }, 50);
  let count = 0;
  for (let n = 1; ; n++) {
    const fd = yield* sys.net.accept(listener);
    sys.thread(
      `backend ${n}`,
      answerOne(sys, fd, () => ++count),
    );
  }
};

function* answerOne(sys: Sys, fd: number, next: () => number): Eff<void> {
  try {
    const head = fromLatin1((yield* sys.net.recv(fd)) ?? new Uint8Array(0));
    const path = head.split(' ')[1] ?? '';
    if (/upgrade: echo/i.test(head)) {
      yield* sys.net.send(
        fd,
        latin1('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\n'),
      );
      for (;;) {
        const bytes = yield* sys.net.recv(fd);
        if (bytes === null || bytes.length === 0) return;
        yield* sys.net.send(fd, bytes);
      }
    }
    yield* sys.sleep(Number(/\/sleep\/([\d.]+)/.exec(path)?.[1] ?? '0') * 1_000_000);
    const body = `answer ${next()}\n`;
    yield* sys.net.send(
      fd,
      latin1(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    );
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  } finally {
    if (sys.process.fds.has(fd)) sys.fs.close(fd);
  }
}
