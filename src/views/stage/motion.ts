/**
 * How long walks take and how they speed up and slow down. Everything is a pure function of simulated time (microseconds): scrubbing
 * backwards walks backwards. Source: the art direction, section 4 (640 ms per 300 units; the line closes up in 320 ms).
 */
export const MS = 1000;
export const STEP_US = 160 * MS;
export const CLOSE_UP_US = 320 * MS;
/** A drawing gives way to another one in its place. */
export const FADE_US = 240 * MS;
/** A mark comes or goes. */
export const APPEAR_US = 160 * MS;
export const STAGGER_US = 40 * MS;

/** Time for a walk of `length` units. Short ways at the full pace; long ones are hurried, since a real request takes a millisecond. */
export const walkTime = (length: number): number => Math.min((640 * length) / 300, 420 + 0.3 * length) * MS;

const clamp01 = (v: number): number => (v <= 0 ? 0 : v >= 1 ? 1 : v);

/** One coordinate of a cubic Bézier from 0 to 1 with handles a and b. */
const bezier = (t: number, a: number, b: number): number => {
  const u = 1 - t;
  return 3 * u * u * t * a + 3 * u * t * t * b + t * t * t;
};
/** CSS cubic-bezier(x1, y1, x2, y2) by bisection: 20 halvings are exact to a millionth, and need no table. */
function cubicBezier(x1: number, y1: number, x2: number, y2: number): (p: number) => number {
  return (p) => {
    const x = clamp01(p);
    if (x === 0 || x === 1) return x;
    let low = 0;
    let high = 1;
    for (let i = 0; i < 20; i++) {
      const mid = (low + high) / 2;
      if (bezier(mid, x1, x2) < x) low = mid;
      else high = mid;
    }
    return bezier((low + high) / 2, y1, y2);
  };
}
/** --e-inout */
export const easeInOut = cubicBezier(0.6, 0.05, 0.3, 1);
/** --e-out, used for walks that are already under way and for the line closing up. */
export const easeOut = cubicBezier(0.2, 0.7, 0.2, 1);
export { clamp01 };
