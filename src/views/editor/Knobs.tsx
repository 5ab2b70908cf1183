import { useFiles, knobs, turnKnob, type Knob } from '../../store/files.ts';
import { useRun } from '../../store/run.ts';
import { useMessages } from '../messages.ts';
import css from './editor.module.css';

const LOW: Readonly<Record<string, number>> = { timeout: 0, backlog: 1 };
const HIGH: Readonly<Record<string, number>> = { workers: 32, threads: 64, timeout: 300, backlog: 4096 };

/** The numbers of gunicorn.conf.py that one turns most, always at hand: a turn is a new run at once. */
export function Knobs() {
  const path = useFiles((state) => state.order.find((one) => one.endsWith('gunicorn.conf.py')));
  const text = useFiles((state) => (path === undefined ? '' : state.text(path)));
  if (path === undefined) return null;
  // Of a name that is set twice the last one counts, as in Python.
  const found = [...new Map(knobs(text).map((knob) => [knob.name, knob])).values()].filter(
    (knob) => knob.name !== 'backlog',
  );
  if (found.length === 0) return null;
  return (
    <div className={css['strip']}>
      {found.map((knob) => (
        <Stepper
          key={knob.name}
          knob={knob}
          onTurn={(value) => useFiles.getState().edit(path, turnKnob(text, knob, value), 'step')}
        />
      ))}
    </div>
  );
}

const warm = (): void => useRun.getState().warm();

function Stepper({ knob, onTurn }: { readonly knob: Knob; readonly onTurn: (value: number) => void }) {
  const t = useMessages();
  const low = LOW[knob.name] ?? 1;
  const high = HIGH[knob.name] ?? 1000;
  return (
    <span className={css['knob']}>
      {knob.name}
      <span className={css['stepper']}>
        <button
          type="button"
          onPointerEnter={warm}
          onFocus={warm}
          aria-label={t.code.fewer(knob.name)}
          disabled={knob.value <= low}
          onClick={() => onTurn(knob.value - 1)}
        >
          −
        </button>
        <output>{knob.value}</output>
        <button
          type="button"
          onPointerEnter={warm}
          onFocus={warm}
          aria-label={t.code.more(knob.name)}
          disabled={knob.value >= high}
          onClick={() => onTurn(knob.value + 1)}
        >
          +
        </button>
      </span>
    </span>
  );
}
