import { concat, fromUtf8, utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Options } from './systemctl.ts';

/**
 * Between systemctl and the manager: a unix socket, one JSON request line, one JSON answer per line as things happen.
 * (The real ones speak D-Bus there.)
 */
export const SOCKET = '/run/systemd/private';

export interface BusRequest {
  readonly verb: string;
  readonly units: readonly string[];
  readonly options: Options;
  readonly uid: number;
}

/** Text for one of the client's outputs, or the end with the exit code. */
export type BusReply = { readonly fd: 1 | 2; readonly text: string } | { readonly exit: number };

const NOT_BOOTED =
  "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n";

/** Hand a verb to the manager and print what it answers; returns the exit code. */
export function* askManager(sys: Sys, verb: string, units: readonly string[], options: Options): Eff<number> {
  let fd: number;
  try {
    if (!sys.fs.exists('/run/systemd/system')) throw new SysError('ENOENT');
    fd = yield* sys.net.connect({ family: 'unix', path: SOCKET });
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    sys.print(2, NOT_BOOTED);
    return 1;
  }
  const request: BusRequest = { verb, units, options, uid: sys.process.credentials.uid };
  yield* sys.net.send(fd, utf8(`${JSON.stringify(request)}\n`));
  for (let rest: Bytes = new Uint8Array(); ;) {
    const { line, after } = yield* readLine(sys, fd, rest);
    if (line === null) return 1;
    rest = after;
    const reply = JSON.parse(line) as BusReply;
    if ('exit' in reply) {
      sys.fs.close(fd);
      return reply.exit;
    }
    yield* sys.fs.write(reply.fd, utf8(reply.text));
  }
}

/** The next line of a stream; null at its end. */
export function* readLine(
  sys: Sys,
  fd: number,
  before: Bytes,
): Eff<{ readonly line: string | null; readonly after: Bytes }> {
  let all = before;
  for (;;) {
    const end = all.indexOf(10);
    if (end >= 0) return { line: fromUtf8(all.subarray(0, end)), after: all.subarray(end + 1) };
    const more = yield* sys.net.recv(fd);
    if (more === null || more.length === 0) return { line: null, after: all };
    all = concat([all, more]);
  }
}
