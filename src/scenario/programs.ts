import type { Program } from '../machine/world.ts';
import { apt, dpkg } from '../programs/apt/index.ts';
import { bash, sh } from '../programs/bash/index.ts';
import { ab, hey, wrk } from '../programs/bench/index.ts';
import { certbot } from '../programs/certbot/index.ts';
import { coreutils } from '../programs/coreutils/index.ts';
import { curl, wget } from '../programs/curl/index.ts';
import { nano, vim } from '../programs/editor/index.ts';
import { gunicorn } from '../programs/gunicorn/index.ts';
import { updateCaCertificates } from '../programs/openssl/ca-certificates.ts';
import { openssl } from '../programs/openssl/index.ts';
import { pip } from '../programs/pip/index.ts';
import { python } from '../programs/python/index.ts';
import { nologin, su, sudo } from '../programs/sudo/index.ts';
import { uvicorn } from '../programs/uvicorn/index.ts';
import { nginx } from '../programs/nginx/index.ts';
import { systemd } from '../programs/systemd/index.ts';
import { OTHER_SERVERS } from './other-servers.ts';

export interface Installed {
  readonly run: Program;
  /** Where the distribution puts the executable. */
  readonly path: string;
  /** Permission bits; 0755 when not given. */
  readonly mode?: number;
}

const inBin = (programs: Readonly<Record<string, Program>>): Readonly<Record<string, Installed>> =>
  Object.fromEntries(Object.entries(programs).map(([name, run]) => [name, { run, path: `/usr/bin/${name}` }]));

/** Every program that the machine can execute, by the name in its executable file. */
export const PROGRAMS: Readonly<Record<string, Installed>> = {
  ...inBin({ bash, sh, ...coreutils }),
  ...inBin(systemd),
  sudo: { run: sudo, path: '/usr/bin/sudo', mode: 0o4755 },
  su: { run: su, path: '/usr/bin/su', mode: 0o4755 },
  nologin: { run: nologin, path: '/usr/sbin/nologin' },
  nginx: { run: nginx, path: '/usr/sbin/nginx' },
  'update-ca-certificates': { run: updateCaCertificates, path: '/usr/sbin/update-ca-certificates' },
  ...inBin({ apt, 'apt-get': apt, dpkg, nano, vim, vi: vim, editor: nano, wget }),
  ...inBin({ ab, certbot, curl, gunicorn, pip, pip3: pip, hey, openssl, python, python3: python, uvicorn, wrk }),
  ...OTHER_SERVERS,
};
