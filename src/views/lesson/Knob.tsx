import { useRef, type PointerEvent } from 'react';
import { useFiles } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import css from './lesson.module.css';

const PX_PER_STEP = 22;

const warm = (): void => useRun.getState().warm();

/** A number of the lesson that can be dragged; to the keyboard and to screen readers it is a slider. */
export function Knob({ name }: { readonly name: string }) {
  const bounds = useLesson((state) => state.pack?.lesson.knobs[name]);
  const scenarios = useLesson((state) => state.scenarios);
  const edited = useFiles((state) => state.edited);
  const drag = useRef<{ x: number; value: number } | null>(null);
  // The value lives in a file or in the traffic: asked for again when either changes.
  const value = scenarios && edited ? useLesson.getState().knobValue(name) : null;
  if (bounds === undefined || value === null) return <span className={css['place']}>{value ?? '?'}</span>;
  const { min, max, step } = bounds;
  const turn = (to: number): void => {
    const held = Math.min(max, Math.max(min, to));
    if (held !== value) useLesson.getState().turn(name, held);
  };
  const onPointerDown = (event: PointerEvent<HTMLInputElement>): void => {
    drag.current = { x: event.clientX, value };
    event.preventDefault();
    event.currentTarget.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current === null) return;
    turn(drag.current.value + Math.round((event.clientX - drag.current.x) / PX_PER_STEP) * step);
  };
  const drop = (): void => {
    drag.current = null;
  };
  return (
    <span className={css['num']}>
      <span aria-hidden="true">{value}</span>
      <input
        type="range"
        aria-label={name}
        min={min}
        max={max}
        step={step}
        value={value}
        onChange={(event) => turn(Number(event.target.value))}
        onPointerEnter={warm}
        onFocus={warm}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={drop}
        onPointerCancel={drop}
      />
    </span>
  );
}
