import type { PathClass } from '../stage/scene.ts';
import { SHAPES } from '../ui/PathShape.tsx';
import { ARRIVALS, AXIS, type Bar, type Lane, type Lanes } from './lanes.ts';
import { palette, type Palette } from './palette.ts';

export interface Geometry {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}
/** From time to pixels: the lanes end 8 px before the right edge. */
function scaleOf(lanes: Lanes, { left, width }: Geometry): (at: number) => number {
  const span = Math.max(1, lanes.to - lanes.from);
  const px = (width - left - 8) / span;
  return (at) => left + (at - lanes.from) * px;
}
export const timeAt = (lanes: Lanes, { left, width }: Geometry, x: number): number =>
  lanes.from + ((x - left) / Math.max(1, width - left - 8)) * (lanes.to - lanes.from);

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600];

/** Seconds between two ticks, so that they stand at least 60 px apart. */
const tickStep = (seconds: number, room: number): number => STEPS.find((step) => (room * step) / seconds >= 60) ?? 1200;

function grid(ctx: CanvasRenderingContext2D, lanes: Lanes, geometry: Geometry, colours: Palette): void {
  const x = scaleOf(lanes, geometry);
  const seconds = (lanes.to - lanes.from) / 1_000_000;
  const step = tickStep(seconds, geometry.width - geometry.left - 8);
  ctx.font = `400 11px ${colours.mono}`;
  ctx.textAlign = 'center';
  for (let k = 0; k * step <= seconds + 1e-9; k++) {
    const at = x(lanes.from + k * step * 1_000_000);
    ctx.fillStyle = colours.line;
    ctx.fillRect(Math.round(at), AXIS, 1, geometry.height - AXIS - 6);
    ctx.fillStyle = colours.ink3;
    ctx.fillText(String(Number((k * step).toFixed(1))), at, 11);
  }
  ctx.fillStyle = colours.line2;
  for (const lane of lanes.lanes) {
    if (lane.kind === 'worker')
      ctx.fillRect(geometry.left, Math.round(lane.top + lane.height / 2), geometry.width - geometry.left - 8, 1);
  }
}

function depthArea(
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
  ctx.beginPath();
  ctx.moveTo(geometry.left, floor);
  let y = floor;
  for (const { at, depth } of lanes.depth) {
    ctx.lineTo(x(at), y);
    y = floor - depth * unit;
    ctx.lineTo(x(at), y);
  }
  ctx.lineTo(geometry.width - 8, y);
  ctx.lineTo(geometry.width - 8, floor);
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.fill();
}

function countMark(ctx: CanvasRenderingContext2D, x: number, y: number, count: number, colours: Palette): void {
  if (count < 2) return;
  ctx.font = `700 11px ${colours.mono}`;
  ctx.textAlign = 'left';
  ctx.fillStyle = colours.ink;
  ctx.fillText(`×${count}`, x + 7, y + 4);
}

function arrivals(
  ctx: CanvasRenderingContext2D,
  lanes: Lanes,
  geometry: Geometry,
  colours: Palette,
  pathOf: (target: string) => PathClass,
): void {
  const x = scaleOf(lanes, geometry);
  let drawnAt = -Infinity;
  let together = 0;
  for (const { at, request } of lanes.arrivals) {
    // Those who come at the same moment are one mark with a count.
    if (x(at) - drawnAt < 3) {
      together++;
      continue;
    }
    countMark(ctx, drawnAt, lanes.arrivalsTop + 8, together, colours);
    together = 1;
    drawnAt = x(at);
    const path = pathOf(request.target);
    ctx.save();
    ctx.translate(drawnAt, lanes.arrivalsTop + 8);
    ctx.scale(0.5, 0.5);
    ctx.fillStyle = colours.path[path];
    ctx.fill(new Path2D(SHAPES[path]));
    ctx.restore();
  }
  countMark(ctx, drawnAt, lanes.arrivalsTop + 8, together, colours);
  for (const { at } of lanes.failures) {
    ctx.fillStyle = colours.solid.err;
    ctx.beginPath();
    ctx.arc(x(at), lanes.arrivalsTop + 12, 6, 0, Math.PI * 2);
    ctx.fill();
    ctx.strokeStyle = colours.onErr;
    ctx.lineWidth = 1.6;
    ctx.stroke(new Path2D(`M${x(at) - 2.4} ${lanes.arrivalsTop + 9.6}l4.8 4.8m0-4.8l-4.8 4.8`));
  }
}

function barBox(lane: Lane, bar: Bar): { y: number; h: number } {
  const row = lane.height / lane.rows;
  const gap = lane.kind === 'rail' ? 1 : lane.height >= 20 ? 2.5 : lane.height >= 9 ? 1 : 0;
  return { y: lane.top + bar.row * row + gap, h: Math.max(1.5, row - 2 * gap) };
}

function bars(ctx: CanvasRenderingContext2D, lanes: Lanes, geometry: Geometry, colours: Palette, ghost: boolean): void {
  const x = scaleOf(lanes, geometry);
  for (const lane of lanes.lanes) {
    const texture = lanes.size.texture && (lane.kind === 'rail' || lane.height / lane.rows >= 9);
    for (const bar of lane.bars) {
      if (ghost && bar.open) continue;
      const { y, h } = barBox(lane, bar);
      const left = x(bar.from);
      const width = Math.max(1, x(bar.to) - left - (h > 8 ? 0.8 : 0.3));
      ctx.beginPath();
      ctx.roundRect(left, y, width, h, Math.min(2, width / 2));
      ctx.fillStyle = ghost ? colours.soft[bar.state] : texture ? colours.fill[bar.state] : colours.solid[bar.state];
      ctx.fill();
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
): void {
  if (!lanes.size.tickets) return;
  const x = scaleOf(lanes, geometry);
  ctx.font = `700 11px ${colours.mono}`;
  ctx.textAlign = 'center';
  for (const lane of lanes.lanes) {
    const row = lane.height / lane.rows;
    if (row < 14) continue;
    for (const stay of lane.stays) {
      const text = String(stay.req).padStart(2, '0');
      const room = x(stay.labelAt + stay.labelRoom / 2) - x(stay.labelAt - stay.labelRoom / 2);
      const width = text.length * 6.8 + 8;
      if (room < width + 2) continue;
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
    for (const ctx of [strong, weak]) grid(ctx, lanes, geometry, colours);
    bars(strong, lanes, geometry, colours, false);
    tickets(strong, lanes, geometry, colours, false);
    if (!secret) {
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

/** One frame: past and future meet at the playhead, with its flag on top. */
export function paintFrame(
  ctx: CanvasRenderingContext2D,
  layers: Layers,
  lanes: Lanes,
  geometry: Geometry,
  ratio: number,
  at: number,
  colours: Palette,
  selected: number | null,
): void {
  const x = scaleOf(lanes, geometry)(at);
  const cut = Math.min(Math.max(0, Math.round(x * ratio)), layers.past.width);
  const { width, height } = layers.past;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, width, height);
  if (cut > 0) ctx.drawImage(layers.past, 0, 0, cut, height, 0, 0, cut, height);
  if (cut < width) ctx.drawImage(layers.future, cut, 0, width - cut, height, cut, 0, width - cut, height);
  ctx.scale(ratio, ratio);
  frameSelection(ctx, lanes, geometry, colours, selected);
  const text = ((at - lanes.from) / 1_000_000).toFixed(2);
  ctx.fillStyle = colours.ink;
  ctx.fillRect(x - 1, 14, 2, geometry.height - 18);
  const flag = Math.min(Math.max(x, 21), geometry.width - 21);
  ctx.fill(new Path2D(`M${flag - 21} 0H${flag + 21}V11L${x} 18L${flag - 21} 11Z`));
  ctx.fillStyle = colours.onInk;
  ctx.font = `700 11px ${colours.mono}`;
  ctx.textAlign = 'center';
  ctx.fillText(text, flag, 10.5);
}

function frameSelection(
  ctx: CanvasRenderingContext2D,
  lanes: Lanes,
  geometry: Geometry,
  colours: Palette,
  selected: number | null,
): void {
  if (selected === null) return;
  const x = scaleOf(lanes, geometry);
  ctx.strokeStyle = colours.ink;
  ctx.lineWidth = 2;
  for (const lane of lanes.lanes) {
    const row = lane.height / lane.rows;
    for (const stay of lane.stays) {
      if (stay.req !== selected) continue;
      ctx.beginPath();
      ctx.roundRect(x(stay.from) - 1.5, lane.top + stay.row * row + 0.8, x(stay.to) - x(stay.from) + 2.4, row - 1.6, 4);
      ctx.stroke();
    }
  }
}
