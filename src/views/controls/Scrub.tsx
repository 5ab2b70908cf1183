import { nextError, usePlayer } from '../../store/player.ts';
import type { RunModel } from '../../projections/model.ts';
import { secondsOf } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useActions } from '../run-hooks.ts';
import css from './controls.module.css';

/** Where things went wrong, as shares of the whole. */
function failures(model: RunModel, to: number): readonly number[] {
  const marks: number[] = [];
  for (let at = -1, next = nextError(model, at); next !== null && next > at; next = nextError(model, at)) {
    marks.push(next / Math.max(1, to));
    at = next;
  }
  return marks;
}

/** The playhead as a slider: for where there is no room for lanes. A cross marks what failed. */
export function Scrub({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const at = usePlayer((state) => state.at);
  const to = usePlayer((state) => state.to);
  const { seek } = useActions();
  const share = (at / Math.max(1, to)) * 100;
  return (
    <div className={css['scrub']}>
      <svg aria-hidden="true">
        <rect x="0" y="11" width="100%" height="4" rx="2" fill="var(--line)" />
        <rect x="0" y="11" width={`${share}%`} height="4" rx="2" fill="var(--ink)" />
        {failures(model, to).map((mark) => (
          <text
            key={mark}
            x={`${mark * 100}%`}
            y="9"
            fontSize="11"
            fontWeight="700"
            fill="var(--st-err)"
            textAnchor="middle"
          >
            ×
          </text>
        ))}
        <circle cx={`${share}%`} cy="13" r="7" fill="var(--surface)" stroke="var(--ink)" strokeWidth="2.5" />
      </svg>
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.round(to / 1000))}
        value={Math.round(at / 1000)}
        aria-label={t.player.scrub}
        aria-valuetext={t.seconds(secondsOf(at))}
        onChange={(event) => seek(Number(event.target.value) * 1000)}
      />
    </div>
  );
}
