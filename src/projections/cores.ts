import type { RunModel } from './model.ts';

/** Who had a core, and who wanted one: each stretch ends when its `cpu.slice` is reported. */
export interface CoreSpan {
  readonly from: number;
  readonly to: number;
  readonly pid: number;
}
export interface CoreHistory {
  /** Per core, in order of time. */
  readonly busy: readonly (readonly CoreSpan[])[];
  /** Waits for a core, in order of their ends. */
  readonly wanted: readonly CoreSpan[];
}

const known = new WeakMap<RunModel['events'], { readonly upTo: number; readonly cores: CoreHistory }>();

/** The cores of a run; made once for each length of its trace. */
export function coresOf({ events }: RunModel): CoreHistory {
  const before = known.get(events);
  if (before?.upTo === events.length) return before.cores;
  const busy: CoreSpan[][] = [];
  const wanted: CoreSpan[] = [];
  for (const event of events) {
    if (event.kind !== 'cpu.slice') continue;
    const from = event.at - event.us;
    while (busy.length <= event.core) busy.push([]);
    busy[event.core]?.push({ from, to: event.at, pid: event.pid });
    if (event.waited > 0) wanted.push({ from: from - event.waited, to: from, pid: event.pid });
  }
  const cores = { busy, wanted: wanted.sort((a, b) => a.to - b.to) };
  known.set(events, { upTo: events.length, cores });
  return cores;
}
