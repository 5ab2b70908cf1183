import type { Geometry } from './geometry.ts';

/** Where an area stands, and how high one in the queue is, px. */
interface Foot {
  readonly floor: number;
  readonly unit: number;
  readonly x: (at: number) => number;
}

/** Fills the area under a queue's depth, which goes in steps, from the left edge of the lanes to the right. */
export function fillDepth(
  ctx: CanvasRenderingContext2D,
  steps: readonly { readonly at: number; readonly depth: number }[],
  { left, width }: Geometry,
  { floor, unit, x }: Foot,
  fill: string | CanvasPattern,
): void {
  ctx.beginPath();
  ctx.moveTo(left, floor);
  let y = floor;
  for (const { at, depth } of steps) {
    ctx.lineTo(x(at), y);
    y = floor - depth * unit;
    ctx.lineTo(x(at), y);
  }
  ctx.lineTo(width - 8, y);
  ctx.lineTo(width - 8, floor);
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.fill();
}
