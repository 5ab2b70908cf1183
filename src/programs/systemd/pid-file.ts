import type { Eff } from '../../engine/task.ts';
import type { Service } from './service.ts';

/** The pid in PIDFile=, which may appear a little after the start; 0: there is none. */
export function* readPidFile(service: Service, deadline: number): Eff<number> {
  const { unit, sys } = service;
  const file = unit.text('Service.PIDFile');
  if (file === null) return 0;
  for (let tries = 0; !sys.fs.exists(file) && tries < 100 && sys.now < deadline; tries++) {
    if (tries === 0)
      service.log(`${unit.name}: Can't open PID file ${file} (yet?) after start: No such file or directory`);
    yield* sys.sleep(50_000);
  }
  return sys.fs.exists(file) ? Number.parseInt(sys.fs.readText(file), 10) : 0;
}
