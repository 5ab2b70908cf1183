/** nginx 1.22.1 (Debian 12's build): directives of the core, events and configuration modules. Columns: see table.ts. */
export const CORE_DIRECTIVES = `
daemon m 1 flag
master_process m 1 flag
timer_resolution m 1 msec
pid m 1 str
lock_file m 1 str
worker_processes m 1 own
debug_points m 1 enum:stop,abort
user m 12 own
worker_priority m 1 own
worker_cpu_affinity m 1+ own
worker_rlimit_nofile m 1 num
worker_rlimit_core m 1 own
worker_shutdown_timeout m 1 msec
working_directory m 1 str
env m 1 own
load_module m 1 own
error_log m 1+ own
include * 1 own
worker_connections e 1 own
use e 1 own
multi_accept e 1 flag
accept_mutex e 1 flag
accept_mutex_delay e 1 msec
debug_connection e 1 own
events m {0 own
epoll_events e 1 num
worker_aio_requests e 1 num
thread_pool m 23 own
ssl_engine m 1 own
pcre_jit m 1 flag
http m {0 own
`;
