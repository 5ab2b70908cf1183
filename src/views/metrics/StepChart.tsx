import css from './numbers.module.css';

const WIDTH = 380;
const HEIGHT = 96;
const FLOOR = HEIGHT - 16;

interface StepChartProps {
  readonly label: string;
  /** Seconds; the chart ends at `until`. */
  readonly steps: readonly { readonly at: number; readonly value: number }[];
  readonly until: number;
  readonly now: number;
  readonly show: (value: number) => string;
}

/** A value that stays until it changes, over the seconds of the run; what has not been played is paler. */
export function StepChart({ label, steps, until, now, show }: StepChartProps) {
  const most = Math.max(1e-9, ...steps.map((step) => step.value));
  const x = (at: number): number => (Math.min(until, at) / Math.max(1e-9, until)) * WIDTH;
  const y = (value: number): number => FLOOR - (value / most) * (FLOOR - 14);
  const path = steps
    .map(
      ({ at, value }, i) =>
        `${i === 0 ? 'M' : `H${x(at).toFixed(1)}V`}${i === 0 ? `${x(at).toFixed(1)} ` : ''}${y(value).toFixed(1)}`,
    )
    .join('');
  const line = `${path}H${WIDTH}`;
  const area = `${line}V${FLOOR}H${x(steps[0]?.at ?? 0).toFixed(1)}Z`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * until);
  return (
    <figure className={css['chart']}>
      <figcaption>{label}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
        <path d={area} fill="var(--sunken)" />
        <path d={line} fill="none" stroke="var(--ink)" strokeWidth="1.800" />
        <path d={`M0 ${FLOOR}H${WIDTH}`} stroke="var(--line-2)" strokeWidth="1.500" />
        <path d={`M${x(now)} 6V${FLOOR}`} stroke="var(--beet)" strokeWidth="1.500" strokeDasharray="3 3" />
        <text x="2" y="11" fontSize="11" fill="var(--ink-2)">
          {show(most)}
        </text>
        {ticks.map((tick, i) => (
          <text
            key={tick}
            x={x(tick)}
            y={HEIGHT - 3}
            fontSize="11"
            fill="var(--ink-3)"
            textAnchor={i === 0 ? 'start' : i === ticks.length - 1 ? 'end' : 'middle'}
          >
            {Number(tick.toFixed(1))}
          </text>
        ))}
      </svg>
    </figure>
  );
}
