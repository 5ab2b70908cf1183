/** The row above the lanes: who came, who failed, and how many stood in line. */
import type { PathClass } from '../stage/scene.ts';
import { SHAPES } from '../ui/PathShape.tsx';
import { clusters, type Cluster } from './clusters.ts';
import { scaleOf, type Geometry } from './geometry.ts';
import { ARRIVALS, type Lanes } from './lanes.ts';
import { fillDepth } from './paint-depth.ts';
import type { Palette } from './palette.ts';

export function depthArea(
  ctx: CanvasRenderingContext2D,
  lanes: Lanes,
  geometry: Geometry,
  fill: string | CanvasPattern,
): void {
  const most = Math.max(0, ...lanes.depth.map((d) => d.depth));
  if (most === 0) return;
  const x = scaleOf(lanes, geometry);
  const floor = lanes.arrivalsTop + ARRIVALS - 2;
  const unit = Math.min(2.5, 15 / most);
  fillDepth(ctx, lanes.depth, geometry, { floor, unit, x }, fill);
}

/** px: nearer marks of arrivals are one. */
const NEXT_MARK = 6;
/** Width that a count needs beside its mark. */
const COUNT_WIDE = 26;
/** How many each cluster is, where the next one leaves room to say so. */
function counts(
  ctx: CanvasRenderingContext2D,
  all: readonly Cluster[],
  y: number,
  colour: string,
  { mono }: Palette,
): void {
  ctx.font = `700 11px ${mono}`;
  ctx.textAlign = 'left';
  ctx.fillStyle = colour;
  all.forEach(({ to, count }, i) => {
    if (count > 1 && (all[i + 1]?.from ?? Infinity) - to > COUNT_WIDE) ctx.fillText(`×${count}`, to + 8, y + 4);
  });
}

export function arrivals(
  ctx: CanvasRenderingContext2D,
  lanes: Lanes,
  geometry: Geometry,
  colours: Palette,
  pathOf: (target: string) => PathClass,
): void {
  const x = scaleOf(lanes, geometry);
  const top = lanes.arrivalsTop;
  const places = lanes.arrivals.map(({ at }) => x(at));
  let drawnAt = -Infinity;
  lanes.arrivals.forEach(({ request }, i) => {
    const place = places[i] ?? 0;
    if (place - drawnAt < NEXT_MARK) return;
    drawnAt = place;
    ctx.save();
    ctx.translate(place, top + 6);
    ctx.scale(0.5, 0.5);
    ctx.fillStyle = colours.path[pathOf(request.target)];
    ctx.fill(new Path2D(SHAPES[pathOf(request.target)]));
    ctx.restore();
  });
  const groups = clusters(places, NEXT_MARK);
  counts(ctx, groups, top + 6, colours.ink, colours);
  const failed = clusters(
    lanes.failures.map(({ at }) => x(at)),
    12,
  );
  for (const { from, to } of failed) {
    ctx.fillStyle = colours.solid.err;
    ctx.beginPath();
    ctx.roundRect(from - 5, top + 12, to - from + 10, 10, 5);
    ctx.fill();
    ctx.strokeStyle = colours.onErr;
    ctx.lineWidth = 1.6;
    ctx.stroke(new Path2D(`M${from - 2} ${top + 15}l4 4m0-4l-4 4`));
  }
  counts(ctx, failed, top + 17, colours.solid.err, colours);
}
