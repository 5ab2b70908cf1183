/**
 * The backend of many recordings: it answers with the very bytes that it received, and misbehaves when the path says
 * so. A stand-in for the recordings' Python script of the same name, so that nginx is tested without Python.
 */
import { fromLatin1, latin1 } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { SysError } from '../../../machine/errno.ts';
import type { Sys } from '../../../machine/sys.ts';
import type { Program } from '../../../machine/world.ts';

const SPECIAL: readonly (readonly [path: string, answer: string])[] = [
  ['/garbage', 'this is not http\r\n\r\nhello'],
  ['/bigheader', `HTTP/1.1 200 OK\r\nX-Big: ${'v'.repeat(9000)}\r\nContent-Length: 2\r\n\r\nok`],
  [
    '/headers',
    'HTTP/1.1 200 OK\r\nServer: backend/9\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nX-Powered-By: x\r\nX-Accel-Expires: 5\r\nX-Accel-Limit-Rate: 100000\r\nX-Pad: y\r\nConnection: close\r\nKeep-Alive: timeout=5\r\nSet-Cookie: a=1; Path=/app\r\nSet-Cookie: b=2\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n',
  ],
  ['/badstatus', 'HTTP/1.1 abc OK\r\nContent-Length: 2\r\n\r\nok'],
  ['/close', ''],
];

export const rawEcho: Program = function* (sys: Sys): Eff<number> {
  const port = Number(sys.argv[2] ?? '8000');
  const listener = sys.net.listen({ family: 'tcp', ip: '127.0.0.1', port }, 50);
  for (let n = 1; ; n++) {
    const fd = yield* sys.net.accept(listener);
    sys.print(1, `connection ${n}\n`);
    sys.thread(`echo ${n}`, quietly(sys, fd));
  }
};

function* quietly(sys: Sys, fd: number): Eff<void> {
  try {
    yield* serve(sys, fd);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
  if (sys.process.fds.has(fd)) sys.fs.close(fd);
}

function* serve(sys: Sys, fd: number): Eff<void> {
  let text = '';
  for (;;) {
    while (!text.includes('\r\n\r\n')) {
      const bytes = (yield* sys.net.recv(fd)) ?? new Uint8Array(0);
      if (bytes.length === 0) return;
      text += fromLatin1(bytes);
    }
    const end = text.indexOf('\r\n\r\n') + 4;
    const head = text.slice(0, end);
    const chunked = /transfer-encoding: chunked/i.test(head);
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? '0');
    const whole = (): boolean => (chunked ? text.endsWith('0\r\n\r\n') : text.length >= end + length);
    while (!whole()) {
      const bytes = (yield* sys.net.recv(fd)) ?? new Uint8Array(0);
      if (bytes.length === 0) return;
      text += fromLatin1(bytes);
    }
    const total = chunked ? text.length : end + length;
    const body = text.slice(0, total).replaceAll('\r\n', '\n');
    text = text.slice(total);
    const path = head.split(' ')[1] ?? '';
    if (path.startsWith('/rst')) return sys.net.abort(fd);
    if (path.startsWith('/half')) {
      yield* sys.net.send(fd, latin1('HTTP/1.1 200 OK\r\nContent-Le'));
      yield* sys.sleep(300_000);
      return;
    }
    const special = SPECIAL.find(([prefix]) => path.startsWith(prefix));
    if (special !== undefined) {
      if (special[1] !== '') yield* sys.net.send(fd, latin1(special[1]));
      return;
    }
    const keep = !/connection: close/i.test(head) && !head.includes('HTTP/1.0');
    yield* sys.net.send(
      fd,
      latin1(
        `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n${keep ? '' : 'Connection: close\r\n'}\r\n${body}`,
      ),
    );
    if (!keep) return;
  }
}
