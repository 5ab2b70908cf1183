import { expect, it } from 'vitest';
import { utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import type { Eff } from '../../engine/task.ts';
import { ROOT } from '../../machine/filesystem.ts';
import type { Sys } from '../../machine/sys.ts';
import { World } from '../../machine/world.ts';
import { ab } from './ab.ts';
import { hey } from './hey.ts';

/** What ab prints about `answer`, which a server gives to each of three requests. */
function measured(answer: string): string {
  const sim = new Sim(1);
  const world = new World(sim, 0);
  const box = world.addHost({ name: 'box', addresses: ['10.0.0.1'], cores: 2, latency: 0 });
  const program = (argv: string[], main: (sys: Sys) => Eff<number>) =>
    world.lifecycle.start(box, main, { argv, credentials: ROOT, env: new Map(), cwd: '/' });
  program(['server'], function* (sys) {
    const listener = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port: 80 }, 5);
    for (let i = 0; i < 3; i++) {
      const fd = yield* sys.net.accept(listener);
      yield* sys.net.recv(fd);
      yield* sys.net.send(fd, utf8(answer));
      sys.fs.close(fd);
    }
    return 0;
  });
  const client = program(['ab', '-n', '3', 'http://127.0.0.1/'], ab);
  sim.run(1e9);
  return sim.trace.events.map((e) => (e.kind === 'process.output' && e.pid === client.pid ? e.text : '')).join('');
}

it('counts what comes behind the head as it comes: ab knows no chunks', () => {
  const chunked = measured('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n');
  expect(chunked).toContain('Document Length:        16 bytes\n');
  expect(chunked).toContain('HTML transferred:       48 bytes\n');
  expect(measured('HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n')).toContain(
    'HTML transferred:       18 bytes\n',
  );
});

it('hey asks for an unknown name once for each request', () => {
  const sim = new Sim(1);
  const world = new World(sim, 0);
  const box = world.addHost({ name: 'box', addresses: ['10.0.0.1'], cores: 2, latency: 0 });
  const argv = ['hey', '-n', '2', '-c', '1', 'http://nosuch.example/'];
  world.lifecycle.start(box, hey, { argv, credentials: ROOT, env: new Map(), cwd: '/' });
  sim.run(1e9);
  const said = sim.trace.events.map((e) => (e.kind === 'process.output' ? e.text : '')).join('');
  expect(said).toContain(
    '  [2]\tGet "http://nosuch.example/": dial tcp: lookup nosuch.example on 127.0.0.1:53: no such host\n',
  );
});
