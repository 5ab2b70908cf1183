/** Servers beside nginx, gunicorn and uvicorn: their programs and files, where Debian puts them. */
import type { Program } from '../machine/world.ts';
import { a2disconf, a2dismod, a2dissite, a2enconf, a2enmod, a2ensite, apachectl } from '../programs/apache/admin.ts';
import { APACHE_DIRS, APACHE_FILES, APACHE_LINKS } from '../programs/apache/debian.ts';
import { apache2 } from '../programs/apache/index.ts';
import { fcgiwrap } from '../programs/fcgiwrap/index.ts';
import { lighttpd } from '../programs/lighttpd/index.ts';
import { uwsgi } from '../programs/uwsgi/index.ts';

const SBIN: Readonly<Record<string, Program>> = {
  apache2,
  apachectl,
  apache2ctl: apachectl,
  a2ensite,
  a2dissite,
  a2enmod,
  a2dismod,
  a2enconf,
  a2disconf,
  fcgiwrap,
  lighttpd,
};

export const OTHER_SERVERS: Readonly<Record<string, { readonly run: Program; readonly path: string }>> = {
  uwsgi: { run: uwsgi, path: '/usr/bin/uwsgi' },
  ...Object.fromEntries(Object.entries(SBIN).map(([name, run]) => [name, { run, path: `/usr/sbin/${name}` }])),
};

export const OTHER_FILES: Readonly<Record<string, string>> = APACHE_FILES;
export const OTHER_LINKS: Readonly<Record<string, string>> = APACHE_LINKS;
export const OTHER_DIRS: readonly (readonly [path: string, mode: number, user: string, group: string])[] = [
  ...APACHE_DIRS,
  ['/var/log/lighttpd', 0o755, 'www-data', 'www-data'],
];
