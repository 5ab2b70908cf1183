/**
 * The log where Python's `logging` writes it: --log-config and its like, logconfig_dict, or a logger class of the project's.
 * Lines wait in the order in which they were said; a task of the process carries them over to gd/servers/gunicorn_logger.py.
 */
import type { Cond } from '../../engine/cond.ts';
import type { Eff } from '../../engine/task.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Config } from './config.ts';
import { ask, type Asked } from './guest-app.ts';
import { HookFailed } from './hooks.ts';
import type { Loaded } from './loader.ts';
import type { Level } from './log.ts';
import { settingsForPython } from './settings-for-python.ts';
import { isDict, PyError, type Value } from './value.ts';

const OWN_CLASS: readonly Value[] = ['gunicorn.glogging.Logger', 'simple', 'gunicorn.instrument.statsd.Statsd'];

/** Do the settings say how the log is written, beyond level and files? */
export function wantsPython(config: Config): boolean {
  const dict = config.get('logconfig_dict');
  return (
    config.text('logconfig') !== null ||
    config.text('logconfig_json') !== null ||
    (isDict(dict) && Object.keys(dict).length > 0) ||
    !OWN_CLASS.includes(config.get('logger_class'))
  );
}

/** Open it in the arbiter, or open it anew at HUP. Throws `PyError` and `HookFailed` for one that cannot be had. */
export function* openPythonLog(sys: Sys, { config, paths }: Loaded, again: boolean): Eff<void> {
  const answer = yield* ask(sys, again ? 'reload_logger' : 'open_logger', [settingsForPython(config), ...paths]);
  check(sys, answer);
}

function check(sys: Sys, answer: Asked<GuestValue>): void {
  if (answer.ok) return;
  const { failure } = answer;
  if (failure.exit !== null) return sys.exit(failure.exit);
  throw failure.type === 'RuntimeError' ? new PyError('RuntimeError', failure.message) : new HookFailed(failure);
}

export class PythonLog {
  private readonly lines: [Level, string][] = [];
  private carrying = false;
  private readonly changed: Cond;

  constructor(private readonly sys: Sys) {
    this.changed = sys.cond();
  }

  push(level: Level, text: string): void {
    this.lines.push([level, text]);
    if (this.carrying) return;
    this.carrying = true;
    this.sys.thread('log', this.carry());
  }

  private *carry(): Eff<void> {
    while (this.lines.length > 0) yield* ask(this.sys, 'log_lines', [this.lines.splice(0)]);
    this.carrying = false;
    this.changed.notifyAll();
  }

  /** Until all has been written: before the process ends. */
  *settled(): Eff<void> {
    while (this.carrying) yield this.changed;
  }
}
