/** /etc/apache2 as Debian's packages leave it (apache2 2.4, libapache2-mod-wsgi-py3), in short: what the server reads. */
import { DEPENDS, MODULES } from './conf/modules.ts';

const APACHE2_CONF = `# Read first: see /usr/share/doc/apache2/README.Debian
DefaultRuntimeDir \${APACHE_RUN_DIR}
PidFile \${APACHE_PID_FILE}
Timeout 300
KeepAlive On
MaxKeepAliveRequests 100
KeepAliveTimeout 5
User \${APACHE_RUN_USER}
Group \${APACHE_RUN_GROUP}
HostnameLookups Off
ErrorLog \${APACHE_LOG_DIR}/error.log
LogLevel warn

IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf

Include ports.conf

<Directory />
	Options FollowSymLinks
	AllowOverride None
	Require all denied
</Directory>

<Directory /usr/share>
	AllowOverride None
	Require all granted
</Directory>

<Directory /var/www/>
	Options Indexes FollowSymLinks
	AllowOverride None
	Require all granted
</Directory>

AccessFileName .htaccess

<FilesMatch "^\\.ht">
	Require all denied
</FilesMatch>

LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
LogFormat "%h %l %u %t \\"%r\\" %>s %O" common

IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf
`;

const PORTS = `Listen 80

<IfModule ssl_module>
	Listen 443
</IfModule>
`;

const ENVVARS = `unset HOME
export APACHE_RUN_USER=www-data
export APACHE_RUN_GROUP=www-data
export APACHE_PID_FILE=/var/run/apache2/apache2.pid
export APACHE_RUN_DIR=/var/run/apache2
export APACHE_LOCK_DIR=/var/lock/apache2
export APACHE_LOG_DIR=/var/log/apache2
export LANG=C
`;

const DEFAULT_SITE = `<VirtualHost *:80>
	ServerAdmin webmaster@localhost
	DocumentRoot /var/www/html

	ErrorLog \${APACHE_LOG_DIR}/error.log
	CustomLog \${APACHE_LOG_DIR}/access.log combined
</VirtualHost>
`;

const SECURITY = `ServerTokens OS
ServerSignature On
TraceEnable Off
`;

const MPM_EVENT = `StartServers            2
MinSpareThreads         25
MaxSpareThreads         75
ThreadLimit             64
ThreadsPerChild         25
MaxRequestWorkers       150
MaxConnectionsPerChild  0
`;

const CONFS: Readonly<Record<string, string>> = {
  mpm_event: MPM_EVENT,
  dir: 'DirectoryIndex index.html index.cgi index.pl index.php index.xhtml index.htm\n',
  mime: 'TypesConfig /etc/mime.types\n',
};

/** Modules that are enabled from the start. */
const ENABLED =
  'access_compat alias auth_basic authn_core authn_file authz_core authz_host authz_user autoindex deflate dir env filter mime ' +
  'mpm_event negotiation reqtimeout setenvif status';

const load = (module: string): string => {
  const depends = DEPENDS[module];
  return `${depends === undefined ? '' : `# Depends: ${depends.join(' ')}\n`}LoadModule ${module}_module /usr/lib/apache2/modules/mod_${module}.so\n`;
};

/** Not files of their own in Debian: they are part of the server. */
const BUILT_IN = new Set(['log_config', 'http_core', 'unixd', 'version', 'watchdog', 'logio']);
const available = [...MODULES].filter((module) => !BUILT_IN.has(module));

/** Path to text. */
export const APACHE_FILES: Readonly<Record<string, string>> = {
  '/etc/apache2/apache2.conf': APACHE2_CONF,
  '/etc/apache2/ports.conf': PORTS,
  '/etc/apache2/envvars': ENVVARS,
  '/etc/apache2/sites-available/000-default.conf': DEFAULT_SITE,
  '/etc/apache2/conf-available/security.conf': SECURITY,
  '/etc/mime.types': 'text/html\t\t\t\t\thtml htm\ntext/plain\t\t\t\t\ttxt\n',
  ...Object.fromEntries(available.map((module) => [`/etc/apache2/mods-available/${module}.load`, load(module)])),
  ...Object.fromEntries(
    Object.entries(CONFS).map(([module, text]) => [`/etc/apache2/mods-available/${module}.conf`, text]),
  ),
};

/** Link to target. */
export const APACHE_LINKS: Readonly<Record<string, string>> = {
  '/etc/apache2/sites-enabled/000-default.conf': '../sites-available/000-default.conf',
  '/etc/apache2/conf-enabled/security.conf': '../conf-available/security.conf',
  ...Object.fromEntries(
    ENABLED.split(' ').flatMap((module) =>
      ['load', ...(module in CONFS ? ['conf'] : [])].map((ext): [string, string] => [
        `/etc/apache2/mods-enabled/${module}.${ext}`,
        `../mods-available/${module}.${ext}`,
      ]),
    ),
  ),
};

export const APACHE_DIRS: readonly (readonly [path: string, mode: number, user: string, group: string])[] = [
  ['/etc/apache2/sites-available', 0o755, 'root', 'root'],
  ['/etc/apache2/sites-enabled', 0o755, 'root', 'root'],
  ['/etc/apache2/mods-available', 0o755, 'root', 'root'],
  ['/etc/apache2/mods-enabled', 0o755, 'root', 'root'],
  ['/etc/apache2/conf-available', 0o755, 'root', 'root'],
  ['/etc/apache2/conf-enabled', 0o755, 'root', 'root'],
  ['/var/log/apache2', 0o755, 'root', 'adm'],
  ['/run/apache2', 0o755, 'root', 'root'],
];
