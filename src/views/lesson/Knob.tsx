import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useFiles } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import css from './lesson.module.css';

const PX_PER_STEP = 22;

const warm = (): void => useRun.getState().warm();

/** A number of the lesson that can be dragged, turned with the arrow keys, and read out like a slider. */
export function Knob({ name }: { readonly name: string }) {
  const bounds = useLesson((state) => state.pack?.lesson.knobs[name]);
  const scenarios = useLesson((state) => state.scenarios);
  const edited = useFiles((state) => state.edited);
  const drag = useRef<{ x: number; value: number } | null>(null);
  // The value lives in a file or in the traffic: asked for again when either changes.
  const value = scenarios && edited ? useLesson.getState().knobValue(name) : null;
  if (bounds === undefined || value === null) return <span className={css['place']}>{value ?? '?'}</span>;
  const { min, max, step } = bounds;
  const turn = (to: number): void => useLesson.getState().turn(name, Math.min(max, Math.max(min, to)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step }[event.key];
    if (by !== undefined) turn(value + by);
    else if (event.key === 'Home') turn(min);
    else if (event.key === 'End') turn(max);
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>): void => {
    drag.current = { x: event.clientX, value };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current === null) return;
    const next = drag.current.value + Math.round((event.clientX - drag.current.x) / PX_PER_STEP) * step;
    const held = Math.min(max, Math.max(min, next));
    if (held !== value) turn(held);
  };
  return (
    <span
      className={css['num']}
      role="slider"
      tabIndex={0}
      data-keys="own"
      onPointerEnter={warm}
      onFocus={warm}
      aria-label={name}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
    >
      {value}
    </span>
  );
}
