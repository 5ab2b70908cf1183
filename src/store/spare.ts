/** Runs in the background, one after the other, in a sandbox beside the one of the stage: nothing on the stage waits for them. */
import { RunFold } from '../projections/fold.ts';
import type { RunModel } from '../projections/model.ts';
import type { RunPort, ScenarioDraft, TimedInput } from './run-port.ts';

/** A sandbox beside the one of the stage. */
export interface SparePort extends Pick<RunPort, 'start' | 'onEvents' | 'onStatus'> {
  dispose(): void;
}

/** A run to be made, from this scenario, with what is done to it on the way. */
export interface SpareJob {
  readonly scenario: ScenarioDraft;
  readonly inputs?: readonly TimedInput[];
}

/** `ended` is told each run's whole model, in the order of the jobs; `over` once, when all are made or the sandbox failed. */
export interface SpareListener<Job> {
  readonly ended: (job: Job, model: RunModel) => void;
  readonly over: (phase: 'done' | 'failed') => void;
}

export class SpareRuns<Job extends SpareJob> {
  private port: SparePort | null = null;
  /** Grows with every beginning and stop: what comes late is dropped. */
  private turn = 0;

  constructor(private readonly open: () => Promise<SparePort>) {}

  stop(): void {
    this.turn++;
    this.port?.dispose();
    this.port = null;
  }

  begin(jobs: readonly Job[], listener: SpareListener<Job>): void {
    this.stop();
    const mine = this.turn;
    this.open().then(
      (made) => {
        if (mine !== this.turn) return made.dispose();
        this.port = made;
        return this.work(made, jobs, listener);
      },
      () => {
        if (mine === this.turn) listener.over('failed');
      },
    );
  }

  private work(port: SparePort, jobs: readonly Job[], { ended, over }: SpareListener<Job>): void {
    let next = 0;
    let fold = new RunFold();
    const finish = (phase: 'done' | 'failed'): void => {
      this.stop();
      over(phase);
    };
    const start = (): void => {
      const job = jobs[next];
      if (job === undefined) return finish('done');
      fold = new RunFold();
      port.start(next + 1, job.scenario, 'ahead', job.inputs ?? []);
    };
    port.onEvents((run, events) => {
      const job = jobs[next];
      if (run !== next + 1 || job === undefined) return;
      fold.push(events);
      if (!fold.model.ended) return;
      ended(job, fold.model);
      next++;
      start();
    });
    port.onStatus((status) => {
      if (status.phase === 'failed') finish('failed');
    });
    start();
  }
}

/** How the page opens a spare sandbox; the composition root says it. */
let opener: () => Promise<SparePort> = () => Promise.reject(new Error('no sandbox on this page'));
export const openSpareWith = (open: () => Promise<SparePort>): void => {
  opener = open;
};
export const openSpare = (): Promise<SparePort> => opener();
