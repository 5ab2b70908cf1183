import { utf8 } from '../base/bytes.ts';
import type { Eff } from '../engine/task.ts';
import { SysError } from './errno.ts';
import type { Sys } from './sys.ts';

/**
 * sd_notify(3): tell the service manager in NOTIFY_SOCKET how it stands (`READY=1`, `STATUS=…`, one per line). Nothing
 * happens without one. Each line goes with the sender's pid, which the kernel adds to real datagrams.
 */
export function* notifyManager(sys: Sys, text: string): Eff<void> {
  const path = sys.getenv('NOTIFY_SOCKET');
  if (path === null) return;
  try {
    const fd = yield* sys.net.connect({ family: 'unix', path });
    const lines = text.split('\n').map((line) => `${sys.pid} ${line}\n`);
    yield* sys.net.send(fd, utf8(lines.join('')));
    sys.fs.close(fd);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}
