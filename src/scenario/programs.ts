import type { Program } from '../machine/world.ts';
import { bash, sh } from '../programs/bash/index.ts';
import { coreutils } from '../programs/coreutils/index.ts';
import { gunicorn } from '../programs/gunicorn/index.ts';

export interface Installed {
  readonly run: Program;
  /** Where the distribution puts the executable. */
  readonly path: string;
}

const tools: Readonly<Record<string, Program>> = { bash, sh, gunicorn, ...coreutils };

/** Every program that the machine can execute, by the name in its executable file. */
export const PROGRAMS: Readonly<Record<string, Installed>> = {
  ...Object.fromEntries(Object.entries(tools).map(([name, run]) => [name, { run, path: `/usr/bin/${name}` }])),
};
