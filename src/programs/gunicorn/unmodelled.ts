/** Settings that this model reads and does not act on: it says so, in the log and as a note in the trace. */
import type { Sys } from '../../machine/sys.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { SETTING } from './settings/index.ts';
import { isList, repr } from './value.ts';

const NAMES = [
  'http_protocols',
  'http2_cleartext',
  'proxy_protocol',
  'protocol',
  'statsd_host',
  'syslog',
  'dirty_apps',
  'spew',
  'paste',
  'logconfig',
  'logconfig_json',
  'logger_class',
  'permit_obsolete_folding',
  'strip_header_spaces',
  'permit_unconventional_http_method',
  'permit_unconventional_http_version',
  'asgi_disconnect_grace_period',
  'http_parser',
] as const;

export function warnUnmodelled(sys: Sys, config: Config, log: Log): void {
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
    log.warning(`${flag} is not modelled in this simulation: it has no effect.`);
    sys.emit({ kind: 'run.note', note: `gunicorn: ${flag} is not modelled`, pid: sys.pid });
  }
}
