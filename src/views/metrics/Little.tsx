import type { Stay } from '../../projections/queueing.ts';
import { StepChart } from './StepChart.tsx';
import { useNumberWords } from './words.ts';
import css from './numbers.module.css';

const SECOND = 1_000_000;
const WIDTH = 380;
const HEIGHT = 96;
/** A row is never thinner than can be seen; more customers than rows are drawn by their first. */
const MOST_ROWS = 48;

/** How many are inside, from change to change; seconds from the first arrival. */
function insideOf(stays: readonly Stay[], first: number): readonly { at: number; value: number }[] {
  const changes = stays
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  let value = 0;
  return changes.map(({ at, by }) => ({ at: (at - first) / SECOND, value: (value += by) }));
}

/** Why Little's law cannot fail: the same area, once cut into instants and once into customers. */
export function Little({ stays }: { readonly stays: readonly Stay[] }) {
  const words = useNumberWords().little;
  const first = Math.min(...stays.map((stay) => stay.from));
  const until = Math.max(...stays.map((stay) => stay.to)) - first;
  const area = (stays.reduce((sum, { from, to }) => sum + to - from, 0) / SECOND).toFixed(1);
  const rows = stays.toSorted((a, b) => a.from - b.from).slice(0, MOST_ROWS);
  const row = HEIGHT / rows.length;
  const x = (at: number): number => ((at - first) / Math.max(1, until)) * WIDTH;
  return (
    <div className={css['little']}>
      <StepChart
        label={words.clock(area)}
        steps={insideOf(stays, first)}
        until={until / SECOND}
        now={until / SECOND}
        show={String}
      />
      <figure className={css['chart']}>
        <figcaption>{words.rows(area)}</figcaption>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
          {rows.map(({ from, to }, i) => (
            <rect
              key={i}
              x={x(from)}
              y={i * row + row * 0.08}
              width={Math.max(1, x(to) - x(from))}
              height={row * 0.84}
              rx={Math.min(3, row / 4)}
              fill="var(--sunken)"
              stroke="var(--ink)"
              strokeWidth={row > 6 ? 1.5 : 0.6}
            />
          ))}
        </svg>
      </figure>
    </div>
  );
}
