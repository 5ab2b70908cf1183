import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { Sim } from '../engine/sim.ts';
import type { Eff } from '../engine/task.ts';
import { SysError } from './errno.ts';
import { ROOT } from './filesystem.ts';
import type { Sys } from './sys.ts';
import { World } from './world.ts';

const LOOPBACK = { family: 'tcp', ip: '127.0.0.1', port: 80 } as const;

/** Two hosts, 10 ms apart; programs are started on either, and say what they saw with the virtual time in ms. */
function setup() {
  const sim = new Sim(1);
  const world = new World(sim, 0);
  const box = world.addHost({ name: 'box', addresses: ['10.0.0.1'], cores: 2, latency: 0 });
  const far = world.addHost({ name: 'far', addresses: ['10.0.0.2'], cores: 2, latency: 10_000 });
  const log: string[] = [];
  const start = (program: (sys: Sys, say: (text: string) => void) => Eff<unknown>, host = box, credentials = ROOT) =>
    world.lifecycle.start(
      host,
      function* main(sys): Eff<number> {
        yield* program(sys, (text) => log.push(`${sim.now / 1000} ${text}`));
        return 0;
      },
      { argv: ['test'], credentials, env: new Map(), cwd: '/' },
    );
  return { sim, world, box, far, log, start, run: () => sim.run(1e9) };
}

/** The errno that a call fails with, or its result. */
function* tried<T>(call: Eff<T>): Eff<T | string> {
  try {
    return yield* call;
  } catch (error) {
    if (error instanceof SysError) return error.errno;
    throw error;
  }
}

describe('connections', () => {
  it('carry bytes both ways, end in order, and leave nothing behind', () => {
    const { start, run, log, world } = setup();
    start(function* (sys, say) {
      const fd = yield* sys.net.accept(sys.net.listen(LOOPBACK, 5));
      say(`server got ${fromUtf8((yield* sys.net.recv(fd)) ?? new Uint8Array())}`);
      yield* sys.net.send(fd, utf8('pong'));
      say(`server sees the end: ${(yield* sys.net.recv(fd))?.length === 0}`);
    });
    start(function* (sys, say) {
      yield* sys.sleep(1000);
      const fd = yield* sys.net.connect(LOOPBACK);
      yield* sys.net.send(fd, utf8('ping'));
      say(`client got ${fromUtf8((yield* sys.net.recv(fd)) ?? new Uint8Array())}`);
    });
    run();
    expect(log).toEqual(['1 server got ping', '1 client got pong', '1 server sees the end: true']);
    expect(world.network.openConnections).toBe(0);
  });

  it('take the time of the way: a handshake there and back, then each direction', () => {
    const { start, run, log, far } = setup();
    start(function* (sys, say) {
      const fd = yield* sys.net.accept(sys.net.listen({ family: 'tcp', ip: '0.0.0.0', port: 80 }, 5));
      yield* sys.net.recv(fd);
      say('server got it');
      yield* sys.net.send(fd, utf8('x'));
    });
    start(function* (sys, say) {
      const fd = yield* sys.net.connect({ family: 'tcp', ip: '10.0.0.1', port: 80 });
      say('client connected');
      yield* sys.net.send(fd, utf8('x'));
      yield* sys.net.recv(fd);
      say('client got it');
    }, far);
    run();
    expect(log).toEqual(['20 client connected', '30 server got it', '40 client got it']);
  });

  it('are refused where nobody listens, also on loopback for a stranger', () => {
    const { start, run, log, far } = setup();
    start(function* (sys) {
      sys.net.listen(LOOPBACK, 5);
      yield* sys.sleep(1_000_000);
    });
    const attempt = (ip: string, port: number) =>
      function* (sys: Sys, say: (text: string) => void): Eff<void> {
        say(`${ip}:${port} ${String(yield* tried(sys.net.connect({ family: 'tcp', ip, port })))}`);
      };
    start(attempt('127.0.0.1', 81));
    start(attempt('10.0.0.1', 80), far);
    start(attempt('10.9.9.9', 80), far);
    run();
    expect(log).toEqual(['0 127.0.0.1:81 ECONNREFUSED', '0 10.9.9.9:80 EHOSTUNREACH', '20 10.0.0.1:80 ECONNREFUSED']);
  });

  it('stay in the queue that is there when somebody listens on it again: only its length changes', () => {
    const { start, run, log } = setup();
    start(function* (sys) {
      const fd = sys.net.listen(LOOPBACK, 0);
      yield* sys.sleep(2000);
      sys.net.startListening(fd, 5);
      yield* sys.sleep(9000);
    });
    for (const at of [1000, 3000])
      start(function* (sys, say) {
        yield* sys.sleep(at);
        yield* sys.net.connect(LOOPBACK);
        say('in');
      });
    run();
    expect(log).toEqual(['1 in', '3 in']);
  });

  it('wait in the accept queue; one too many is sent again after 1 s, then 2 s (TCP), or refused at once (unix)', () => {
    const { start, run, log } = setup();
    const unix = { family: 'unix', path: '/s' } as const;
    start(function* (sys) {
      const tcp = sys.net.listen(LOOPBACK, 0);
      sys.net.listen(unix, 0);
      yield* sys.sleep(2_500_000);
      sys.fs.close(yield* sys.net.accept(tcp));
      yield* sys.sleep(9_000_000);
    });
    for (const name of ['first', 'second']) {
      start(function* (sys, say) {
        yield* sys.sleep(1000);
        say(`${name} unix ${String(yield* tried(sys.net.connect(unix, { nonblocking: true })))}`);
        yield* tried(sys.net.connect(LOOPBACK));
        say(`${name} tcp`);
        yield* sys.sleep(9_000_000);
      });
    }
    run();
    expect(log).toEqual(['1 first unix 3', '1 first tcp', '1 second unix EAGAIN', '3001 second tcp']);
  });

  it('hold a writer up when the reader is slow, and go on when there is room', () => {
    const { start, run, log, sim } = setup();
    const size = sim.limits.socketBuffer * 3;
    start(function* (sys) {
      const fd = yield* sys.net.accept(sys.net.listen(LOOPBACK, 5));
      yield* sys.sleep(500_000);
      for (let left = size; left > 0;) left -= (yield* sys.net.recv(fd))?.length ?? 0;
    });
    start(function* (sys, say) {
      const fd = yield* sys.net.connect(LOOPBACK);
      yield* sys.net.send(fd, new Uint8Array(size));
      say('sent');
    });
    run();
    expect(log).toEqual(['500 sent']);
  });

  it('are reset by a close that throws bytes away, and by the end of a process that never read', () => {
    const { start, run, log } = setup();
    start(function* (sys) {
      const fd = yield* sys.net.accept(sys.net.listen(LOOPBACK, 5));
      yield* sys.sleep(1000);
      sys.fs.close(fd);
      yield* sys.sleep(1000);
    });
    start(function* (sys, say) {
      const fd = yield* sys.net.connect(LOOPBACK);
      yield* sys.net.send(fd, utf8('unread'));
      say(`recv ${String(yield* tried(sys.net.recv(fd)))}`);
      say(`send ${String(yield* tried(sys.net.send(fd, utf8('x'))))}`);
    });
    run();
    expect(log).toEqual(['1 recv ECONNRESET', '1 send EPIPE']);
  });

  it('in the queue of a server that ends are reset', () => {
    const { start, run, log, world } = setup();
    const server = start(function* (sys) {
      sys.net.listen(LOOPBACK, 5);
      yield* sys.sleep(9_000_000);
    });
    start(function* (sys, say) {
      const fd = yield* sys.net.connect(LOOPBACK);
      yield* sys.sleep(1000);
      world.lifecycle.kill(server, 'KILL', 0);
      say(String(yield* tried(sys.net.recv(fd))));
    });
    run();
    expect(log).toEqual(['1 ECONNRESET']);
    expect(world.network.openConnections).toBe(0);
  });
});

describe('listening', () => {
  it.each([
    ['a port that is taken', '127.0.0.1', 80, 'EADDRINUSE'],
    ['every address where one is taken', '0.0.0.0', 80, 'EADDRINUSE'],
    ["somebody else's address", '10.0.0.2', 81, 'EADDRNOTAVAIL'],
  ])('is refused on %s', (_, ip, port, errno) => {
    const { start, run, log } = setup();
    start(function* (sys, say) {
      sys.net.listen(LOOPBACK, 5);
      say(
        String(
          yield* tried(
            (function* () {
              yield 0;
              return sys.net.listen({ family: 'tcp', ip, port }, 5);
            })(),
          ),
        ),
      );
    });
    run();
    expect(log).toEqual([`0 ${errno}`]);
  });

  it('below 1024 is for root, unless the kernel is told otherwise', () => {
    const { start, run, log, box } = setup();
    const nobody = { uid: 1000, gid: 1000, groups: [1000] };
    const attempt = function* (sys: Sys, say: (text: string) => void): Eff<void> {
      say(
        String(
          yield* tried(
            (function* () {
              yield 0;
              return sys.net.listen(LOOPBACK, 5);
            })(),
          ),
        ),
      );
    };
    start(attempt, box, nobody);
    run();
    box.unprivilegedPort = 0;
    start(attempt, box, nobody);
    run();
    expect(log).toEqual(['0 EACCES', '0 3']);
  });

  it('on a unix socket makes a file that connecting needs write permission for', () => {
    const { start, run, log, box } = setup();
    const unix = { family: 'unix', path: '/s' } as const;
    start(function* (sys) {
      sys.process.umask = 0o077;
      sys.net.listen(unix, 5);
      yield* sys.sleep(1_000_000);
    });
    start(
      function* (sys, say) {
        yield 1000;
        say(String(yield* tried(sys.net.connect(unix))));
        say(String(yield* tried(sys.net.connect({ family: 'unix', path: '/none' }))));
      },
      box,
      { uid: 33, gid: 33, groups: [33] },
    );
    run();
    expect(log).toEqual(['1 EACCES', '1 ENOENT']);
  });
});
