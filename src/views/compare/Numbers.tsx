import { useMemo } from 'react';
import { depthAt } from '../../projections/at.ts';
import { metricsOf } from '../../projections/metrics.ts';
import type { RunModel } from '../../projections/model.ts';
import { workersAt } from '../../store/acts.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { usePlayer } from '../../store/player.ts';
import { lastSight } from '../../store/tempo.ts';
import { lasting } from '../format.ts';
import { useMessages } from '../messages.ts';
import css from './compare.module.css';

export interface Side {
  readonly name: string;
  readonly heading: string;
  readonly model: RunModel;
}

/** Names that do not fit beside a bar (a fork's) are said once, over all of them. */
const LONG = 9;

interface Row {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly show: (value: number) => string;
}

/** How the second differs from the first, as a factor; null where that says nothing. */
function factorOf(first: number | null, second: number | null): { less: boolean; factor: string } | 'same' | null {
  if (first === null || second === null) return null;
  if (first === second || Math.abs(first - second) < 0.005 * Math.max(first, second)) return 'same';
  if (first <= 0 || second <= 0) return null;
  const factor = second < first ? first / second : second / first;
  return { less: second < first, factor: factor >= 10 ? factor.toFixed(0) : factor.toFixed(1) };
}

function waitingAt(model: RunModel, t: number): number {
  const behind = new Set(model.requests.flatMap((r) => r.phases.map((p) => p.listener)));
  return model.queues.filter((q) => behind.has(q.listener)).reduce((sum, q) => sum + depthAt(q, t), 0);
}

/** The numbers of both at the instant on screen, then of the whole runs, each with its difference. */
export function Numbers({ sides }: { readonly sides: readonly Side[] }) {
  const t = useMessages();
  const at = usePlayer((state) => state.calmAt);
  const secret = useLesson(isAsking);
  const whole = useMemo(() => sides.map(({ model }) => metricsOf(model)), [sides]);
  const now = useMemo(() => sides.map(({ model }) => metricsOf(model, model.t0 + at)), [sides, at]);
  const time = (us: number): string => lasting(us, t);
  const count = (n: number): string => String(n);
  const long = sides.some((side) => side.heading.length > LONG);
  const rows: readonly Row[] = [
    { label: t.compareView.served, values: now.map((m) => m.ok), show: count },
    {
      label: t.compareView.waiting,
      values: sides.map(({ model }) => waitingAt(model, model.t0 + at)),
      show: count,
    },
    {
      label: t.compareView.processes,
      values: sides.map(({ model }) => workersAt(model, model.t0 + at).length),
      show: count,
    },
  ];
  const results: readonly Row[] = [
    { label: t.compareView.p50, values: whole.map((m) => m.p50), show: time },
    { label: t.compareView.p95, values: whole.map((m) => m.p95), show: time },
    { label: t.compareView.last, values: sides.map(({ model }) => lastSight(model)), show: time },
    {
      label: t.compareView.perSecond,
      values: whole.map((m) => (m.perSecond * m.ok) / Math.max(1, m.latencies.length)),
      show: (n) => n.toFixed(2),
    },
    { label: t.compareView.failed, values: whole.map((m) => m.failed + m.gaveUp), show: count },
  ];
  return (
    <div className={css['numbers']} data-long={long}>
      <h2>{t.compareView.at(time(at))}</h2>
      {long && (
        <p className={css['keys']} aria-hidden="true">
          {sides.map((side, i) => (
            <span key={side.name} data-side={i}>
              <i />
              {side.heading}
            </span>
          ))}
        </p>
      )}
      {rows.map((row) => (
        <Pair key={row.label} row={row} sides={sides} long={long} />
      ))}
      {secret ? (
        <p className={css['hidden']}>{t.compareView.hidden}</p>
      ) : (
        results.map((row) => <Pair key={row.label} row={row} sides={sides} long={long} />)
      )}
    </div>
  );
}

function Pair({ row, sides, long }: { readonly row: Row; readonly sides: readonly Side[]; readonly long: boolean }) {
  const t = useMessages();
  const most = Math.max(...row.values.map((value) => value ?? 0), 1e-9);
  const change = factorOf(row.values[0] ?? null, row.values[1] ?? null);
  return (
    <dl className={css['pair']}>
      <dt>
        {row.label}
        {change !== null && (
          <em>
            {change === 'same'
              ? t.compareView.equal
              : (change.less ? t.compareView.better : t.compareView.more)(change.factor)}
          </em>
        )}
      </dt>
      {sides.map((side, i) => {
        const value = row.values[i] ?? null;
        return (
          <dd key={side.name} data-side={i}>
            <span title={side.heading} className={long ? 'visually-hidden' : undefined}>
              {side.heading}
            </span>
            <i style={{ width: `${Math.max(2, ((value ?? 0) / most) * (long ? 66 : 36))}%` }} />
            <b>{value === null ? '–' : row.show(value)}</b>
          </dd>
        );
      })}
    </dl>
  );
}
