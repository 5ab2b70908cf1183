/**
 * "What if there were 1, 2, … 16 of them?" One number of the files or of the customers takes each value in turn, with
 * several seeds; the runs are made in the background by a sandbox of their own, first every value once, then again.
 */
import { create } from 'zustand';
import { metricsOf } from '../projections/metrics.ts';
import type { RunModel } from '../projections/model.ts';
import { queueFacts, type QueueFacts } from '../projections/queueing.ts';
import type { ScenarioInput } from '../scenario/schema.ts';
import { useFiles } from './files.ts';
import { useLesson } from './lesson.ts';
import type { ScenarioDraft } from './run-port.ts';
import { openSpare, SpareRuns, type SpareJob, type SparePort } from './spare.ts';

/** A number that can be swept, where it stands and what it is now. */
export interface Axis {
  /** Name of the setting (`workers`), or of the load's field (`rate`, `count`, `users`). */
  readonly name: string;
  readonly now: number;
  readonly values: readonly number[];
  /** The file it stands in; null for the customers. */
  readonly path: string | null;
}

export interface SweepSample {
  readonly value: number;
  readonly seed: number;
  readonly p50: number | null;
  readonly p95: number | null;
  /** Share of requests without a good answer. */
  readonly lost: number;
}

export interface SweepState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  readonly axis: Axis | null;
  readonly samples: readonly SweepSample[];
  readonly of: number;
  /** Of the run with today's value: what theory is drawn from. */
  readonly facts: QueueFacts | null;
  readonly begin: (axis: Axis, seeds: number) => void;
  readonly stop: () => void;
}

const SWEPT: Readonly<Record<string, readonly number[]>> = {
  workers: Array.from({ length: 16 }, (_, i) => i + 1),
  threads: [1, 2, 3, 4, 6, 8, 12, 16],
  backlog: [1, 2, 4, 8, 16, 64],
};
const FACTORS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3];

const withNow = (values: readonly number[], now: number): readonly number[] =>
  [...new Set([...values, now])].filter((value) => value > 0).sort((a, b) => a - b);

type Load = NonNullable<ScenarioInput['traffic']>[number];
const LOAD_FIELDS = { poisson: 'rate', burst: 'count', closed: 'users' } as const;

const fieldOf = (load: Load | undefined): 'rate' | 'count' | 'users' | null =>
  load !== undefined && load.kind in LOAD_FIELDS ? LOAD_FIELDS[load.kind as keyof typeof LOAD_FIELDS] : null;

/** A setting of gunicorn.conf.py on a line of its own: `workers = 3`. */
const settingAt = (text: string, name: string): RegExpExecArray | null =>
  new RegExp(String.raw`^(${name}\s*=\s*)(\d{1,4})(?=\s*(?:#.*)?$)`, 'm').exec(text);

function turned(text: string, name: string, value: number): string {
  const found = settingAt(text, name);
  if (found === null) return text;
  const [whole, before = ''] = found;
  return text.slice(0, found.index) + before + String(value) + text.slice(found.index + whole.length);
}

/** The numbers of the lesson on screen that can be swept. */
export function axesOf(): readonly Axis[] {
  const { order, text } = useFiles.getState();
  const settings = order
    .filter((path) => path.endsWith('gunicorn.conf.py'))
    .flatMap((path) =>
      Object.entries(SWEPT).flatMap(([name, values]): Axis[] => {
        const found = settingAt(text(path), name);
        const now = Number(found?.[2]);
        return found === null ? [] : [{ name, now, values: withNow(values, now), path }];
      }),
    );
  const load = Object.values(useLesson.getState().scenarios)[0]?.traffic?.[0];
  const field = fieldOf(load);
  const now = field === null ? undefined : load?.[field];
  if (field === null || now === undefined) return settings;
  const round = (value: number): number =>
    field === 'rate' ? Number(value.toFixed(2)) : Math.max(1, Math.round(value));
  const values = withNow(
    FACTORS.map((factor) => round(now * factor)),
    now,
  );
  return [...settings, { name: field, now, values, path: null }];
}

/** The scenario with the number at `value`. */
function withValue(scenario: ScenarioDraft, axis: Axis, value: number): ScenarioDraft {
  if (axis.path !== null) {
    const text = scenario.files[axis.path];
    if (typeof text !== 'string') return scenario;
    return { ...scenario, files: { ...scenario.files, [axis.path]: turned(text, axis.name, value) } };
  }
  const traffic = (scenario['traffic'] ?? []) as readonly object[];
  return { ...scenario, traffic: traffic.map((load, i) => (i === 0 ? { ...load, [axis.name]: value } : load)) };
}

/** Makes the run with this value the one on the stage. */
export function openValue(axis: Axis, value: number): void {
  if (axis.path === null) {
    useLesson.getState().retraffic((scenario) => ({
      ...scenario,
      traffic: (scenario.traffic ?? []).map((load, i) => (i === 0 ? { ...load, [axis.name]: value } : load)),
    }));
    return;
  }
  const { text, edit } = useFiles.getState();
  edit(axis.path, turned(text(axis.path), axis.name, value), 'step');
}

interface Job extends SpareJob {
  readonly value: number;
}

function jobsOf(axis: Axis, seeds: number): readonly Job[] {
  const scenario = useLesson.getState().drafts()[0]?.scenario;
  if (scenario === undefined) return [];
  return Array.from({ length: seeds }, (_, i) =>
    axis.values.map((value) => ({
      value,
      scenario: { ...withValue(scenario, axis, value), seed: (scenario.seed + i) >>> 0 },
    })),
  ).flat();
}

function sampleOf(model: RunModel, { value, scenario }: Job): SweepSample {
  const { p50, p95, ok, sent } = metricsOf(model);
  return { value, seed: scenario.seed, p50, p95, lost: sent === 0 ? 0 : (sent - ok) / sent };
}

export const createSweep = (open: () => Promise<SparePort>) =>
  create<SweepState>()((set, get) => {
    const spare = new SpareRuns<Job>(open);
    return {
      phase: 'idle',
      axis: null,
      samples: [],
      of: 0,
      facts: null,
      begin: (axis, seeds) => {
        const jobs = jobsOf(axis, seeds);
        set({ phase: 'running', axis, samples: [], of: jobs.length, facts: null });
        spare.begin(jobs, {
          ended: (job, model) => {
            const facts = get().facts ?? (job.value === axis.now ? queueFacts(model) : null);
            set({ samples: [...get().samples, sampleOf(model, job)], facts });
          },
          over: (phase) => set({ phase }),
        });
      },
      stop: () => {
        spare.stop();
        set({ phase: get().samples.length > 0 ? 'done' : 'idle' });
      },
    };
  });

export const useSweep = createSweep(openSpare);
