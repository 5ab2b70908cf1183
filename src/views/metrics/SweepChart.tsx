import type { QueueFacts } from '../../projections/queueing.ts';
import type { Axis } from '../../store/sweep.ts';
import { expectationsOf, niceTop, type Measure, type Point } from './sweep-points.ts';
import { useNumberWords } from './words.ts';
import css from './numbers.module.css';

const WIDTH = 880;
const HEIGHT = 340;
const [LEFT, RIGHT, TOP, FLOOR] = [52, 864, 20, 296];
const LINES = 5;

interface SweepChartProps {
  readonly axis: Axis;
  readonly points: readonly Point[];
  readonly measure: Measure;
  readonly facts: QueueFacts | null;
  readonly label: string;
  readonly show: (value: number) => string;
  readonly onPick: (value: number) => void;
}

/** Values along the floor, one place each; the middle of the runs as a dot that can be opened. */
export function SweepChart({ axis, points, measure, facts, label, show, onPick }: SweepChartProps) {
  const words = useNumberWords().sweep;
  const expected = measure === 'lost' ? [] : expectationsOf(axis, facts);
  const known = expected.flatMap(({ inside }) => inside ?? []);
  // Theory may go to the sky where the line hardly ends: the picture is made for what was measured.
  const highest = Math.max(...points.map((point) => point.high));
  const top = measure === 'lost' ? 1 : niceTop(Math.max(highest, Math.min(highest * 1.5, ...known)));
  const place = (RIGHT - LEFT) / axis.values.length;
  const x = (value: number): number => LEFT + (axis.values.indexOf(value) + 0.5) * place;
  const y = (value: number): number => FLOOR - (Math.min(value, top) / top) * (FLOOR - TOP);
  const shaded = expected.filter((one) => one.inside === null).length;
  const dashes = expected
    .flatMap(({ value, inside }) => (inside === null ? [] : [`${x(value).toFixed(1)} ${y(inside).toFixed(1)}`]))
    .join('L');
  const few = axis.name === 'rate' || axis.name === 'count' || axis.name === 'users';
  return (
    <div className={css['plot']}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true">
        {shaded > 0 && (
          <rect
            x={few ? RIGHT - shaded * place : LEFT}
            y={TOP}
            width={shaded * place}
            height={FLOOR - TOP}
            fill="url(#px-wait)"
            opacity=".45"
          />
        )}
        {Array.from({ length: LINES + 1 }, (_, i) => (top * i) / LINES).map((value) => (
          <g key={value}>
            <path d={`M${LEFT} ${y(value)}H${RIGHT}`} stroke="var(--line)" />
            <text x={LEFT - 8} y={y(value) + 4} fontSize="12" fill="var(--ink-3)" textAnchor="end">
              {measure === 'lost' ? Math.round(value * 100) : Number(value.toFixed(2))}
            </text>
          </g>
        ))}
        {dashes !== '' && (
          <path d={`M${dashes}`} fill="none" stroke="var(--ink-2)" strokeWidth="2" strokeDasharray="7 5" />
        )}
        {points.map((point) => (
          <path
            key={point.value}
            d={`M${x(point.value)} ${y(point.low)}V${y(point.high)}`}
            stroke="var(--ink)"
            strokeWidth="2"
            opacity=".45"
          />
        ))}
        {axis.values.map((value) => (
          <text
            key={value}
            x={x(value)}
            y={FLOOR + 20}
            fontSize="12.500"
            fontWeight={value === axis.now ? 700 : 400}
            fill={value === axis.now ? 'var(--beet)' : 'var(--ink)'}
            textAnchor="middle"
          >
            {value}
          </text>
        ))}
        <text x={x(axis.now)} y={FLOOR + 36} fontSize="12" fontWeight="600" fill="var(--beet)" textAnchor="middle">
          {words.now}
        </text>
      </svg>
      {points.map((point) => (
        <button
          key={point.value}
          type="button"
          className={css['dot']}
          style={{ left: `${(x(point.value) / WIDTH) * 100}%`, top: `${(y(point.middle) / HEIGHT) * 100}%` }}
          aria-label={words.dot(label, String(point.value), show(point.middle))}
          title={show(point.middle)}
          onClick={() => onPick(point.value)}
        />
      ))}
    </div>
  );
}
