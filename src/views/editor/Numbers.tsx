import { useRef, type PointerEvent } from 'react';
import { useFiles } from '../../store/files.ts';
import { isLocked, useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { useMessages } from '../messages.ts';
import { unless } from '../ui/Button.tsx';
import { numbersIn, turned, type TurnableNumber } from './numbers.ts';
import { useCodeWords } from './words.ts';
import css from './editor.module.css';

/** Of gunicorn's settings those that one turns most; they are at hand whatever file is open. */
const KNOBS: ReadonlySet<string> = new Set(['workers', 'threads', 'timeout']);
const MOST = 6;
const PX_PER_STEP = 14;

interface Placed {
  readonly path: string;
  readonly number: TurnableNumber;
}

function placesOf(order: readonly string[], open: string, text: (path: string) => string): readonly Placed[] {
  const conf = order.find((path) => path.endsWith('gunicorn.conf.py'));
  // Of a name that is set twice the last one counts, as in Python.
  const knobs =
    conf === undefined
      ? []
      : [
          ...new Map(
            numbersIn(conf, text(conf))
              .filter(({ name }) => KNOBS.has(name))
              .map((number) => [number.name, { path: conf, number }] as const),
          ).values(),
        ];
  const own = numbersIn(open, text(open)).map((number) => ({ path: open, number }));
  const rest = own.filter(
    ({ path, number }) => !knobs.some((one) => one.path === path && one.number.line === number.line),
  );
  return [...knobs, ...rest].slice(0, MOST);
}

/** Numbers at hand: a turn is a new run at once, a drag takes the run along. */
export function Numbers({ open }: { readonly open: string }) {
  const words = useCodeWords();
  const order = useFiles((state) => state.order);
  const start = useFiles((state) => state.start);
  const edited = useFiles((state) => state.edited);
  const lesson = useLesson();
  const all = placesOf(order, open, (path) => edited[path] ?? start[path] ?? '').filter(
    ({ path }) => !isLocked(lesson, path),
  );
  if (all.length === 0) return null;
  const names = all.map(({ number }) => number.name);
  return (
    <div className={css['strip']}>
      {all.map(({ path, number }) => (
        <Stepper
          key={`${path}:${number.line}:${number.column}`}
          path={path}
          number={number}
          // Two of one name are told apart by where they stand.
          name={
            names.indexOf(number.name) === names.lastIndexOf(number.name)
              ? number.name
              : words.at(number.name, number.line)
          }
        />
      ))}
    </div>
  );
}

const warm = (): void => useRun.getState().warm();

interface StepperProps {
  readonly path: string;
  readonly number: TurnableNumber;
  readonly name: string;
}

function Stepper({ path, number, name }: StepperProps) {
  const t = useMessages();
  const words = useCodeWords();
  const drag = useRef<{ readonly x: number; readonly value: number } | null>(null);
  const { value, min, max, step } = number;
  const turn = (to: number, kind: 'step' | 'drag'): void => {
    const files = useFiles.getState();
    files.edit(path, turned(files.text(path), number, to), kind);
  };
  const down = (event: PointerEvent<HTMLInputElement>): void => {
    drag.current = { x: event.clientX, value };
    event.preventDefault();
    event.currentTarget.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (drag.current !== null)
      turn(drag.current.value + Math.round((event.clientX - drag.current.x) / PX_PER_STEP) * step, 'drag');
  };
  const drop = (): void => {
    drag.current = null;
  };
  const press = (by: number) => ({
    type: 'button' as const,
    onPointerEnter: warm,
    onFocus: warm,
    ...unless(by < 0 ? value <= min : value >= max, () => turn(value + by * step, 'step')),
  });
  return (
    <span className={css['knob']}>
      {name}
      <span className={css['stepper']}>
        <button {...press(-1)} aria-label={t.code.fewer(name)}>
          −
        </button>
        <span className={css['value']}>
          <span aria-hidden="true">{number.text}</span>
          <input
            type="range"
            aria-label={words.number(name)}
            min={min}
            max={max}
            step={step}
            value={value}
            onChange={(event) => turn(Number(event.target.value), 'drag')}
            onPointerEnter={warm}
            onFocus={warm}
            onPointerDown={down}
            onPointerMove={move}
            onPointerUp={drop}
            onPointerCancel={drop}
          />
        </span>
        <button {...press(1)} aria-label={t.code.more(name)}>
          +
        </button>
      </span>
    </span>
  );
}
