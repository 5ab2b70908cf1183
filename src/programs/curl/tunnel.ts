/** CONNECT: a proxy passes bytes to and fro, so that TLS can be spoken with the server behind it. */
import { latin1 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { ResponseReader } from '../../protocols/http1/index.ts';
import { basicAuth, CurlError } from './body.ts';
import type { Options } from './options.ts';
import type { Voice } from './terminal.ts';
import type { Url } from './url.ts';

export function* openTunnel(sys: Sys, fd: number, url: Url, options: Options, voice: Voice): Eff<void> {
  const goal = `${url.host}:${url.port}`;
  const user = options.texts.get('proxy-user');
  const agent = options.texts.get('user-agent') ?? 'curl/7.88.1';
  const lines = [
    `CONNECT ${goal} HTTP/1.1`,
    `Host: ${goal}`,
    ...(user === undefined ? [] : [`Proxy-Authorization: ${basicAuth(user)}`]),
    ...(agent === '' ? [] : [`User-Agent: ${agent}`]),
    'Proxy-Connection: Keep-Alive',
    '',
  ];
  yield* voice.info('allocate connect buffer');
  yield* voice.info(`Establish HTTP proxy tunnel to ${goal}`);
  yield* voice.lines('>', lines);
  yield* sys.net.send(fd, latin1(lines.map((line) => `${line}\r\n`).join('')));
  // The body of a refusal is not waited for.
  const reader = new ResponseReader('HEAD');
  for (;;) {
    const bytes = yield* sys.net.recv(fd, 16_384, null);
    if (bytes === null || bytes.length === 0) throw new CurlError(56, 'Proxy CONNECT aborted');
    for (const event of reader.feed(bytes)) {
      if (event.type === 'fault') throw new CurlError(56, 'Invalid response header');
      if (event.type !== 'head') continue;
      const { head } = event;
      yield* voice.lines('<', [head.line, ...head.headers.map((h) => `${h.name}: ${h.value}`), '']);
      if (head.status >= 200 && head.status < 300) return;
      throw new CurlError(56, `CONNECT tunnel failed, response ${head.status}`);
    }
  }
}
