import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case.ts';
import type { Observation } from './observation.ts';

export const FAMILIES = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10'] as const;

export const FAMILY_TITLES: Readonly<Record<string, string>> = {
  F1: 'The WSGI contract',
  F2: 'The ASGI contract',
  F3: 'Concurrency and queueing',
  F4: 'gunicorn as processes and signals',
  F5: 'nginx in front',
  F6: 'nginx -t on broken configurations',
  F7: "gunicorn's command line",
  F8: 'curl and other clients',
  F9: 'systemd units',
  F10: 'Other servers',
};

/** A case with what the real programs did. */
export type Recording = readonly [Case, Observation];

/** The recordings of one family, from `fidelity/<family>.json`. */
export function recordings(root: string, family: string): Recording[] {
  return JSON.parse(readFileSync(join(root, 'fidelity', `${family}.json`), 'utf8')) as Recording[];
}

export const nginxConf = (root: string): string => readFileSync(join(root, 'fidelity', 'nginx.conf'), 'utf8');
