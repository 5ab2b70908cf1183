import { useEffect, useMemo, useState } from 'react';
import { useLesson } from '../../store/lesson.ts';
import { axesOf, openValue, useSweep } from '../../store/sweep.ts';
import { lasting } from '../format.ts';
import { useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import ui from '../ui/ui.module.css';
import { SweepChart } from './SweepChart.tsx';
import { expectationsOf, pointsOf, type Measure } from './sweep-points.ts';
import { useNumberWords } from './words.ts';
import css from './numbers.module.css';

const SEEDS = 5;

/** One number through all its values, drawn as the runs come in. */
export function Sweep({ onOpen }: { readonly onOpen: () => void }) {
  const t = useMessages();
  const words = useNumberWords().sweep;
  const lesson = useLesson((state) => state.id);
  const axes = useMemo(() => (lesson === null ? [] : axesOf()), [lesson]);
  const { phase, axis, samples, of, facts } = useSweep();
  const { begin, stop } = useSweep.getState();
  const [name, setName] = useState(axes[0]?.name ?? '');
  const [measure, setMeasure] = useState<Measure>('p95');
  useEffect(() => () => useSweep.getState().stop(), []);
  const chosen = axes.find((one) => one.name === name) ?? axes[0];
  if (chosen === undefined) return <p className={ui['empty']}>{words.none}</p>;
  const shown = axis !== null && axis.name === chosen.name ? axis : null;
  const points = shown === null ? [] : pointsOf(shown, samples, measure);
  const theory = shown === null || measure === 'lost' ? [] : expectationsOf(shown, facts);
  const show = (value: number): string =>
    measure === 'lost' ? `${Math.round(value * 100)} %` : lasting(value * 1e6, t);
  const label = words.names[chosen.name] ?? chosen.name;
  return (
    <div className={css['sweep']}>
      <div className={css['tools']}>
        <div>
          <h3>{words.title}</h3>
          <p>{words.text(SEEDS)}</p>
        </div>
        <Segmented
          label={words.axis}
          value={chosen.name}
          onChange={setName}
          choices={axes.map((one) => ({ value: one.name, label: words.names[one.name] ?? one.name }))}
        />
        <Segmented
          label={words.measure}
          value={measure}
          onChange={setMeasure}
          choices={(['p50', 'p95', 'lost'] as const).map((value) => ({ value, label: words[value] }))}
        />
        {phase === 'running' ? (
          <Button onClick={stop}>{words.stop}</Button>
        ) : (
          <Button look="fill" onClick={() => begin(chosen, SEEDS)}>
            {words.run}
          </Button>
        )}
      </div>
      <output>{phase === 'failed' ? words.failed : phase === 'idle' ? '' : words.progress(samples.length, of)}</output>
      {shown !== null && points.length > 0 && (
        <>
          <SweepChart
            axis={shown}
            points={points}
            measure={measure}
            facts={facts}
            label={label}
            show={show}
            onPick={(value) => {
              openValue(shown, value);
              onOpen();
            }}
          />
          <div className={css['reading']}>
            <h4>{words.reading}</h4>
            <p>{words.readDot}</p>
            {theory.length > 0 && <p>{words.readTheory}</p>}
            {theory.some((one) => one.inside === null) && <p>{words.readShaded}</p>}
          </div>
          <details>
            <summary>{words.table}</summary>
            <table className={css['table']}>
              <thead>
                <tr>
                  <th scope="col">{label}</th>
                  <th scope="col">{words[measure]}</th>
                  <th scope="col">{words.runs}</th>
                </tr>
              </thead>
              <tbody>
                {points.map((point) => (
                  <tr key={point.value}>
                    <th scope="row">{point.value}</th>
                    <td>
                      {show(point.middle)} ({show(point.low)}–{show(point.high)})
                    </td>
                    <td>{point.runs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </div>
  );
}
