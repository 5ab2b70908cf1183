/**
 * The same runs with other seeds, made in the background by a sandbox of their own: is what was seen chance? Nothing on
 * the stage waits for it.
 */
import { create } from 'zustand';
import { RunFold } from '../projections/fold.ts';
import { metricsOf } from '../projections/metrics.ts';
import type { Run } from './branches.ts';
import { useLesson } from './lesson.ts';
import type { RunPort, ScenarioDraft } from './run-port.ts';

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
/** A sandbox beside the one of the stage. */
export interface SparePort extends Pick<RunPort, 'start' | 'onEvents' | 'onStatus'> {
  dispose(): void;
}

export const SEEDS = 20;
export const aboutOf = (runs: readonly Subject[]): string => runs.map(({ key, run }) => `${key}:${run.id}`).join();

interface Job {
  readonly key: string;
  readonly seed: number;
  readonly run: Run;
  readonly scenario: ScenarioDraft;
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
      return scenario === null ? [] : [{ key: subject.key, seed, run: subject.run, scenario: { ...scenario, seed } }];
    }),
  ).flat();
}

function sampleOf(fold: RunFold, seed: number): Sample {
  const { p50, p95, perSecond, ok, latencies } = metricsOf(fold.model);
  return { seed, p50, p95, perSecond: (perSecond * ok) / Math.max(1, latencies.length) };
}

export const createSeeds = (open: () => Promise<SparePort>) =>
  create<SeedsState>()((set, get) => {
    let port: SparePort | null = null;
    /** Grows with every beginning and stop: what comes late is dropped. */
    let turn = 0;
    const close = (): void => {
      turn++;
      port?.dispose();
      port = null;
    };
    const work = (made: SparePort, jobs: readonly Job[]): void => {
      let next = 0;
      let fold = new RunFold();
      const start = (): void => {
        const job = jobs[next];
        if (job === undefined) {
          close();
          set({ phase: 'done' });
          return;
        }
        fold = new RunFold();
        const { t0 } = job.run.model;
        const inputs = job.run.fork?.inputs.map(({ at, input }) => ({ at: t0 + at, input })) ?? [];
        made.start(next + 1, job.scenario, 'ahead', inputs);
      };
      made.onEvents((run, events) => {
        const job = jobs[next];
        if (run !== next + 1 || job === undefined) return;
        fold.push(events);
        if (!fold.model.ended) return;
        const { samples } = get();
        set({ samples: { ...samples, [job.key]: [...(samples[job.key] ?? []), sampleOf(fold, job.seed)] } });
        next++;
        start();
      });
      made.onStatus((status) => {
        if (status.phase !== 'failed') return;
        close();
        set({ phase: 'failed' });
      });
      start();
    };
    return {
      phase: 'idle',
      samples: {},
      of: 0,
      about: '',
      begin: (subjects, count) => {
        close();
        const jobs = jobsOf(subjects, count);
        const mine = turn;
        set({ phase: 'running', samples: {}, of: jobs.length, about: aboutOf(subjects) });
        open().then(
          (made) => {
            if (mine !== turn) return made.dispose();
            port = made;
            return work(made, jobs);
          },
          () => {
            if (mine === turn) set({ phase: 'failed' });
          },
        );
      },
      stop: () => {
        close();
        set({ phase: Object.keys(get().samples).length > 0 ? 'done' : 'idle' });
      },
    };
  });

/** How the page opens a spare sandbox; the composition root says it. */
let opener: () => Promise<SparePort> = () => Promise.reject(new Error('no sandbox on this page'));
export const openSpareWith = (open: () => Promise<SparePort>): void => {
  opener = open;
};
/** A sandbox beside the one of the stage. */
export const openSpare = (): Promise<SparePort> => opener();
export const useSeeds = createSeeds(openSpare);
