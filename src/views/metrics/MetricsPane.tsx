import { ChartSpline } from 'lucide-react';
import { useMemo } from 'react';
import { metricsOf, type Metrics } from '../../projections/metrics.ts';
import type { RunModel } from '../../projections/model.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { currentRun, previousRun, useRun } from '../../store/run.ts';
import { lasting } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useCalmInstant } from '../run-hooks.ts';
import { Button } from '../ui/Button.tsx';
import { Histogram } from './Histogram.tsx';
import { useNumbersPage } from './numbers-page.ts';
import css from './metrics.module.css';

const failures = (metrics: Metrics): number => metrics.failed + metrics.gaveUp;

/** A 502 in no time is an answer, but nobody was served. */
const served = (metrics: Metrics): string =>
  ((metrics.perSecond * metrics.ok) / Math.max(1, metrics.latencies.length)).toFixed(2);

/** The numbers of the whole run, and beside each what it was in the run before. */
export function MetricsPane({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const previous = useRun((state) => previousRun(state)?.model ?? null);
  const now = useCalmInstant(model);
  // Before a question is answered the numbers of the lesson's own run know no more than the picture does.
  const recorded = useRun((state) => currentRun(state)?.origin === 'recorded');
  const until = useLesson(isAsking) && recorded ? now : model.end;
  const metrics = useMemo(() => metricsOf(model, until), [model, until]);
  const before = useMemo(() => (previous === null ? null : metricsOf(previous)), [previous]);
  const none = metrics.finished === 0;
  const time = (us: number | null): string => (us === null ? '–' : lasting(us, t));
  const numbers = [
    { name: t.metrics.p50, now: time(metrics.p50), old: before && time(before.p50), bad: false },
    { name: t.metrics.p95, now: time(metrics.p95), old: before && time(before.p95), bad: false },
    {
      name: t.metrics.served,
      now: none ? '–' : served(metrics),
      old: before && served(before),
      bad: false,
    },
    {
      name: t.metrics.failed,
      now: none ? '–' : String(failures(metrics)),
      old: before && String(failures(before)),
      bad: failures(metrics) > 0,
    },
  ];
  return (
    <div className={css['pane']}>
      <dl className={css['big']} aria-label={before === null ? t.metrics.run : t.metrics.compare}>
        {numbers.map(({ name, now, old, bad }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <b data-bad={bad} data-none={none}>
                {now}
              </b>
              {old !== null && <small>{t.metrics.before(old)}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <div className={css['row']}>
        <p className={css['caption']}>{t.metrics.histogram}</p>
        <Button small onClick={() => useNumbersPage.setState({ open: true })}>
          <ChartSpline size={14} aria-hidden="true" />
          {t.metrics.all}
        </Button>
      </div>
      {none ? <p className={css['awaited']}>{t.metrics.none}</p> : <Histogram metrics={metrics} />}
    </div>
  );
}
