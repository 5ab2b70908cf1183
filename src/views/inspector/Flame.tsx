import { flameOf, type FlameOwner } from '../../projections/flame.ts';
import type { Leg } from '../../projections/journey.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
import { useMessages } from '../messages.ts';
import { stateFill, stateStroke } from '../ui/Textures.tsx';
import { Link, Place, useInspectorWords, useSeconds, useWhen } from './parts.tsx';
import details from './details.module.css';

const LINES = [0, 0.25, 0.5, 0.75, 1];

/** Time as nested spans: who had the request, inside whom, down to the line of Python. */
export function Flame({
  model,
  request,
  legs,
}: {
  readonly model: RunModel;
  readonly request: RequestHistory;
  readonly legs: readonly Leg[];
}) {
  const seconds = useSeconds();
  const when = useWhen();
  const rows = flameOf(model, request, legs);
  const from = request.startedAt;
  const width = Math.max(1, (request.finishedAt ?? model.end) - from);
  return (
    <div className={details['flame']}>
      {rows.map((row, i) => (
        <div key={i} className={details['flameRow']}>
          <span style={{ paddingLeft: row.depth * 12 }}>
            <Owner owner={row.owner} />
          </span>
          <svg width="100%" height="16" aria-hidden="true">
            {LINES.map((at) => (
              <line key={at} x1={`${at * 100}%`} x2={`${at * 100}%`} y1="0" y2="16" stroke="var(--line)" />
            ))}
            {row.segments.map((one) => {
              const plain = one.state === 'door';
              const state = one.state === 'parked' ? 'io' : one.state;
              return (
                <rect
                  key={one.from}
                  x={`${((one.from - from) / width) * 100}%`}
                  y="1"
                  width={`${Math.max(0.3, ((one.to - one.from) / width) * 100)}%`}
                  height="14"
                  rx="2.5"
                  fill={plain ? 'var(--sunken)' : stateFill(state === 'door' ? 'wait' : state)}
                  stroke={plain ? 'var(--line-2)' : stateStroke(state === 'door' ? 'wait' : state)}
                  strokeWidth="1.2"
                />
              );
            })}
          </svg>
          <span>{seconds(row.total)}</span>
        </div>
      ))}
      <div className={details['flameRow']} aria-hidden="true">
        <span />
        <span className={details['scale']}>
          {LINES.map((at) => (
            <i key={at}>{when(from + at * width, from, model.t0)}</i>
          ))}
        </span>
        <span />
      </div>
    </div>
  );
}

function Owner({ owner }: { readonly owner: FlameOwner }) {
  const t = useMessages();
  const words = useInspectorWords();
  switch (owner.kind) {
    case 'client':
      return (
        <>
          {words.flame.client} <small>{words.flame.whole}</small>
        </>
      );
    case 'proxy':
      return <Link to={{ kind: 'process', pid: owner.pid }}>{`nginx ${owner.pid}`}</Link>;
    case 'queue':
      return <>{words.flame.queue}</>;
    case 'worker':
      return <Link to={{ kind: 'process', pid: owner.pid }}>{`worker ${owner.pid}`}</Link>;
    case 'app':
      return (
        <>
          {words.flame.app} <small>{owner.via}</small>
        </>
      );
    case 'line':
      return <Place file={owner.file} line={owner.line} />;
    case 'back':
      return <>{t.state.leaving}</>;
  }
}
