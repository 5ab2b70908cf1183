/** Which request a log line is about. Log lines carry no number: it is read off what their writer did at that moment. */
import type { TraceEvent } from '../trace/events.ts';
import type { LogLine, RunModel } from './model.ts';

/** How many events of the same moment are looked at, each way. */
const REACH = 60;

/** The request of an event, by its own number or that of its call. */
function requestOf(event: TraceEvent, calls: ReadonlyMap<number, number>): number | null {
  if ('req' in event && event.req !== undefined && event.req > 0) return event.req;
  return 'call' in event ? (calls.get(event.call) ?? null) : null;
}

function near(
  events: readonly TraceEvent[],
  line: LogLine,
  calls: ReadonlyMap<number, number>,
  step: 1 | -1,
): number | null {
  for (let i = line.seq - 1 + step, n = 0; n < REACH; i += step, n++) {
    const event = events[i];
    if (event === undefined || event.at !== line.at) return null;
    if (!('pid' in event) || event.pid !== line.pid) continue;
    const req = requestOf(event, calls);
    if (req !== null) return req;
  }
  return null;
}

const known = new WeakMap<readonly TraceEvent[], { seen: number; readonly calls: Map<number, number> }>();

function callsOf(events: readonly TraceEvent[]): ReadonlyMap<number, number> {
  const kept = known.get(events) ?? { seen: 0, calls: new Map<number, number>() };
  known.set(events, kept);
  for (; kept.seen < events.length; kept.seen++) {
    const event = events[kept.seen];
    if (event?.kind === 'app.called') kept.calls.set(event.call, event.req);
  }
  return kept.calls;
}

/**
 * The request that a line is about: what its process dealt with at the same instant (before the line, else right after
 * it), else the only request that the process had then. Null where that says nothing.
 */
export function requestOfLine(model: RunModel, line: LogLine): number | null {
  if (line.req !== null) return line.req;
  const calls = callsOf(model.events);
  const found = near(model.events, line, calls, -1) ?? near(model.events, line, calls, 1);
  if (found !== null) return found;
  const held = model.requests.filter((request) =>
    request.phases.some(
      (phase) => phase.pid === line.pid && phase.from <= line.at && (phase.to === null || line.at <= phase.to),
    ),
  );
  return held.length === 1 ? (held[0]?.req ?? null) : null;
}
