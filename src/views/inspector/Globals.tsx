import { useMemo } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { globalsOf, valueAt, type GlobalHistory } from '../../projections/process.ts';
import { Card, Link, useInspectorWords } from './parts.tsx';
import details from './details.module.css';
import css from './inspector.module.css';

interface GlobalsProps {
  readonly model: RunModel;
  readonly pid: number;
  readonly now: number;
}

/** Module globals, a column for each worker: the counter that differs. */
export function Globals({ model, pid, now }: GlobalsProps) {
  const words = useInspectorWords();
  const all = useMemo(() => globalsOf(model), [model]);
  const worker = model.workers.find((one) => one.pid === pid);
  if (worker === undefined) return null;
  const columns = model.workers.filter((one) => one.arbiter === worker.arbiter && one.bootingAt <= now);
  const seen = all.filter((one) => [...one.byPid.values()].some((values) => (values[0]?.at ?? Infinity) <= now));
  return (
    <Card title={words.globals.title} aside={columns.length > 1 ? words.globals.text : undefined}>
      {seen.length === 0 ? (
        <p className={css['quiet']}>{words.globals.none}</p>
      ) : (
        <div className={details['scroll']}>
          <table className={details['globals']} aria-label={words.globals.title}>
            <thead>
              <tr>
                <th scope="col">{words.globals.name}</th>
                {columns.map((one) => (
                  <th key={one.pid} scope="col" data-own={one.pid === pid}>
                    {one.pid === pid ? one.pid : <Link to={{ kind: 'process', pid: one.pid }}>{String(one.pid)}</Link>}
                    {one.pid === pid && columns.length > 1 && ' '}
                    {one.pid === pid && columns.length > 1 && <small>{words.globals.this}</small>}
                  </th>
                ))}
                <th aria-hidden="true" />
              </tr>
            </thead>
            <tbody>
              {seen.map((one) => (
                <tr key={`${one.module}.${one.name}`}>
                  <th scope="row">
                    <small>{one.module}.</small>
                    {one.name}
                  </th>
                  {columns.map((column) => (
                    <td key={column.pid} data-own={column.pid === pid}>
                      {valueAt(one.byPid.get(column.pid) ?? [], now) ?? '–'}
                    </td>
                  ))}
                  <td>
                    <Steps history={one} pids={columns.map((column) => column.pid)} own={pid} model={model} now={now} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

const WIDTH = 130;
const HEIGHT = 30;

/** Numbers over time, one line per worker; what is no number has no line. */
function Steps({
  history,
  pids,
  own,
  model,
  now,
}: {
  readonly history: GlobalHistory;
  readonly pids: readonly number[];
  readonly own: number;
  readonly model: RunModel;
  readonly now: number;
}) {
  const words = useInspectorWords();
  const series = pids.map((pid) => ({
    pid,
    points: (history.byPid.get(pid) ?? [])
      .filter((one) => one.at <= now)
      .map((one) => ({ at: one.at, value: Number(one.value) })),
  }));
  const all = series.flatMap((one) => one.points.map((point) => point.value));
  if (all.length < 2 || all.some((value) => !Number.isFinite(value))) return null;
  const [low, high] = [Math.min(0, ...all), Math.max(...all)];
  const x = (at: number): number => ((at - model.t0) / Math.max(1, now - model.t0)) * WIDTH;
  const y = (value: number): number => HEIGHT - 2 - ((value - low) / Math.max(1, high - low)) * (HEIGHT - 4);
  return (
    <svg width={WIDTH} height={HEIGHT} className={details['steps']}>
      <title>{words.globals.over(history.name)}</title>
      {series.map(({ pid, points }) => (
        <path
          key={pid}
          d={`M0 ${y(low)}${points.map(({ at, value }) => `H${x(at).toFixed(1)}V${y(value).toFixed(1)}`).join('')}H${WIDTH}`}
          data-own={pid === own}
        />
      ))}
    </svg>
  );
}
