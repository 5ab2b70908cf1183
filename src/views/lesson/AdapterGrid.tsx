import { Minus, Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useMessages } from '../messages.ts';
import css from './grid.module.css';

const WIDTH = 300;
const LEFT = 84;
const TOP = 64;
const ROW = 34;
const BAR = 13;
/** Room for the slanted end of the last name. */
const LAST_NAME = 26;
const FEWEST = 2;

const words = (list: string): readonly string[] => list.split(/\s+/).filter(Boolean);

/**
 * Servers down, frameworks across, an adapter where they meet; with one standard between them the grid collapses into
 * one plug for each. The picture is for the eye: the buttons and the sentence below say the same.
 */
export function AdapterGrid({
  servers,
  frameworks,
  children,
}: {
  readonly servers: string;
  readonly frameworks: string;
  readonly children: ReactNode;
}) {
  const t = useMessages().lesson.grid;
  const [rows, columns] = [words(servers), words(frameworks)];
  const [standard, setStandard] = useState(false);
  const [shown, setShown] = useState({ rows: Math.min(3, rows.length), columns: Math.min(3, columns.length) });
  const { rows: n, columns: m } = shown;
  return (
    <figure className={css['figure']}>
      <div className={css['switch']}>
        <button type="button" aria-pressed={!standard} onClick={() => setStandard(false)}>
          {t.before}
        </button>
        <button type="button" aria-pressed={standard} onClick={() => setStandard(true)}>
          {t.after}
        </button>
      </div>
      <Picture rows={rows.slice(0, n)} columns={columns.slice(0, m)} standard={standard} />
      <output className={css['sum']}>{standard ? t.sumAfter(n, m) : t.sumBefore(n, m)}</output>
      <div className={css['counts']}>
        <Count name={t.servers} value={n} most={rows.length} set={(to) => setShown({ rows: to, columns: m })} />
        <Count name={t.frameworks} value={m} most={columns.length} set={(to) => setShown({ rows: n, columns: to })} />
      </div>
      {children !== undefined && <figcaption className={css['caption']}>{children}</figcaption>}
    </figure>
  );
}

function Picture({
  rows,
  columns,
  standard,
}: {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly standard: boolean;
}) {
  const step = Math.min(56, (WIDTH - LEFT - BAR - LAST_NAME) / columns.length);
  const x = (i: number): number => LEFT + BAR + 6 + i * step;
  const y = (i: number): number => TOP + BAR + 6 + i * ROW;
  const [right, bottom] = [x(columns.length), y(rows.length)];
  const height = bottom + 6;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} width="100%" aria-hidden="true" data-standard={standard}>
      {columns.map((name, i) => (
        <text key={name} className={css['name']} transform={`translate(${x(i) + step / 2 - 4} ${TOP - 8}) rotate(-40)`}>
          {name}
        </text>
      ))}
      {rows.map((name, i) => (
        <text key={name} className={css['name']} x={LEFT - 8} y={y(i) + ROW / 2 + 2} textAnchor="end">
          {name}
        </text>
      ))}
      <g className={css['bar']}>
        <path d={`M${LEFT} ${bottom - 6} V${TOP} H${right - 6} V${TOP + BAR} H${LEFT + BAR} V${bottom - 6} Z`} />
        {columns.map((name, i) => (
          <circle key={name} cx={x(i) + step / 2 - 3} cy={TOP + BAR / 2} r="4" />
        ))}
        {rows.map((name, i) => (
          <circle key={name} cx={LEFT + BAR / 2} cy={y(i) + ROW / 2 - 2} r="4" />
        ))}
        <text x={(LEFT + BAR + right) / 2} y={(TOP + BAR + bottom) / 2 + 9} textAnchor="middle">
          WSGI
        </text>
      </g>
      {rows.flatMap((row, r) =>
        columns.map((column, c) => (
          <g
            key={`${row} ${column}`}
            className={css['cell']}
            style={{
              transform: standard
                ? `translate(${LEFT + BAR / 2}px, ${TOP + BAR / 2}px) scale(0.05)`
                : `translate(${x(c)}px, ${y(r)}px)`,
              transitionDelay: `${(r + c) * 35}ms`,
            }}
          >
            <rect width={step - 6} height={ROW - 6} rx="4" />
            <path d={`M${step / 2 - 8} 14 h9`} />
            <circle cx={step / 2 - 10} cy="14" r="4.5" />
            <rect className={css['socket']} x={step / 2} y="9.5" width="9" height="9" rx="1" />
          </g>
        )),
      )}
    </svg>
  );
}

const Count = ({
  name,
  value,
  most,
  set,
}: {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly set: (value: number) => void;
}) => {
  const t = useMessages().code;
  return (
    <span className={css['count']}>
      <button type="button" aria-label={t.fewer(name)} disabled={value <= FEWEST} onClick={() => set(value - 1)}>
        <Minus size={14} />
      </button>
      <span>
        {value} {name}
      </span>
      <button type="button" aria-label={t.more(name)} disabled={value >= most} onClick={() => set(value + 1)}>
        <Plus size={14} />
      </button>
    </span>
  );
};
