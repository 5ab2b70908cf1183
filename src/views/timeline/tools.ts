import { usePlayer } from '../../store/player.ts';
import { useTimeline } from '../../store/timeline.ts';
import { press, type Shortcut } from '../keys/shortcut.ts';

const STEP = 0.6;
const PAN = 0.25;

/** Closer to, or further from, an instant (default: the playhead). */
export function zoomBy(direction: 1 | -1, at: number = usePlayer.getState().at): void {
  useTimeline.getState().zoom(direction === 1 ? STEP : 1 / STEP, at, usePlayer.getState().to);
}

const pan = (share: number): void => useTimeline.getState().pan(share, usePlayer.getState().to);

export type TimelineKey = 'zoomIn' | 'zoomOut' | 'fit' | 'hops' | 'panLeft' | 'panRight';

export const TIMELINE_KEYS: readonly Shortcut<TimelineKey>[] = [
  { id: 'zoomIn', keys: ['+', '='], run: () => zoomBy(1) },
  { id: 'zoomOut', keys: ['-', '_'], run: () => zoomBy(-1) },
  { id: 'fit', keys: ['0'], run: () => useTimeline.getState().fit() },
  { id: 'panLeft', keys: ['ArrowLeft'], shift: true, run: () => pan(-PAN) },
  { id: 'panRight', keys: ['ArrowRight'], shift: true, run: () => pan(PAN) },
  {
    id: 'hops',
    keys: ['a'],
    run: () => {
      const { setFull, full } = useTimeline.getState();
      setFull(!full);
    },
  },
];

/** One key of the timeline; true when it was one. */
export const timelineKey = (key: string, shift: boolean): boolean => press(TIMELINE_KEYS, key, shift);
