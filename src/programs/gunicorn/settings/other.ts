/** gunicorn 26.2 settings: SSL, HTTP/2, Dirty Arbiters. Names, flags, types and defaults as its settings reference lists them. */
import type { Setting } from './setting.ts';

export const OTHER: readonly Setting[] = [
  { name: 'keyfile', section: 'SSL', order: 80, cli: ['--keyfile'], meta: 'FILE', validator: 'string', default: null },
  { name: 'certfile', section: 'SSL', order: 81, cli: ['--certfile'], meta: 'FILE', validator: 'string', default: null },
  { name: 'ssl_version', section: 'SSL', order: 82, cli: ['--ssl-version'], validator: 'ssl_version', default: 2 },
  { name: 'cert_reqs', section: 'SSL', order: 83, cli: ['--cert-reqs'], validator: 'pos_int', default: 0 },
  { name: 'ca_certs', section: 'SSL', order: 84, cli: ['--ca-certs'], meta: 'FILE', validator: 'string', default: null },
  { name: 'suppress_ragged_eofs', section: 'SSL', order: 85, cli: ['--suppress-ragged-eofs'], action: 'store_true', validator: 'bool', default: true },
  { name: 'do_handshake_on_connect', section: 'SSL', order: 86, cli: ['--do-handshake-on-connect'], action: 'store_true', validator: 'bool', default: false },
  { name: 'ciphers', section: 'SSL', order: 87, cli: ['--ciphers'], validator: 'string', default: null },
  { name: 'http_protocols', section: 'HTTP/2', order: 88, cli: ['--http-protocols'], meta: 'STRING', validator: 'http_protocols', default: 'h1' },
  { name: 'http2_cleartext', section: 'HTTP/2', order: 89, cli: ['--http2-cleartext'], meta: 'STRING', validator: 'http2_cleartext', default: 'off' },
  { name: 'http2_max_concurrent_streams', section: 'HTTP/2', order: 90, cli: ['--http2-max-concurrent-streams'], meta: 'INT', type: 'int', validator: 'pos_int', default: 100 },
  { name: 'http2_initial_window_size', section: 'HTTP/2', order: 91, cli: ['--http2-initial-window-size'], meta: 'INT', type: 'int', validator: 'pos_int', default: 65535 },
  { name: 'http2_max_frame_size', section: 'HTTP/2', order: 92, cli: ['--http2-max-frame-size'], meta: 'INT', type: 'int', validator: 'http2_frame_size', default: 16384 },
  { name: 'http2_max_header_list_size', section: 'HTTP/2', order: 93, cli: ['--http2-max-header-list-size'], meta: 'INT', type: 'int', validator: 'pos_int', default: 65536 },
  { name: 'dirty_apps', section: 'Dirty Arbiters', order: 107, cli: ['--dirty-app'], meta: 'STRING', action: 'append', validator: 'list_string', default: [] },
  { name: 'dirty_workers', section: 'Dirty Arbiters', order: 108, cli: ['--dirty-workers'], meta: 'INT', type: 'int', validator: 'pos_int', default: 0 },
  { name: 'dirty_timeout', section: 'Dirty Arbiters', order: 109, cli: ['--dirty-timeout'], meta: 'INT', type: 'int', validator: 'pos_int', default: 300 },
  { name: 'dirty_threads', section: 'Dirty Arbiters', order: 110, cli: ['--dirty-threads'], meta: 'INT', type: 'int', validator: 'pos_int', default: 1 },
  { name: 'dirty_graceful_timeout', section: 'Dirty Arbiters', order: 111, cli: ['--dirty-graceful-timeout'], meta: 'INT', type: 'int', validator: 'pos_int', default: 30 },
];
