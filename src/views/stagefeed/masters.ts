/** The processes over the workers, and what their workers are called. */
import type { RunModel, ServerHistory, WorkerHistory } from '../../projections/model.ts';

/** A process that hires and fires others, and from when to when it does. */
export interface Master {
  readonly server: ServerHistory;
  readonly from: number;
  readonly to: number;
}
export function mastersOf(model: RunModel): readonly Master[] {
  return model.servers
    .filter((s) => model.workers.some((w) => w.arbiter === s.pid && s.pid !== w.pid))
    .map((server) => {
      const process = model.processes.find((p) => p.pid === server.pid);
      return { server, from: process?.startedAt ?? 0, to: process?.exitedAt ?? Number.POSITIVE_INFINITY };
    });
}
/** What a server calls the process over its workers. */
export function nameOfMaster(program: string): string {
  return program === 'gunicorn' ? 'arbiter' : program === 'uwsgi' ? 'master' : 'parent';
}

export const timeoutOf = (masters: readonly Master[], { arbiter }: WorkerHistory): number =>
  (masters.find(({ server }) => server.pid === arbiter)?.server.timeout ?? 30) * 1_000_000;

/** What stands on the till: only gunicorn has classes of workers worth a word. */
export function kindOf({ arbiter, program, workerClass }: WorkerHistory, { servers }: RunModel): string {
  const server = servers.find(({ pid }) => pid === arbiter)?.program ?? program;
  return workerClass === 'sync' && server !== '' && server !== 'gunicorn' ? server : workerClass || program;
}
