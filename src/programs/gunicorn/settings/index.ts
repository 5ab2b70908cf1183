import { HOOKS } from './hooks.ts';
import { LOGGING } from './logging.ts';
import { MECHANICS } from './mechanics.ts';
import { OTHER } from './other.ts';
import { PROCESSES } from './processes.ts';
import type { Setting } from './setting.ts';

export type { Setting } from './setting.ts';

/** All 119 settings of gunicorn 26.2, in the order of `gunicorn --help`. */
export const SETTINGS: readonly Setting[] = [...PROCESSES, ...MECHANICS, ...LOGGING, ...HOOKS, ...OTHER].sort(
  (a, b) => a.order - b.order,
);

export const SETTING: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((s) => [s.name, s]));
