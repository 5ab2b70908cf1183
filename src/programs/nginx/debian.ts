/**
 * /etc/nginx as Debian 12's package installs it, with one worker process: what a learner finds on the machine. The
 * layout of nginx.conf follows the package's, so that messages that name its last line do too.
 */
import { MIME_TYPES } from './mime-types.ts';

const NGINX_CONF = `user www-data;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
	# multi_accept on;
}

http {

	##
	# Basic settings
	##

	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;
	# server_tokens off;
	# server_names_hash_bucket_size 64;
	# server_name_in_redirect off;

	include /etc/nginx/mime.types;
	default_type application/octet-stream;

	##
	# TLS
	##

	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; # SSLv3 left out: POODLE
	ssl_prefer_server_ciphers on;

	##
	# Logs
	##

	access_log /var/log/nginx/access.log;

	##
	# Compression
	##

	gzip on;
	# gzip_types text/css application/json;

	##
	# Sites
	##

	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}
`;

const PROXY_PARAMS = `proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
`;

/** Names and variables that the three gateway protocols share, in the order of Debian's files; '' is an empty line. */
const GATEWAY = [
  ['QUERY_STRING', '$query_string'],
  ['REQUEST_METHOD', '$request_method'],
  ['CONTENT_TYPE', '$content_type'],
  ['CONTENT_LENGTH', '$content_length'],
  ['', ''],
  ['REQUEST_URI', '$request_uri'],
  ['PATH_INFO', '$document_uri'],
  ['DOCUMENT_ROOT', '$document_root'],
  ['SERVER_PROTOCOL', '$server_protocol'],
  ['REQUEST_SCHEME', '$scheme'],
  ['HTTPS', '$https if_not_empty'],
  ['', ''],
  ['REMOTE_ADDR', '$remote_addr'],
  ['REMOTE_PORT', '$remote_port'],
  ['SERVER_PORT', '$server_port'],
  ['SERVER_NAME', '$server_name'],
] as const;

/** FastCGI names the script where uwsgi and SCGI have PATH_INFO, and adds what CGI/1.1 asks for. */
const FASTCGI = [
  ...GATEWAY.slice(0, 5),
  ['SCRIPT_NAME', '$fastcgi_script_name'],
  ['REQUEST_URI', '$request_uri'],
  ['DOCUMENT_URI', '$document_uri'],
  ...GATEWAY.slice(7, 12),
  ['GATEWAY_INTERFACE', 'CGI/1.1'],
  ['SERVER_SOFTWARE', 'nginx/$nginx_version'],
  ['', ''],
  ['REMOTE_ADDR', '$remote_addr'],
  ['REMOTE_PORT', '$remote_port'],
  ['REMOTE_USER', '$remote_user'],
  ['SERVER_ADDR', '$server_addr'],
  ['SERVER_PORT', '$server_port'],
  ['SERVER_NAME', '$server_name'],
  ['', ''],
  ['REDIRECT_STATUS', '200'],
] as const;

const params = (directive: string, rows: readonly (readonly [string, string])[]): string =>
  `\n${rows.map(([name, value]) => (name === '' ? '\n' : `${directive}  ${name.padEnd(18)} ${value};\n`)).join('')}`;

const DEFAULT_SITE = `server {
	listen 80 default_server;
	listen [::]:80 default_server;

	root /var/www/html;
	index index.html index.htm index.nginx-debian.html;
	server_name _;

	location / {
		try_files $uri $uri/ =404;
	}
}
`;

const WELCOME = `<!DOCTYPE html>
<html>
<head><title>Welcome to nginx!</title></head>
<body>
<h1>Welcome to nginx!</h1>
<p>The web server is installed and works. Its configuration is in <code>/etc/nginx</code>.</p>
</body>
</html>
`;

/** Path to text. */
export const DEBIAN_FILES: Readonly<Record<string, string>> = {
  '/etc/nginx/nginx.conf': NGINX_CONF,
  '/etc/nginx/mime.types': MIME_TYPES,
  '/etc/nginx/proxy_params': PROXY_PARAMS,
  '/etc/nginx/fastcgi_params': params('fastcgi_param', FASTCGI),
  '/etc/nginx/fastcgi.conf': params('fastcgi_param', [
    ['SCRIPT_FILENAME', '$document_root$fastcgi_script_name'],
    ...FASTCGI,
  ]),
  '/etc/nginx/uwsgi_params': params('uwsgi_param', GATEWAY),
  '/etc/nginx/scgi_params': params('scgi_param', GATEWAY),
  '/etc/nginx/sites-available/default': DEFAULT_SITE,
  '/var/www/html/index.nginx-debian.html': WELCOME,
  '/usr/share/nginx/html/index.html': WELCOME,
};

/** Directories that the package makes: path, mode, owner. */
export const DEBIAN_DIRS: readonly (readonly [path: string, mode: number, user: string, group: string])[] = [
  ['/etc/nginx/conf.d', 0o755, 'root', 'root'],
  ['/etc/nginx/modules-enabled', 0o755, 'root', 'root'],
  ['/etc/nginx/sites-available', 0o755, 'root', 'root'],
  ['/etc/nginx/sites-enabled', 0o755, 'root', 'root'],
  ['/etc/nginx/snippets', 0o755, 'root', 'root'],
  ['/var/log/nginx', 0o755, 'root', 'adm'],
  ['/var/lib/nginx', 0o755, 'root', 'root'],
  ['/usr/share/nginx/html', 0o755, 'root', 'root'],
  ['/var/www/html', 0o755, 'root', 'root'],
];
