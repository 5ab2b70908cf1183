/** The machine goes down and comes up again (bootup(7), systemd-shutdown(8)): what is enabled starts, nothing else. */
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Process } from '../../machine/process.ts';
import type { Signal } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Manager } from './manager.ts';
import { removeTree } from './runtime-directories.ts';

/** Firmware, boot loader and kernel until pid 1 runs, µs. */
const KERNEL = 4_000_000;
/** What ignores SIGTERM at the end is killed after this, µs. */
const GRACE = 10_000_000;

/** Stop every unit in the opposite order, then end whatever is left. */
export function* goDown(manager: Manager, reap: () => void): Eff<void> {
  const { sys, journal } = manager;
  const { host } = sys.process;
  host.restarting = true;
  broadcast(sys, `Broadcast message from root@${host.name}:\n\nThe system will reboot now!\n`);
  journal.add('init.scope', 'systemd', 1, 'System is rebooting.');
  for (const timer of manager.timers.values()) timer.stop();
  for (const socket of manager.sockets.values()) socket.stop();
  const stopping = [...manager.services.values()].reverse();
  const waiting = new Set(stopping);
  for (const service of stopping) {
    sys.thread(
      `${service.unit.name} shutdown`,
      (function* stop(): Eff<void> {
        yield* service.stop();
        waiting.delete(service);
      })(),
    );
  }
  while (waiting.size > 0) {
    reap();
    yield* sys.waitAny([sys.process.childChanged], 100_000);
  }
  journal.add('reboot.target', 'systemd', 1, 'Reached target reboot.target - System Reboot.');
  journal.add('init.scope', 'systemd-shutdown', 1, 'Sending SIGTERM to remaining processes...');
  const rest = (): Process[] => [...host.processes.values()].filter((p) => p.pid !== sys.pid && p.state === 'running');
  const tell = (signal: Signal, whom: (process: Process) => boolean = () => true): void => {
    for (const process of rest().filter(whom)) {
      try {
        sys.kill(process.pid, signal);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
      }
    }
  };
  tell('TERM');
  // Shells ignore that; the terminals that they sit at are hung up.
  tell(
    'HUP',
    (process) => process.session === process.pid && process.fds.has(0) && process.fds.get(0).description.kind === 'tty',
  );
  tell('CONT');
  const deadline = sys.now + GRACE;
  while (rest().length > 0 && sys.now < deadline) {
    reap();
    yield* sys.waitAny([sys.process.childChanged], 100_000);
  }
  if (rest().length > 0) journal.add('init.scope', 'systemd-shutdown', 1, 'Sending SIGKILL to remaining processes...');
  tell('KILL');
  for (const process of Array.from(host.processes.values())) {
    if (process.pid !== sys.pid && process.state === 'zombie') sys.world.lifecycle.reap(process, sys.pid);
  }
}

/** Whoever sits at a terminal reads it. */
function broadcast(sys: Sys, text: string): void {
  for (const tty of sys.world.ttys.values()) tty.write(utf8(`\r\n${text.replaceAll('\n', '\r\n')}\r\n`));
}

/** The kernel has started again: what was in memory is gone (/run, and /tmp as Debian empties it). */
export function* comeUp(sys: Sys): Eff<void> {
  const { host } = sys.process;
  for (const dir of ['/run', '/tmp']) for (const name of list(sys, dir)) removeTree(sys, `${dir}/${name}`);
  yield KERNEL;
  host.boots.push(sys.now);
  host.restarting = false;
}

const list = (sys: Sys, dir: string): readonly string[] => (sys.fs.exists(dir) ? sys.fs.readdir(dir) : []);
