import { useEffect } from 'react';
import { percentile } from '../../projections/metrics.ts';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { aboutOf, SEEDS, useSeeds, type Sample, type Subject } from '../../store/seeds.ts';
import { lasting } from '../format.ts';
import { useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import css from './compare.module.css';

interface Measure {
  readonly label: string;
  readonly of: (sample: Sample) => number | null;
  readonly show: (value: number) => string;
}

/** Is the difference chance? Both runs with other seeds, each run a dot. */
export function Seeds({
  subjects,
  headings,
}: {
  readonly subjects: readonly Subject[];
  readonly headings: readonly string[];
}) {
  const t = useMessages();
  const { phase, samples, of, about } = useSeeds();
  const { begin, stop } = useSeeds.getState();
  const secret = useLesson(isAsking);
  const here = aboutOf(subjects);
  // Leaving the comparison ends it, and so does another run on the stage.
  useEffect(() => () => useSeeds.getState().stop(), [here]);
  const mine = about === here;
  const done = mine ? Object.values(samples).reduce((sum, list) => sum + list.length, 0) : 0;
  const measures: readonly Measure[] = [
    { label: t.metrics.p50, of: (one) => one.p50, show: (us) => lasting(us, t) },
    { label: t.metrics.p95, of: (one) => one.p95, show: (us) => lasting(us, t) },
    { label: t.compareView.perSecond, of: (one) => one.perSecond, show: (n) => n.toFixed(2) },
  ];
  return (
    <section className={css['seeds']} aria-label={t.compareView.seeds}>
      <h3>{t.compareView.seeds}</h3>
      <p>{t.compareView.seedsText(SEEDS)}</p>
      {phase === 'running' && mine ? (
        <Button small onClick={stop}>
          {t.compareView.seedsStop}
        </Button>
      ) : (
        <Button small disabled={secret} onClick={() => begin(subjects, SEEDS)}>
          {t.compareView.seedsRun(SEEDS)}
        </Button>
      )}
      {mine && phase !== 'idle' && (
        <output>{phase === 'failed' ? t.compareView.seedsFailed : t.compareView.seedsDone(done, of)}</output>
      )}
      {done > 0 &&
        !secret &&
        measures.map((measure) => (
          <Spread
            key={measure.label}
            measure={measure}
            lists={subjects.map((one) => samples[one.key] ?? [])}
            headings={headings}
          />
        ))}
      {mine && phase === 'done' && allAlike(Object.values(samples)) && <p>{t.compareView.seedsSame}</p>}
    </section>
  );
}

const allAlike = (lists: readonly (readonly Sample[])[]): boolean =>
  lists.every((list) => {
    const { 0: first } = list;
    return list.every((one) => one.p50 === first?.p50 && one.p95 === first?.p95 && one.perSecond === first?.perSecond);
  });

interface SpreadProps {
  readonly measure: Measure;
  readonly lists: readonly (readonly Sample[])[];
  readonly headings: readonly string[];
}
/** One axis from nothing to the largest; a row of dots per run, the range as a bar, the middle as a line. */
function Spread({ measure, lists, headings }: SpreadProps) {
  const t = useMessages();
  const values = lists.map((list) => list.flatMap((sample) => measure.of(sample) ?? []).sort((a, b) => a - b));
  const most = Math.max(...values.flat(), 1e-9);
  const x = (value: number): number => 4 + (value / most) * 192;
  return (
    <figure>
      <figcaption>{measure.label}</figcaption>
      {values.map((row, i) => {
        const [low = 0, high = 0, middle = 0] = [row[0], row.at(-1), percentile(row, 50) ?? undefined];
        if (row.length === 0) return null;
        const text = t.compareView.seedsRange(measure.show(low), measure.show(high), measure.show(middle));
        return (
          <div key={headings[i]} data-side={i}>
            <span>{headings[i]}</span>
            <svg viewBox="0 0 200 14" aria-hidden="true">
              <path d="M4 13.500H196" stroke="var(--line-2)" />
              <rect x={x(low) - 2} y="5" width={x(high) - x(low) + 4} height="4" rx="2" fill="var(--sunken)" />
              {row.map((value, j) => (
                <circle key={j} cx={x(value)} cy={4 + ((j * 5) % 7)} r="2.500" opacity=".7" />
              ))}
              <path d={`M${x(middle)} 1V13`} stroke="var(--ink)" strokeWidth="1.500" />
            </svg>
            <small>{text}</small>
          </div>
        );
      })}
    </figure>
  );
}
