import type { Predicate, Which } from '../src/course/predicate.ts';
import type { Lesson, LessonMistake, LessonStep } from '../src/course/schema.ts';

/** The machine of *the night shift*: Ubuntu with systemd, nginx in front, the diner's gunicorn as a service. */
export const UNIT = '/etc/systemd/system/diner.service';
export const SITE = '/etc/nginx/sites-available/diner';
export const APP = '/srv/diner/app.py';
const WANTS = '/etc/systemd/system/multi-user.target.wants';

export const ENABLED = { [`${WANTS}/diner.service`]: { symlink: UNIT } };
export const LINKED = { '/etc/nginx/sites-enabled/diner': { symlink: SITE } };

type Load = Readonly<Record<string, unknown>>;

/** Guests who come by all night. */
export const guests = (client: string, target: string | Load, everyMs = 2000, more: Load = {}): Load => ({
  client,
  kind: 'every',
  everyMs,
  startMs: 3000,
  giveUpMs: 10_000,
  to: 'http://diner.example',
  targets: [typeof target === 'string' ? { path: target } : target],
  ...more,
});

export const served = (which: Which = {}, more: Partial<Extract<Predicate, { kind: 'lately' }>> = {}): Predicate => ({
  kind: 'lately',
  which,
  is: [200],
  ...more,
});

/** gunicorn is a child of pid 1: it will be there when nobody sits at the terminal any more. */
export const KEPT: Predicate = { kind: 'alive', program: 'gunicorn', keptBySystemd: true, atLeast: 1 };
/** The edited unit, started in its old version. */
export const OLD_UNIT: Predicate = { kind: 'printed', text: "Run 'systemctl daemon-reload'" };
/** Somebody serves, but from a terminal. */
export const BY_HAND: Predicate = {
  kind: 'all',
  of: [
    { kind: 'alive', program: 'gunicorn', atLeast: 1 },
    { kind: 'not', of: KEPT },
  ],
};
/** nginx.conf is as it came: its workers are www-data's. */
export const UNPRIVILEGED: Predicate = { kind: 'not', of: { kind: 'written', path: '/etc/nginx/nginx.conf' } };

interface Night {
  readonly name: string;
  readonly seed: number;
  /** Shown in the editor; the first one is open. */
  readonly files: readonly string[];
  readonly traffic: readonly Load[];
  readonly machine?: {
    readonly files?: Readonly<Record<string, unknown>>;
    readonly dirs?: Readonly<Record<string, unknown>>;
    readonly setup?: readonly unknown[];
  };
  readonly checks: NonNullable<LessonStep['checks']>;
  readonly mistakes: readonly Omit<LessonMistake, 'step'>[];
}

/** A night: what is wrong (`repair`), then what it was (`after`). */
export const night = ({ name, seed, files, traffic, machine = {}, checks, mistakes }: Night): Lesson => ({
  version: 1,
  files: files.map((path) => ({ path })),
  runs: [
    {
      id: 'wsgi',
      model: 'wsgi',
      live: true,
      scenario: {
        version: 1,
        name,
        seed,
        until: 9_000_000,
        host: { cores: 2, init: 'systemd' },
        dns: { 'diner.example': '203.0.113.10' },
        setup: machine.setup ?? [],
        dirs: { '/srv/diner': { owner: 'ubuntu:ubuntu' }, ...machine.dirs },
        files: {
          [`${WANTS}/nginx.service`]: { symlink: '/lib/systemd/system/nginx.service' },
          ...(machine.files ?? { ...ENABLED, ...LINKED }),
        },
        traffic: [...traffic],
      },
    },
  ],
  knobs: {},
  moments: {},
  steps: [{ id: 'repair', checks: [...checks] }, { id: 'after' }],
  mistakes: mistakes.map((mistake) => ({ ...mistake, step: 'repair' })),
});
