import { usePlayer } from '../../store/player.ts';
import { useTimeline } from '../../store/timeline.ts';

const STEP = 0.6;
const PAN = 0.25;

/** Closer to, or further from, an instant (default: the playhead). */
export function zoomBy(direction: 1 | -1, at: number = usePlayer.getState().at): void {
  useTimeline.getState().zoom(direction === 1 ? STEP : 1 / STEP, at, usePlayer.getState().to);
}

/** One key of the timeline; true when it was one. */
export function timelineKey(key: string, shift: boolean): boolean {
  const { pan, fit, setFull, full } = useTimeline.getState();
  const { to } = usePlayer.getState();
  switch (key) {
    case '+':
    case '=':
      zoomBy(1);
      return true;
    case '-':
    case '_':
      zoomBy(-1);
      return true;
    case '0':
      fit();
      return true;
    case 'a':
      setFull(!full);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      if (!shift) return false;
      pan(key === 'ArrowLeft' ? -PAN : PAN, to);
      return true;
    default:
      return false;
  }
}
