/** Type=forking: the started command ends, and what it left behind is the service (systemd.service(5), 252). */
import type { Eff } from '../../engine/task.ts';
import { exitText, isClean } from './exit-codes.ts';
import type { Ran } from './service-state.ts';
import type { Service } from './service.ts';

/** Wait for the command to end and find the main process; false, and the service's result, when there is none. */
export function* awaitFork(service: Service, ran: Ran, deadline: number): Eff<boolean> {
  const { unit, sys } = service;
  while (ran.status === null && sys.now < deadline) yield* sys.waitAny([service.changed], service.left(deadline));
  if (ran.status === null) {
    service.log(`${unit.name}: start operation timed out. Terminating.`);
    service.result = 'timeout';
    return false;
  }
  if (!isClean(ran.status, false, [])) {
    service.log(`${unit.name}: Control process exited, ${exitText(ran.status, true)}`);
    service.result = ran.status.signal === null ? 'exit-code' : 'signal';
    return false;
  }
  const told = yield* readPidFile(service, deadline);
  const alive = service.processes();
  const main = alive.find((p) => p.pid === told) ?? alive[0];
  if (typeof told === 'string' || !main) {
    service.result = typeof told === 'string' ? told : 'protocol';
    return false;
  }
  service.mainPid = main.pid;
  service.main = { key: 'ExecStart', command: ran.command, pid: main.pid, status: null };
  return true;
}

/**
 * The pid in PIDFile=, which may appear a little after the start; 0: there is no such setting. It is waited for until
 * the start's time is over ('timeout') or nothing is left that could write it ('protocol').
 */
function* readPidFile(service: Service, deadline: number): Eff<number | 'timeout' | 'protocol'> {
  const { unit, sys } = service;
  const file = unit.text('Service.PIDFile');
  if (file === null) return 0;
  for (let isFirst = true; !sys.fs.exists(file); isFirst = false) {
    if (isFirst) service.log(`${unit.name}: Can't open PID file ${file} (yet?) after start: No such file or directory`);
    if (sys.now >= deadline) {
      service.log(`${unit.name}: start operation timed out. Terminating.`);
      return 'timeout';
    }
    if (service.processes().length === 0) {
      service.log(`${unit.name}: Daemon never wrote its PID file. Failing.`);
      return 'protocol';
    }
    yield* sys.sleep(50_000);
  }
  return Number.parseInt(sys.fs.readText(file), 10);
}
