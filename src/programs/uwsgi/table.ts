/**
 * Options of uWSGI 2.0.21 that are of use here, in the order of its table (uwsgi --help; core/uwsgi.c, plugins/http,
 * plugins/python). `owner` is the plugin that brings an option: without it the command line does not know the name.
 * Letters: short forms. `*` may be given more than once.
 */
export type Owner = 'core' | 'http' | 'python';

export interface OptionSpec {
  readonly names: readonly string[];
  readonly short: string;
  readonly owner: Owner;
  readonly kind: 'flag' | 'value' | 'list';
  /** Known, and without effect here: a note says so. */
  readonly unmodelled: boolean;
}

const CORE = `
socket,uwsgi-socket s list
http-socket - list
http-socket-modifier1 - value !
http-socket-modifier2 - value !
http11-socket - list
https-socket - list !
https-socket-modifier1 - value !
https-socket-modifier2 - value !
fastcgi-socket - list !
scgi-socket - list !
protocol - value
socket-protocol - value
shared-socket - list !
processes,workers p value
thunder-lock - flag
harakiri t value
harakiri-verbose - flag
daemonize d value
daemonize2 - value
stop - value !
reload - value !
pause - value !
ini - list
file-config - list !
need-app - flag
need-plugin,need-plugins - list
plugin,plugins - list
plugin-dir,plugins-dir - list
enable-threads T flag
master M flag
max-requests R value
min-worker-lifetime - value !
max-worker-lifetime - value !
reload-on-as - value !
reload-on-rss - value !
reload-mercy - value
worker-reload-mercy - value
exit-on-reload - flag
die-on-term - flag
vacuum - flag
chmod-socket,chmod C value?
chown-socket - value
umask - value
listen l value
buffer-size b value
post-buffering - value
socket-timeout z value
disable-logging,disable-log L flag
log-4xx - flag
log-5xx - flag
log-slow - value !
log-date - value !
logto - value
logto2 - value
logger - list !
log-format - value
log-x-forwarded-for - flag
log-master - flag
pidfile - value
pidfile2 - value
safe-pidfile - value
chdir - value
chdir2 - value
uid - value
gid - value
lazy - flag
lazy-apps - flag
single-interpreter i flag
threads - value
thread-stacksize - value
no-threads-wait - flag
cheap - flag !
cheaper - value !
cheaper-initial - value !
idle - value !
env - list
set - list
mount - list
manage-script-name - flag
procname - value
procname-prefix - value
auto-procname - flag
stats,stats-server - value !
touch-reload - list
py-tracebacker - value !
static-map - list
check-static - list
offload-threads - value !
spooler Q list !
mule - list !
emperor - list !
async - value !
ignore-sigpipe - flag
ignore-write-errors - flag
disable-write-exception - flag
version - flag
help h flag
strict - flag
show-config - flag
no-orphans - flag
memory-report - flag
limit-as - value !
limit-post - value
add-header - list !
queue - value !
cache2 - list !
`;

const HTTP = `
http - list
https - list !
http-to - list
http-processes,http-workers - value
http-keepalive - flag
http-auto-chunked - flag
http-timeout - value
http-connect-timeout - value
http-headers-timeout - value
`;

const PYTHON = `
wsgi-file,file - value
wsgi,module w value
callable - value
eval - value !
test - value !
home,virtualenv,venv,pyhome H value
pythonpath,python-path,pp - list
pyargv - value
wsgi-env-behaviour,wsgi-env-behavior - value
py-autoreload,python-autoreload - value
paste - value !
catch-exceptions - flag
wsgi-lite - value !
python-version - flag
reload-os-env - flag
`;

const rows = (text: string, owner: Owner): OptionSpec[] =>
  text
    .trim()
    .split('\n')
    .map((row) => {
      const [names = '', short = '-', kind = 'flag', mark = ''] = row.split(' ');
      return {
        names: names.split(','),
        short: short === '-' ? '' : short,
        owner,
        kind: kind === 'list' ? 'list' : kind.startsWith('value') ? 'value' : 'flag',
        unmodelled: mark === '!',
      };
    });

export const OPTIONS: readonly OptionSpec[] = [...rows(CORE, 'core'), ...rows(HTTP, 'http'), ...rows(PYTHON, 'python')];
