/** The log at HUP: its files are opened anew, as the settings name them now. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Loaded } from './loader.ts';
import { closeLogs, Log, openLogs } from './log.ts';
import { openPythonLog } from './python-log.ts';

/** Once Python writes the log, it goes on doing so. */
export function* logAfterReload(sys: Sys, loaded: Loaded, before: Log): Eff<Log> {
  yield* before.settled();
  if (before.target.python) {
    yield* openPythonLog(sys, loaded, true);
    return before;
  }
  closeLogs(sys, before.target);
  const log = new Log(sys, openLogs(sys, loaded.config));
  if (log.target.python) yield* openPythonLog(sys, loaded, false);
  return log;
}
