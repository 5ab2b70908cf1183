import type { PathClass } from '../stage/scene.ts';
import { scaleOf, type Geometry } from './geometry.ts';
import { AXIS, wayThrough, type Bar, type Lane, type Lanes } from './lanes.ts';
import { arrivals, depthArea } from './paint-arrivals.ts';
import { fillDepth } from './paint-depth.ts';
import { palette, type Palette } from './palette.ts';

const STEPS = [
  0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600,
];

/** Seconds between two ticks, so that they stand at least 60 px apart. */
const tickStep = (seconds: number, room: number): number => STEPS.find((step) => (room * step) / seconds >= 60) ?? 1200;

function grid(ctx: CanvasRenderingContext2D, lanes: Lanes, geometry: Geometry, colours: Palette): void {
  const x = scaleOf(lanes, geometry);
  const seconds = (lanes.to - lanes.from) / 1_000_000;
  const step = tickStep(seconds, geometry.width - geometry.left - 8);
  ctx.font = `400 11px ${colours.mono}`;
  ctx.textAlign = 'center';
  const start = (lanes.from - lanes.origin) / 1_000_000;
  for (let k = Math.ceil(start / step - 1e-9); k * step <= start + seconds + 1e-9; k++) {
    const at = x(lanes.origin + k * step * 1_000_000);
    ctx.fillStyle = colours.line;
    ctx.fillRect(Math.round(at), AXIS, 1, geometry.height - AXIS - 6);
    ctx.fillStyle = colours.ink3;
    ctx.fillText(String(Number((k * step).toFixed(4))), at, 11);
  }
  ctx.fillStyle = colours.line2;
  for (const lane of lanes.lanes) {
    if (lane.kind === 'worker')
      ctx.fillRect(geometry.left, Math.round(lane.top + lane.height / 2), geometry.width - geometry.left - 8, 1);
  }
}

function barBox(lane: Lane, bar: Bar): { y: number; h: number } {
  const row = lane.height / lane.rows;
  const gap = lane.kind !== 'worker' ? 1 : lane.height >= 20 ? 2.5 : lane.height >= 9 ? 1 : 0;
  return { y: lane.top + bar.row * row + gap, h: Math.max(1.5, row - 2 * gap) };
}

const fillOf = (bar: Bar, texture: boolean, ghost: boolean, colours: Palette): string | CanvasPattern => {
  if (bar.path !== undefined) return colours.path[bar.path];
  return ghost ? colours.soft[bar.state] : texture ? colours.fill[bar.state] : colours.solid[bar.state];
};

/** An accept queue: its depth as an area, its limit as a line where it has been near it, a cross for each one dropped. */
function queueArea(
  ctx: CanvasRenderingContext2D,
  lane: Lane,
  lanes: Lanes,
  geometry: Geometry,
  colours: Palette,
  ghost: boolean,
): void {
  const { queue } = lane;
  if (queue === null) return;
  const x = scaleOf(lanes, geometry);
  const floor = lane.top + lane.height - 1;
  const most = queue.depth.reduce((max, one) => Math.max(max, one.depth), 1);
  const limited = most * 2 >= queue.backlog;
  const unit = (lane.height - 5) / (limited ? Math.max(most, queue.backlog) : Math.max(4, most));
  fillDepth(ctx, queue.depth, geometry, { floor, unit, x }, ghost ? colours.soft.wait : colours.fill.wait);
  if (limited) {
    ctx.fillStyle = colours.solid.err;
    for (let at = geometry.left; at < geometry.width - 8; at += 8)
      ctx.fillRect(at, Math.round(floor - queue.backlog * unit), 4, 1.5);
  }
  if (ghost) return;
  ctx.strokeStyle = colours.solid.err;
  ctx.lineWidth = 1.6;
  for (const at of queue.dropped) ctx.stroke(new Path2D(`M${x(at) - 3} ${lane.top + 2}l6 6m0-6l-6 6`));
}

function bars(ctx: CanvasRenderingContext2D, lanes: Lanes, geometry: Geometry, colours: Palette, ghost: boolean): void {
  const x = scaleOf(lanes, geometry);
  for (const lane of lanes.lanes) {
    if (lane.kind === 'queue') {
      queueArea(ctx, lane, lanes, geometry, colours, ghost);
      continue;
    }
    const texture = lanes.size.texture && (lane.kind === 'rail' || lane.height / lane.rows >= 9);
    for (const bar of lane.bars) {
      if ((ghost && bar.open) || bar.to < lanes.from || bar.from > lanes.to) continue;
      const { y, h } = barBox(lane, bar);
      const left = x(bar.from);
      const width = Math.max(1, x(bar.to) - left - (h > 8 ? 0.8 : 0.3));
      ctx.beginPath();
      ctx.roundRect(left, y, width, h, Math.min(2, width / 2));
      ctx.fillStyle = fillOf(bar, texture, ghost, colours);
      ctx.globalAlpha = bar.path !== undefined && ghost ? 0.3 : 1;
      ctx.fill();
      ctx.globalAlpha = 1;
      if (!ghost || h < 8) continue;
      ctx.strokeStyle = colours.edge[bar.state];
      ctx.lineWidth = 1;
      ctx.stroke();
    }
  }
}

function tickets(
  ctx: CanvasRenderingContext2D,
  lanes: Lanes,
  geometry: Geometry,
  colours: Palette,
  ghost: boolean,
  /** px: whole labels only, left of here. */
  until = Infinity,
): void {
  if (!lanes.size.tickets) return;
  const x = scaleOf(lanes, geometry);
  ctx.font = `700 11px ${colours.mono}`;
  ctx.textAlign = 'center';
  for (const lane of lanes.lanes) {
    const row = lane.height / lane.rows;
    if (row < 14 || lane.kind === 'queue') continue;
    for (const stay of lane.stays) {
      if (stay.labelAt < lanes.from || stay.labelAt > lanes.to) continue;
      const text = String(stay.req).padStart(2, '0');
      const room = x(stay.labelAt + stay.labelRoom / 2) - x(stay.labelAt - stay.labelRoom / 2);
      const width = text.length * 6.8 + 8;
      if (room < width + 2 || x(stay.labelAt) + width / 2 > until) continue;
      const middle = lane.top + (stay.row + 0.5) * row;
      ctx.fillStyle = colours.surface;
      ctx.globalAlpha = ghost ? 0.7 : 1;
      ctx.beginPath();
      ctx.roundRect(x(stay.labelAt) - width / 2, middle - 6.5, width, 13, 3);
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.fillStyle = ghost ? colours.ink2 : colours.ink;
      ctx.fillText(text, x(stay.labelAt), middle + 4);
    }
  }
}

export interface Layers {
  readonly past: HTMLCanvasElement;
  readonly future: HTMLCanvasElement;
}

function layer(geometry: Geometry, ratio: number): [HTMLCanvasElement, CanvasRenderingContext2D | null] {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(geometry.width * ratio));
  canvas.height = Math.max(1, Math.round(geometry.height * ratio));
  const ctx = canvas.getContext('2d');
  ctx?.scale(ratio, ratio);
  return [canvas, ctx];
}

/** Draws both layers once: what has been, in full strength, and the known future as ghosts. A frame only cuts between them. */
export function paintLayers(
  lanes: Lanes,
  geometry: Geometry,
  ratio: number,
  from: HTMLElement,
  withArrivals: boolean,
  pathOf: (target: string) => PathClass,
  /** What has not happened yet is not shown. */
  secret: boolean,
): Layers {
  const colours = palette(from);
  const [past, strong] = layer(geometry, ratio);
  const [future, weak] = layer(geometry, ratio);
  if (strong && weak) {
    for (const ctx of [strong, weak]) {
      grid(ctx, lanes, geometry, colours);
      // What lies before the part that is shown must not run into the names.
      ctx.beginPath();
      // Who comes at the very beginning is seen whole; what begins before the part in view is cut at its edge.
      const room = lanes.from > lanes.origin ? 1 : 6;
      ctx.rect(geometry.left - room, 0, geometry.width - geometry.left + room - 1, geometry.height);
      ctx.clip();
    }
    bars(strong, lanes, geometry, colours, false);
    // Where the future is not shown a number that is cut in two would tell of it: those are drawn frame by frame.
    if (!secret) {
      tickets(strong, lanes, geometry, colours, false);
      bars(weak, lanes, geometry, colours, true);
      tickets(weak, lanes, geometry, colours, true);
    }
    if (withArrivals) {
      depthArea(strong, lanes, geometry, colours.fill.wait);
      arrivals(strong, lanes, geometry, colours, pathOf);
      weak.globalAlpha = 0.35;
      if (!secret) depthArea(weak, lanes, geometry, colours.solid.wait);
      arrivals(weak, lanes, geometry, colours, pathOf);
    }
  }
  return { past, future };
}

/** What a frame shows besides the lanes. */
export interface Frame {
  /** The playhead, in the model's own time. */
  readonly at: number;
  /** The request whose way is lit, and whether everything else steps back for it. */
  readonly lit: number | null;
  readonly dim: boolean;
  /** Where this run left another one. */
  readonly seam: number | null;
  /** The known future is about to be replaced. */
  readonly fading: boolean;
  /** The way is lit only as far as the playhead. */
  readonly secret: boolean;
}

/** One frame: past and future meet at the playhead, with its flag on top. */
export function paintFrame(
  ctx: CanvasRenderingContext2D,
  layers: Layers,
  lanes: Lanes,
  geometry: Geometry,
  ratio: number,
  colours: Palette,
  frame: Frame,
): void {
  const x = scaleOf(lanes, geometry)(frame.at);
  const { width, height } = layers.past;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const cut = Math.min(Math.max(0, Math.round(x * ratio)), width);
  const layersIn = (left: number, top: number, w: number, h: number): void => {
    const right = left + w;
    const past = Math.min(right, cut) - left;
    if (past > 0) ctx.drawImage(layers.past, left, top, past, h, left, top, past, h);
    const start = Math.max(left, cut);
    ctx.globalAlpha = frame.fading ? 0.25 : 1;
    if (right > start) ctx.drawImage(layers.future, start, top, right - start, h, start, top, right - start, h);
    ctx.globalAlpha = 1;
  };
  layersIn(0, 0, width, height);
  const boxes = frame.lit === null ? [] : litBoxes(lanes, geometry, frame.lit, frame.secret ? frame.at : Infinity);
  if (frame.dim && boxes.length > 0) {
    ctx.globalAlpha = 0.65;
    ctx.fillStyle = colours.paper;
    ctx.fillRect(geometry.left * ratio, AXIS * ratio, width, height);
    ctx.globalAlpha = 1;
    for (const { left, top, w, h } of boxes)
      layersIn(...([left, top, w, h].map((v) => Math.round(v * ratio)) as [number, number, number, number]));
  }
  ctx.scale(ratio, ratio);
  if (frame.secret) tickets(ctx, lanes, geometry, colours, false, x - 2);
  drawWay(ctx, boxes, geometry, colours);
  if (frame.seam !== null) drawSeam(ctx, scaleOf(lanes, geometry)(frame.seam), geometry, colours);
  if (x >= geometry.left - 1 && x <= geometry.width) drawHead(ctx, x, frame.at - lanes.origin, geometry, colours);
}

function drawHead(ctx: CanvasRenderingContext2D, x: number, us: number, geometry: Geometry, colours: Palette): void {
  ctx.fillStyle = colours.ink;
  ctx.fillRect(x - 1, 14, 2, geometry.height - 18);
  const flag = Math.min(Math.max(x, 21), geometry.width - 21);
  ctx.fill(new Path2D(`M${flag - 21} 0H${flag + 21}V11L${x} 18L${flag - 21} 11Z`));
  ctx.fillStyle = colours.onInk;
  ctx.font = `700 11px ${colours.mono}`;
  ctx.textAlign = 'center';
  ctx.fillText((us / 1_000_000).toFixed(2), flag, 10.5);
}

function drawSeam(ctx: CanvasRenderingContext2D, x: number, geometry: Geometry, colours: Palette): void {
  if (x < geometry.left || x > geometry.width) return;
  ctx.strokeStyle = colours.beet;
  ctx.lineWidth = 2.5;
  ctx.setLineDash([5, 4]);
  ctx.stroke(new Path2D(`M${x} ${AXIS}V${geometry.height - 6}`));
  ctx.setLineDash([]);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly w: number;
  readonly h: number;
}
/** Where a request was, lane after lane, as far as it is in view. */
function litBoxes(lanes: Lanes, geometry: Geometry, req: number, until: number): readonly Box[] {
  const x = scaleOf(lanes, geometry);
  return wayThrough(lanes, req).flatMap(({ lane, stay }) => {
    const row = lane.height / lane.rows;
    const left = Math.max(geometry.left, x(stay.from) - 1.5);
    const right = Math.min(geometry.width - 6, x(Math.min(stay.to, until)) + 1.5);
    return right <= left ? [] : [{ left, top: lane.top + stay.row * row, w: right - left, h: row }];
  });
}

/** Frames around its stretches, and lines from each to the next one down or up. */
function drawWay(ctx: CanvasRenderingContext2D, boxes: readonly Box[], geometry: Geometry, colours: Palette): void {
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = 2;
  boxes.forEach(({ left, top, w, h }, i) => {
    ctx.beginPath();
    ctx.roundRect(left, top + Math.min(0.8, h / 10), w, h - Math.min(1.6, h / 5), Math.min(4, h / 3));
    ctx.stroke();
    const before = boxes[i - 1];
    if (before === undefined || Math.abs(before.top - top) < 1) return;
    const [from, to] = before.top < top ? [before.top + before.h, top] : [before.top, top + h];
    const x = Math.min(Math.max(left + 1, geometry.left), geometry.width - 8);
    ctx.stroke(new Path2D(`M${x} ${from}V${to}`));
  });
}
