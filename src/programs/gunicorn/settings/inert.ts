/** Settings that are read and checked here and have no effect: the reference says so. A test holds this against the code. */
const NAMES = `
disable_redirect_access_to_syslog syslog_addr syslog syslog_prefix
syslog_facility enable_stdio_inheritance statsd_host dogstatsd_tags statsd_prefix enable_backlog_metric ssl_context
on_dirty_starting dirty_post_fork dirty_worker_init dirty_worker_exit asgi_loop asgi_disconnect_grace_period http_parser
spew ssl_version cert_reqs ca_certs suppress_ragged_eofs do_handshake_on_connect http2_cleartext
http2_max_concurrent_streams http2_initial_window_size http2_max_frame_size http2_max_header_list_size dirty_apps
dirty_workers dirty_timeout dirty_threads dirty_graceful_timeout tmp_upload_dir
raw_paste_global_conf
`;

/** Looked at for what may be wrong with them, and no more. */
export const CHECKED: readonly string[] = ['http_protocols', 'paste'];

export const INERT: ReadonlySet<string> = new Set([...NAMES.trim().split(/\s+/), ...CHECKED]);
