import type { Lanes } from './lanes.ts';

/** The canvas in CSS pixels; left of `left` stand the names. */
export interface Geometry {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}
/** From time to pixels: the lanes end 8 px before the right edge. */
export function scaleOf(lanes: Lanes, { left, width }: Geometry): (at: number) => number {
  const span = Math.max(1, lanes.to - lanes.from);
  const px = (width - left - 8) / span;
  return (at) => left + (at - lanes.from) * px;
}
export const timeAt = (lanes: Lanes, { left, width }: Geometry, x: number): number =>
  lanes.from + ((x - left) / Math.max(1, width - left - 8)) * (lanes.to - lanes.from);
