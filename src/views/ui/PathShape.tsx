import type { PathClass } from '../stage/scene.ts';
import ui from './ui.module.css';

/** Colour and shape of a path, always together: a disc, a triangle, a square, a diamond, a cross. 20 units wide around 0. */
export const SHAPES: Readonly<Record<PathClass, string>> = {
  burger: 'M-9 0A9 9 0 1 1 9 0A9 9 0 1 1-9 0Z',
  fries: 'M0-10L10 8H-10Z',
  report: 'M-8-8H8V8H-8Z',
  static: 'M0-11L11 0L0 11L-11 0Z',
  other: 'M-3-9H3V-3H9V3H3V9H-3V3H-9V-3H-3Z',
};

export const PathShape = ({ path, size = 12 }: { readonly path: PathClass; readonly size?: number }) => (
  <svg className={ui['shape']} viewBox="-12 -12 24 24" width={size} height={size} aria-hidden="true">
    <path d={SHAPES[path]} fill={`var(--p-${path})`} />
  </svg>
);
