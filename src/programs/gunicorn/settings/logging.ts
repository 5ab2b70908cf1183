/** gunicorn 26.2 settings: Logging. Names, flags, types and defaults as its settings reference lists them. */
import type { Setting } from './setting.ts';

export const LOGGING: readonly Setting[] = [
  { name: 'accesslog', section: 'Logging', order: 37, cli: ['--access-logfile'], meta: 'FILE', validator: 'string', default: null },
  { name: 'disable_redirect_access_to_syslog', section: 'Logging', order: 38, cli: ['--disable-redirect-access-to-syslog'], action: 'store_true', validator: 'bool', default: false },
  { name: 'access_log_format', section: 'Logging', order: 39, cli: ['--access-logformat'], meta: 'STRING', validator: 'string', default: '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s"' },
  { name: 'errorlog', section: 'Logging', order: 40, cli: ['--error-logfile', '--log-file'], meta: 'FILE', validator: 'string', default: '-' },
  { name: 'loglevel', section: 'Logging', order: 41, cli: ['--log-level'], meta: 'LEVEL', validator: 'string', default: 'info' },
  { name: 'capture_output', section: 'Logging', order: 42, cli: ['--capture-output'], action: 'store_true', validator: 'bool', default: false },
  { name: 'logger_class', section: 'Logging', order: 43, cli: ['--logger-class'], meta: 'STRING', validator: 'class', default: 'gunicorn.glogging.Logger' },
  { name: 'logconfig', section: 'Logging', order: 44, cli: ['--log-config'], meta: 'FILE', validator: 'string', default: null },
  { name: 'logconfig_dict', section: 'Logging', order: 45, validator: 'dict', default: {  } },
  { name: 'logconfig_json', section: 'Logging', order: 46, cli: ['--log-config-json'], meta: 'FILE', validator: 'string', default: null },
  { name: 'syslog_addr', section: 'Logging', order: 47, cli: ['--log-syslog-to'], meta: 'SYSLOG_ADDR', validator: 'string', default: 'udp://localhost:514' },
  { name: 'syslog', section: 'Logging', order: 48, cli: ['--log-syslog'], action: 'store_true', validator: 'bool', default: false },
  { name: 'syslog_prefix', section: 'Logging', order: 49, cli: ['--log-syslog-prefix'], meta: 'SYSLOG_PREFIX', validator: 'string', default: null },
  { name: 'syslog_facility', section: 'Logging', order: 50, cli: ['--log-syslog-facility'], meta: 'SYSLOG_FACILITY', validator: 'string', default: 'user' },
  { name: 'enable_stdio_inheritance', section: 'Logging', order: 51, cli: ['-R', '--enable-stdio-inheritance'], action: 'store_true', validator: 'bool', default: false },
  { name: 'statsd_host', section: 'Logging', order: 52, cli: ['--statsd-host'], meta: 'STATSD_ADDR', validator: 'statsd_address', default: null },
  { name: 'dogstatsd_tags', section: 'Logging', order: 53, cli: ['--dogstatsd-tags'], meta: 'DOGSTATSD_TAGS', validator: 'string', default: '' },
  { name: 'statsd_prefix', section: 'Logging', order: 54, cli: ['--statsd-prefix'], meta: 'STATSD_PREFIX', validator: 'string', default: '' },
  { name: 'enable_backlog_metric', section: 'Logging', order: 55, cli: ['--enable-backlog-metric'], action: 'store_true', validator: 'bool', default: false },
];
