import type { Metrics } from '../../projections/metrics.ts';
import { useMessages } from '../messages.ts';

const WIDTH = 344;
const HEIGHT = 92;
const FLOOR = HEIGHT - 18;
/** Half a letter of a mark's name: none of it is cut off at either end. */
const HALF_LETTER = 3.4;
const BINS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10];

/** Seconds per column, so that there are at most about 16. */
const binOf = (longest: number): number => BINS.find((bin) => longest / bin <= 16) ?? longest / 16;

/** How long each answer took: one brick per request while they are few. */
export const Histogram = ({ metrics }: { readonly metrics: Metrics }) => {
  const t = useMessages();
  const longest = Math.max(0.01, (metrics.max ?? 0) / 1_000_000);
  const bin = binOf(longest);
  const columns = Math.max(6, Math.ceil(longest / bin) + 1);
  const px = WIDTH / (columns * bin);
  const bins = Array.from({ length: columns }, () => ({ ok: 0, bad: 0 }));
  for (const { us, ok } of metrics.latencies) {
    const column = bins[Math.min(columns - 1, Math.floor(us / 1_000_000 / bin))];
    if (column) column[ok ? 'ok' : 'bad']++;
  }
  const top = Math.max(3, ...bins.map((b) => b.ok + b.bad));
  const unit = (FLOOR - 16) / top;
  const near = Math.abs((metrics.p95 ?? 0) - (metrics.p50 ?? 0)) * 1e-6 * px < 30;
  const labels = Math.max(1, Math.ceil(columns / 7));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" aria-hidden="true" style={{ maxWidth: 460 }}>
      {bins.map(({ ok, bad }, i) => (
        <g key={i}>
          <Bricks x={i * bin * px} width={bin * px} from={0} count={ok} unit={unit} fill="var(--st-send)" />
          <Bricks x={i * bin * px} width={bin * px} from={ok} count={bad} unit={unit} fill="var(--st-err)" />
        </g>
      ))}
      <path d={`M0 ${FLOOR}H${WIDTH}`} stroke="var(--line-2)" strokeWidth="1.5" />
      {bins.map((_, i) =>
        i % labels === 0 ? (
          <text
            key={i}
            x={Math.max(5, i * bin * px)}
            y={HEIGHT - 4}
            fontSize="11"
            fill="var(--ink-3)"
            textAnchor="middle"
            fontFamily="var(--font-mono)"
          >
            {Number((i * bin).toFixed(2))}
          </text>
        ) : null,
      )}
      <Mark at={metrics.p50} name={near ? `${t.metrics.p50} ${t.metrics.p95}` : t.metrics.p50} px={px} />
      {!near && <Mark at={metrics.p95} name={t.metrics.p95} px={px} />}
    </svg>
  );
};

const Bricks = ({
  x,
  width,
  from,
  count,
  unit,
  fill,
}: {
  readonly x: number;
  readonly width: number;
  readonly from: number;
  readonly count: number;
  readonly unit: number;
  readonly fill: string;
}) => {
  if (unit < 4)
    return count === 0 ? null : (
      <rect x={x + 1} y={FLOOR - (from + count) * unit} width={width - 2} height={count * unit} fill={fill} />
    );
  return Array.from({ length: count }, (_, k) => (
    <rect
      key={k}
      x={x + 1}
      y={FLOOR - (from + k + 1) * unit + 1}
      width={Math.max(1, width - 2)}
      height={unit - 2}
      rx="2"
      fill={fill}
    />
  ));
};

const Mark = ({ at, name, px }: { readonly at: number | null; readonly name: string; readonly px: number }) => {
  if (at === null) return null;
  const x = Math.min(WIDTH - 1, (at / 1_000_000) * px);
  const half = name.length * HALF_LETTER;
  return (
    <g>
      <path d={`M${x} 13V${FLOOR}`} stroke="var(--ink)" strokeWidth="1.5" strokeDasharray="3 3" />
      <text
        x={Math.min(WIDTH - half, Math.max(half, x))}
        y="10"
        fontSize="11"
        fontWeight="600"
        fill="var(--ink)"
        textAnchor="middle"
        fontFamily="var(--font-mono)"
      >
        {name}
      </text>
    </g>
  );
};
