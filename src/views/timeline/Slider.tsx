import type { InputHTMLAttributes } from 'react';
import { usePlayer } from '../../store/player.ts';
import { useTimeline } from '../../store/timeline.ts';
import { secondsOf } from '../format.ts';
import { useMessages } from '../messages.ts';
import css from './timeline.module.css';

const STEP_MS = 100;

interface SliderProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly onSeek: (us: number) => void;
}

/** The playhead as a slider that lies over the lanes; it says which part of the run they show. */
export function Slider({ onSeek, ...rest }: SliderProps) {
  const t = useMessages();
  const at = usePlayer((state) => state.calmAt);
  const end = Math.max(
    1,
    usePlayer((state) => state.to),
  );
  const window = useTimeline((state) => state.window);
  const time = (us: number): string => t.seconds(secondsOf(us));
  return (
    <input
      type="range"
      className={css['slider']}
      data-keys="player"
      aria-label={`${t.lanes.label}. ${t.lanes.help}`}
      min={0}
      max={Math.round(end / 1000)}
      step={STEP_MS}
      value={Math.round(at / 1000)}
      aria-valuetext={window === null ? time(at) : `${time(at)}, ${t.lanes.part(time(window.from), time(window.to))}`}
      onChange={(event) => onSeek(Number(event.target.value) * 1000)}
      {...rest}
    />
  );
}
