/** Those who are many: the line with its count and blocks of ten, the parked tasks with their rail. */
import { FRONT, lineBlock, pickupBlock } from './anchors';
import { BAND_LINE, bandPlace, bandSign, isNarrow } from './bands';
import type { Arrangement } from './arrangement';
import type { Block, LineScene, PathClass, SceneModel } from './scene';
import { phaseAt, placeAt, valueAt, type RequestSnapshot, type Snapshot } from './snapshot';

const commonest = (paths: readonly PathClass[]): PathClass => {
  const counts = new Map<PathClass, number>();
  for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'other';
};
const tens = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / 10) }, (_, i) => items.slice(10 * i, 10 * i + 10));

export function layoutLine(snapshot: Snapshot, room: Arrangement): LineScene {
  const { at } = snapshot;
  const waiting: { request: RequestSnapshot; place: number; since: number }[] = [];
  for (const request of snapshot.requests) {
    const phase = phaseAt(request.phases, at);
    if (phase?.phase === 'queued') waiting.push({ request, place: placeAt(phase, at), since: phase.from });
  }
  waiting.sort((a, b) => a.place - b.place);
  const level = room.lineLevel(at);
  const behind = level >= 3 ? waiting.slice(FRONT) : [];
  const blocks: Block[] = tens(behind)
    .slice(0, 60)
    .map((group, b) => ({ key: `line-${b}`, ...lineBlock(b), path: commonest(group.map((w) => w.request.path)) }));
  const count = valueAt(snapshot.depth, at, waiting.length);
  return {
    label: snapshot.queue.label,
    limit: snapshot.queue.limit,
    count,
    level,
    crowd: room.crowding(at),
    more:
      level === 0
        ? Math.max(0, count - FRONT)
        : level === 1 || level === 2
          ? 0
          : Math.max(0, count - FRONT - 10 * blocks.length),
    full: snapshot.queue.limit > 0 && count >= snapshot.queue.limit,
    oldest: waiting.reduce((max, w) => Math.max(max, (at - w.since) / 1e6), 0),
    blocks,
  };
}

/** The servers behind the proxy, each with the length of its own line. */
export function layoutGroups({ at, groups = [] }: Snapshot): SceneModel['groups'] {
  return groups.map(({ label, limit, depth }, band) => {
    const count = valueAt(depth, at, 0);
    return {
      label,
      limit,
      count,
      more: isNarrow(groups.length) ? 0 : Math.max(0, count - BAND_LINE),
      narrow: isNarrow(groups.length),
      sign: bandSign(band, groups.length),
      line: bandPlace(0, band, groups.length),
    };
  });
}

export function layoutParked(snapshot: Snapshot, room: Arrangement): SceneModel['parked'] {
  const { at } = snapshot;
  const tasks: { path: PathClass; ticket: number; ready: boolean }[] = [];
  for (const request of snapshot.requests) {
    const phase = phaseAt(request.phases, at);
    if (phase?.phase !== 'parked') continue;
    tasks.push({
      path: request.path,
      ticket: request.ticket,
      ready: phase.readyAt !== undefined && phase.readyAt <= at,
    });
  }
  const groups = room.parkedLevel(at) >= 2 ? tens(tasks).slice(0, 30) : [];
  const blocks = groups.map((group, b) => ({
    key: `parked-${b}`,
    ...pickupBlock(b),
    path: commonest(group.map((task) => task.path)),
    ready: group.filter((task) => task.ready).length / group.length,
  }));
  return { count: tasks.length, blocks, rail: tasks.slice(0, 20) };
}
