import type { Program } from '../machine/world.ts';
import { fcgiwrap } from '../programs/fcgiwrap/index.ts';
import { uwsgi } from '../programs/uwsgi/index.ts';

/** Servers beside nginx, gunicorn and uvicorn, where Debian puts them. */
export const OTHER_SERVERS: Readonly<Record<string, { readonly run: Program; readonly path: string }>> = {
  uwsgi: { run: uwsgi, path: '/usr/bin/uwsgi' },
  fcgiwrap: { run: fcgiwrap, path: '/usr/sbin/fcgiwrap' },
};
