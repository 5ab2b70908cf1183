/** Settings that this model reads and does not act on: a note in the trace says so. The log has no such line in the world. */
import type { Sys } from '../../machine/sys.ts';
import { isEventlet } from './classes.ts';
import type { Config } from './config.ts';
import { SETTING } from './settings/index.ts';
import { isList, repr } from './value.ts';

const NAMES = [
  'http_protocols',
  'http2_cleartext',
  'statsd_host',
  'syslog',
  'dirty_apps',
  'spew',
  'asgi_disconnect_grace_period',
  'http_parser',
] as const;

export function noteUnmodelled(sys: Sys, config: Config): void {
  if (isEventlet(config)) {
    const note = 'gunicorn: version 26 has no eventlet worker any more; this one does as the one of version 20 did';
    sys.emit({ kind: 'run.note', note, pid: sys.pid });
  }
  for (const name of NAMES) {
    const setting = SETTING.get(name);
    if (!setting) continue;
    const value = config.get(name);
    if (
      repr(value) === repr(name === 'http_protocols' ? ['h1'] : setting.default) ||
      (isList(value) && value.length === 0)
    )
      continue;
    const flag = setting.cli?.at(-1) ?? name;
    sys.emit({ kind: 'run.note', note: `gunicorn: ${flag} is not modelled`, pid: sys.pid });
  }
}
