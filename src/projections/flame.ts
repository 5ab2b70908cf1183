/** One request's time as nested spans: who had it, inside whom, and on which line of Python. Times are the model's own. */
import type { JourneyState, Leg } from './journey.ts';
import type { AppKind } from '../trace/events.ts';
import type { RequestHistory, RunModel } from './model.ts';

export interface FlameSegment {
  readonly from: number;
  readonly to: number;
  readonly state: JourneyState;
}

export type FlameOwner =
  | { readonly kind: 'client' }
  | { readonly kind: 'proxy'; readonly pid: number }
  | { readonly kind: 'queue' }
  | { readonly kind: 'worker'; readonly pid: number }
  | { readonly kind: 'app'; readonly via: AppKind }
  | { readonly kind: 'line'; readonly file: string; readonly line: number }
  | { readonly kind: 'back' };

export interface FlameRow {
  readonly depth: number;
  readonly owner: FlameOwner;
  readonly segments: readonly FlameSegment[];
  /** Sum of its segments (µs). */
  readonly total: number;
}

const rowOf = (depth: number, owner: FlameOwner, segments: readonly FlameSegment[]): FlameRow => ({
  depth,
  owner,
  segments,
  total: segments.reduce((sum, one) => sum + one.to - one.from, 0),
});

/** Neighbours of one kind as one. */
function joined(segments: readonly FlameSegment[]): readonly FlameSegment[] {
  const out: FlameSegment[] = [];
  for (const one of segments) {
    const last = out.at(-1);
    if (last !== undefined && last.to === one.from && last.state === one.state)
      out[out.length - 1] = { ...last, to: one.to };
    else out.push(one);
  }
  return out;
}

/** What is shorter than this share of the whole is in its parent's span, not a row of its own. */
const LEAST_SHARE = 1 / 2000;

export function flameOf(model: RunModel, request: RequestHistory, legs: readonly Leg[]): readonly FlameRow[] {
  const end = request.finishedAt ?? model.end;
  const whole = { from: request.startedAt, to: end, state: 'door' as const };
  const segment = (leg: Leg): FlameSegment => ({ from: leg.from, to: leg.to ?? end, state: leg.state });
  const rows: FlameRow[] = [rowOf(0, { kind: 'client' }, [whole])];
  const entered = request.phases.find((phase) => phase.place === 'proxy');
  const inner = request.proxyPid === null ? 1 : 2;
  if (request.proxyPid !== null && entered !== undefined)
    rows.push(rowOf(1, { kind: 'proxy', pid: request.proxyPid }, [{ from: entered.from, to: end, state: 'door' }]));
  const queued = joined(legs.filter((leg) => leg.place === 'queued').map(segment));
  if (queued.length > 0) rows.push(rowOf(inner, { kind: 'queue' }, queued));
  const held = legs.filter((leg) => leg.place === 'worker' || leg.place === 'parked');
  for (const pid of new Set(held.map((leg) => leg.pid))) {
    if (pid === null) continue;
    const own = held.filter((leg) => leg.pid === pid);
    const span = joined(own.map((leg) => ({ ...segment(leg), state: 'door' as const })));
    rows.push(rowOf(inner, { kind: 'worker', pid }, span));
    const calls = request.calls.filter((call) => call.pid === pid);
    const [first] = calls;
    if (first === undefined) continue;
    const during = joined(own.filter((leg) => leg.from >= first.at && leg.state !== 'wait').map(segment));
    rows.push(rowOf(inner + 1, { kind: 'app', via: first.via }, during));
    rows.push(...lineRows(own, end, inner + 2));
  }
  const back = joined(legs.filter((leg) => leg.place === 'leaving').map(segment));
  if (back.length > 0) rows.push(rowOf(1, { kind: 'back' }, back));
  const least = (end - request.startedAt) * LEAST_SHARE;
  return rows.filter((row) => row.owner.kind !== 'line' || row.total > least);
}

function lineRows(legs: readonly Leg[], end: number, depth: number): readonly FlameRow[] {
  const lines = new Map<string, Leg[]>();
  for (const leg of legs) {
    if (leg.line <= 0) continue;
    const key = `${leg.file}:${leg.line}`;
    lines.set(key, [...(lines.get(key) ?? []), leg]);
  }
  return [...lines.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const segments = joined(own.map((leg) => ({ from: leg.from, to: leg.to ?? end, state: leg.state })));
    return [rowOf(depth, { kind: 'line', file: first.file, line: first.line }, segments)];
  });
}
