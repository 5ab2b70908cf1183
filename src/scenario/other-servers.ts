/** Files of servers beside nginx, gunicorn and uvicorn, where Debian puts them. */
import { APACHE_DIRS, APACHE_FILES, APACHE_LINKS } from '../programs/apache/debian.ts';

export const OTHER_FILES: Readonly<Record<string, string>> = APACHE_FILES;
export const OTHER_LINKS: Readonly<Record<string, string>> = APACHE_LINKS;
export const OTHER_DIRS: readonly (readonly [path: string, mode: number, user: string, group: string])[] = [
  ...APACHE_DIRS,
  ['/var/log/lighttpd', 0o755, 'www-data', 'www-data'],
];
