import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Process } from '../../machine/process.ts';
import { isSignal, type Signal } from '../../machine/signals.ts';
import type { Service } from './service.ts';

/**
 * End a service's processes (systemd.kill(5)): KillSignal= to whom KillMode= says, SIGKILL to what is left when
 * TimeoutStopSec= is over, and with KillMode=mixed as soon as the main process has gone.
 */
export function* killAll(service: Service): Eff<void> {
  const { unit, sys } = service;
  const mode = unit.text('Service.KillMode') ?? 'control-group';
  if (mode === 'none') return;
  const told = (unit.text('Service.KillSignal') ?? 'SIGTERM').replace(/^SIG/, '');
  const signal: Signal = isSignal(told) ? told : 'TERM';
  const main = (): Process[] => service.processes().filter((p) => p.pid === service.mainPid);
  const concerned = (): Process[] => (mode === 'process' ? main() : service.processes());
  const first = mode === 'mixed' ? main() : concerned();
  for (const process of first) send(service, process, signal);
  const deadline = sys.now + service.stopTimeout;
  const awaited = (): Process[] =>
    mode === 'mixed' ? service.processes().filter((p) => first.includes(p)) : concerned();
  while (awaited().length > 0 && sys.now < deadline) yield* sys.waitAny([service.changed], service.left(deadline));
  const rest = concerned();
  if (rest.length === 0) return;
  if (awaited().length > 0) {
    service.log(`${unit.name}: State 'stop-sigterm' timed out. Killing.`);
    service.result = 'timeout';
  }
  for (const process of rest) {
    const name = (process.argv[0] ?? '').split('/').pop() ?? '';
    service.log(`${unit.name}: Killing process ${process.pid} (${name}) with signal SIGKILL.`);
    send(service, process, 'KILL');
  }
  while (concerned().length > 0) yield* sys.waitAny([service.changed], 1_000_000);
}

function send({ sys }: Service, process: Process, signal: Signal): void {
  try {
    sys.kill(process.pid, signal);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
  }
}

/** What was killed is told of when it has been reaped, which is a moment later. */
export function* awaitReaping(service: Service): Eff<void> {
  const { main, sys } = service;
  const deadline = sys.now + 1_000_000;
  const isTold = (): boolean => main?.status !== null || service.processes().some(({ pid }) => pid === main.pid);
  while (!isTold() && sys.now < deadline) yield* sys.waitAny([service.changed], service.left(deadline));
}
