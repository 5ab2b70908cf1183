import { ArrowUpRight } from 'lucide-react';
import { memo, useMemo } from 'react';
import { journeyOf, type Leg } from '../../projections/journey.ts';
import type { RequestHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import { useSelection } from '../../store/selection.ts';
import { secondsOf, ticket } from '../format.ts';
import { useMessages } from '../messages.ts';
import { stateAt } from '../request-state.ts';
import { useActions, useCalmInstant, usePaths, useWorkers } from '../run-hooks.ts';
import type { PathClass } from '../stage/scene.ts';
import { PathShape } from '../ui/PathShape.tsx';
import ui from '../ui/ui.module.css';
import { JourneyBar } from './JourneyBar.tsx';
import css from './requests.module.css';

/** Rows beyond this help nobody; the metrics and the timeline show all. */
const MOST = 80;

export function RequestList({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const workers = useWorkers(model);
  const pathOf = usePaths(model);
  const selected = useSelection((state) => state.req);
  const seen = model.requests.filter((request) => request.startedAt <= now);
  const rows = seen.slice(-MOST).reverse();
  const earliest = rows.at(-1)?.startedAt ?? model.t0;
  if (rows.length === 0)
    return (
      <div className={ui['empty']}>
        <strong>{t.requests.empty}</strong>
        <span>{t.requests.emptyText}</span>
      </div>
    );
  return (
    <div className={css['scroll']}>
      <table className={css['table']} aria-label={t.requests.label}>
        <thead>
          <tr>
            <th scope="col">{t.requests.number}</th>
            <th scope="col">{t.requests.path}</th>
            <th scope="col">{t.requests.worker}</th>
            <th scope="col">{t.requests.journey}</th>
            <th scope="col">{t.requests.state}</th>
            <th scope="col">{t.requests.time}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((request) => (
            <Row
              key={request.req}
              request={request}
              workers={workers}
              path={pathOf(request.target)}
              now={now}
              t0={model.t0}
              from={earliest}
              selected={selected === request.req}
            />
          ))}
        </tbody>
      </table>
      {seen.length > MOST && <p className={css['note']}>{t.requests.shown(MOST, seen.length)}</p>}
    </div>
  );
}

interface RowProps {
  readonly request: RequestHistory;
  readonly workers: ReadonlyMap<number, WorkerHistory>;
  readonly path: PathClass;
  readonly now: number;
  readonly t0: number;
  readonly from: number;
  readonly selected: boolean;
}

function whoServed(request: RequestHistory, legs: readonly Leg[], at: number): string {
  const pid = legs.find((one) => (one.place === 'worker' || one.place === 'parked') && one.from <= at)?.pid ?? null;
  if (pid !== null) return String(pid);
  return request.file !== null && request.finishedAt !== null && request.finishedAt <= at ? 'nginx' : '–';
}

/** Who served it: the way to that process. */
function Server({ who }: { readonly who: string }) {
  const t = useMessages();
  const pid = Number(who);
  if (!Number.isInteger(pid) || pid <= 0) return who;
  return (
    <button
      type="button"
      className={css['server']}
      aria-label={`worker ${who}: ${t.inspector.process}`}
      onClick={() => useSelection.getState().examine({ kind: 'process', pid })}
    >
      {who}
    </button>
  );
}

/** What a browser did instead of waiting for an answer in full, or where the answer sent it. */
function Aside({ request }: { readonly request: RequestHistory }) {
  const t = useMessages();
  const { cached = null, redirected = null } = request.browser ?? {};
  const text =
    redirected !== null
      ? t.requests.goesTo(redirected.location.replace(request.to, ''))
      : cached === null
        ? null
        : cached.how === 'fresh'
          ? t.requests.fromCache
          : t.requests.stillGood;
  return (
    text !== null && (
      <span className={css['aside']} title={text}>
        {text}
      </span>
    )
  );
}

/** A row selects its request and jumps to the moment when it came in; the arrow opens its journey. */
const Row = memo(function Row({ request, workers, path, now, t0, from, selected }: RowProps) {
  const t = useMessages();
  const { seek, pause } = useActions();
  const legs = useMemo(() => journeyOf(request, workers), [request, workers]);
  const state = stateAt(t, request, legs, now);
  const at = state.done ? (request.finishedAt ?? now) : now;
  const number = ticket(request.req);
  const line = `${request.method} ${request.target}`;
  const jump = (): void => {
    useSelection.getState().selectRequest(request.req);
    pause();
    seek(request.startedAt - t0);
  };
  return (
    <tr {...(selected ? { 'data-selected': '' } : {})}>
      <td>
        <button
          type="button"
          className={css['number']}
          aria-label={t.requests.show(number, line)}
          aria-pressed={selected}
          onClick={jump}
        >
          {number}
        </button>
      </td>
      <td>
        <span className={css['path']}>
          <PathShape path={path} /> {request.target}
        </span>
      </td>
      <td>
        <Server who={whoServed(request, legs, now)} />
      </td>
      <td>
        <div className={css['journey']}>
          <JourneyBar
            legs={legs}
            at={at}
            from={from}
            to={Math.max(now, from + 1_000_000)}
            failed={state.done && state.tone === 'err'}
          />
        </div>
      </td>
      <td>
        <span className={ui['pill']} data-state={state.tone}>
          {state.text}
        </span>
        {state.done && <Aside request={request} />}
      </td>
      <td>
        {t.seconds(secondsOf(at - request.startedAt))}
        <button
          type="button"
          className={css['open']}
          aria-label={t.requests.open(number, line)}
          title={t.inspector.open}
          onClick={() => useSelection.getState().inspect(request.req)}
        >
          <ArrowUpRight size={15} />
        </button>
      </td>
    </tr>
  );
});
