/** Hooks of the configuration file: functions that gunicorn calls at certain moments (settings reference, "Server Hooks"). */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import { ask, emitError } from './guest-app.ts';
import type { Loaded } from './loader.ts';

/** Call a hook if the configuration file defines it; `facts` fill the stand-ins for server and worker. */
export function* runHook(
  sys: Sys,
  loaded: Loaded,
  name: string,
  facts: Readonly<Record<string, GuestValue>>,
): Eff<void> {
  if (!loaded.config.hooks.has(name) || loaded.location === null) return;
  const about = { pid: sys.pid, ppid: sys.ppid, workers: loaded.config.int('workers'), ...facts };
  const answer = yield* ask(sys, 'hook', [name, loaded.location, about]);
  if (answer.ok) return;
  sys.print(2, answer.failure.traceback);
  emitError(sys, answer.failure);
}
