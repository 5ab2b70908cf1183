import type { Program } from '../machine/world.ts';
import { bash, sh } from '../programs/bash/index.ts';
import { coreutils } from '../programs/coreutils/index.ts';
import { gunicorn } from '../programs/gunicorn/index.ts';
import { python } from '../programs/python/index.ts';
import { nologin, su, sudo } from '../programs/sudo/index.ts';
import { uvicorn } from '../programs/uvicorn/index.ts';
import { EXTRA_PATHS } from './extras-slot.ts';
import { nginx } from '../programs/nginx/index.ts';

export interface Installed {
  readonly run: Program;
  /** Where the distribution puts the executable. */
  readonly path: string;
  /** Permission bits; 0755 when not given. */
  readonly mode?: number;
}

const inBin = (programs: Readonly<Record<string, Program>>): Readonly<Record<string, Installed>> =>
  Object.fromEntries(Object.entries(programs).map(([name, run]) => [name, { run, path: `/usr/bin/${name}` }]));

/** Programs of every machine, by the name in its executable file; there are more in extras.ts. */
export const PROGRAMS: Readonly<Record<string, Installed>> = {
  ...inBin({ bash, sh, ...coreutils }),
  sudo: { run: sudo, path: '/usr/bin/sudo', mode: 0o4755 },
  su: { run: su, path: '/usr/bin/su', mode: 0o4755 },
  nologin: { run: nologin, path: '/usr/sbin/nologin' },
  nginx: { run: nginx, path: '/usr/sbin/nginx' },
  ...inBin({ gunicorn, python, python3: python, uvicorn }),
};

/** Is there a program of this name on every machine? */
export const isProgram = (name: string): boolean => name in PROGRAMS || name in EXTRA_PATHS;
