/** One process: who it is, what it holds, what happened to it. Questions about an instant; times are the model's own. */
import { activityAt } from './at.ts';
import type { ActivitySpan, ConnHistory, ProcessHistory, QueueHistory, RunModel, WorkerHistory } from './model.ts';

export interface ProcessFacts {
  readonly process: ProcessHistory;
  readonly worker: WorkerHistory | null;
  readonly parent: ProcessHistory | null;
  readonly children: readonly ProcessHistory[];
  readonly alive: boolean;
  /** Listening sockets that it may accept from: its own, and those that it got from its parent. */
  readonly listening: readonly QueueHistory[];
  /** Connections that it holds, and on which side. */
  readonly conns: readonly { readonly conn: ConnHistory; readonly side: 'opened' | 'accepted' }[];
  /** What each of its threads does. */
  readonly threads: readonly ActivitySpan[];
  /** CPU time that it has had (µs). */
  readonly cpu: number;
}

const livesAt = (process: ProcessHistory, t: number): boolean =>
  process.startedAt <= t && (process.exitedAt === null || t < process.exitedAt);

/** The process and its ancestors, nearest first. */
function line(model: RunModel, pid: number): readonly number[] {
  const parents = new Map(model.processes.map((one) => [one.pid, one.ppid]));
  const found: number[] = [];
  for (let at: number | undefined = pid; at !== undefined && !found.includes(at); at = parents.get(at)) found.push(at);
  return found;
}

export function processAt(model: RunModel, pid: number, t: number): ProcessFacts | null {
  const process = model.processes.find((one) => one.pid === pid);
  if (process === undefined) return null;
  const worker = model.workers.find((one) => one.pid === pid) ?? null;
  const alive = livesAt(process, t);
  const family = new Set(line(model, pid));
  let cpu = 0;
  for (const event of model.events) {
    if (event.at > t) break;
    if (event.kind === 'cpu.slice' && event.pid === pid) cpu += event.us;
  }
  return {
    process,
    worker,
    parent: model.processes.find((one) => one.pid === process.ppid) ?? null,
    children: model.processes.filter((one) => one.ppid === pid && one.startedAt <= t),
    alive,
    listening: alive
      ? model.queues.filter(
          (one) =>
            one.openedAt <= t &&
            (one.closedAt === null || t < one.closedAt) &&
            family.has(one.pid) &&
            serves(model, one, pid),
        )
      : [],
    conns: alive ? connsAt(model, pid, t) : [],
    threads: alive && worker !== null ? activityAt(worker, t) : [],
    cpu,
  };
}

/** A child of a shell has inherited nothing that it would accept from: only servers' families share their sockets. */
const serves = (model: RunModel, queue: QueueHistory, pid: number): boolean =>
  queue.pid === pid || sameProgram(model, queue.pid, pid);

function sameProgram(model: RunModel, a: number, b: number): boolean {
  const program = (pid: number): string => model.processes.find((one) => one.pid === pid)?.program ?? '';
  return program(a) !== '' && program(a) === program(b);
}

function connsAt(model: RunModel, pid: number, t: number): ProcessFacts['conns'] {
  const found: { conn: ConnHistory; side: 'opened' | 'accepted' }[] = [];
  for (const conn of model.conns.values()) {
    if (conn.openedAt > t || (conn.closedAt !== null && conn.closedAt <= t) || conn.refused !== null) continue;
    if (conn.openedBy === pid) found.push({ conn, side: 'opened' });
    else if (conn.acceptedBy === pid && conn.acceptedAt !== null && conn.acceptedAt <= t)
      found.push({ conn, side: 'accepted' });
  }
  return found;
}

/** One module global over time, as each process that has the module saw it. */
export interface GlobalHistory {
  readonly module: string;
  readonly name: string;
  /** Per process: its values in order of time. */
  readonly byPid: ReadonlyMap<number, readonly { readonly at: number; readonly value: string }[]>;
}

/** Every module global that ever changed, with the values that each worker has of its own. */
export function globalsOf(model: RunModel): readonly GlobalHistory[] {
  const found = new Map<
    string,
    { module: string; name: string; byPid: Map<number, { at: number; value: string }[]> }
  >();
  for (const worker of model.workers) {
    for (const { at, module, values } of worker.globals) {
      for (const [name, value] of values) {
        const key = `${module}\0${name}`;
        const one = found.get(key) ?? { module, name, byPid: new Map<number, { at: number; value: string }[]>() };
        found.set(key, one);
        const list = one.byPid.get(worker.pid) ?? [];
        one.byPid.set(worker.pid, list);
        if (list.at(-1)?.value !== value) list.push({ at, value });
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.module + a.name).localeCompare(b.module + b.name));
}

export function valueAt(values: readonly { readonly at: number; readonly value: string }[], t: number): string | null {
  return values.findLast((one) => one.at <= t)?.value ?? null;
}
