/**
 * The same runs with other seeds, made in the background by a sandbox of their own: is what was seen chance? Nothing on
 * the stage waits for it.
 */
import { create } from 'zustand';
import { metricsOf } from '../projections/metrics.ts';
import type { RunModel } from '../projections/model.ts';
import type { Run } from './branches.ts';
import { useLesson } from './lesson.ts';
import type { ScenarioDraft } from './run-port.ts';
import { openSpare, SpareRuns, type SpareJob, type SparePort } from './spare.ts';

/** What one run says in numbers: µs, and answers with success per second. */
export interface Sample {
  readonly seed: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly perSecond: number;
}
export interface SeedsState {
  readonly phase: 'idle' | 'running' | 'done' | 'failed';
  /** Samples by the key of their run. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  readonly of: number;
  /** Which runs these samples belong to: the keys and ids, joined. */
  readonly about: string;
  readonly begin: (runs: readonly Subject[], count: number) => void;
  readonly stop: () => void;
}
/** A run and the name under which it stands in the comparison. */
export interface Subject {
  readonly key: string;
  readonly run: Run;
}
export const SEEDS = 20;
export const aboutOf = (runs: readonly Subject[]): string => runs.map(({ key, run }) => `${key}:${run.id}`).join();

interface Job extends SpareJob {
  readonly key: string;
  readonly seed: number;
}

/** What a run was made from: its own scenario, or that of the lesson's run of this name. */
const scenarioOf = ({ key, run }: Subject): ScenarioDraft | null =>
  run.scenario ??
  useLesson
    .getState()
    .drafts()
    .find((draft) => draft.name === key)?.scenario ??
  null;

/** Both runs in turn, so that the picture grows evenly. The first seed is the one that was seen. */
function jobsOf(subjects: readonly Subject[], count: number): readonly Job[] {
  return Array.from({ length: count }, (_, i) =>
    subjects.flatMap((subject): Job[] => {
      const scenario = scenarioOf(subject);
      const seed = ((scenario?.seed ?? 1) + i) >>> 0;
      if (scenario === null) return [];
      const { key, run } = subject;
      const inputs = run.fork?.inputs.map(({ at, input }) => ({ at: run.model.t0 + at, input })) ?? [];
      return [{ key, seed, scenario: { ...scenario, seed }, inputs }];
    }),
  ).flat();
}

function sampleOf(model: RunModel, seed: number): Sample {
  const { p50, p95, perSecond, ok, latencies } = metricsOf(model);
  return { seed, p50, p95, perSecond: (perSecond * ok) / Math.max(1, latencies.length) };
}

export const createSeeds = (open: () => Promise<SparePort>) =>
  create<SeedsState>()((set, get) => {
    const spare = new SpareRuns<Job>(open);
    return {
      phase: 'idle',
      samples: {},
      of: 0,
      about: '',
      begin: (subjects, count) => {
        const jobs = jobsOf(subjects, count);
        set({ phase: 'running', samples: {}, of: jobs.length, about: aboutOf(subjects) });
        spare.begin(jobs, {
          ended: ({ key, seed }, model) => {
            const { samples } = get();
            set({ samples: { ...samples, [key]: [...(samples[key] ?? []), sampleOf(model, seed)] } });
          },
          over: (phase) => set({ phase }),
        });
      },
      stop: () => {
        spare.stop();
        set({ phase: Object.keys(get().samples).length > 0 ? 'done' : 'idle' });
      },
    };
  });

export const useSeeds = createSeeds(openSpare);
