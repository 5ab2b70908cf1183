import { ArrowUpRight } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { journeyOf } from '../../projections/journey.ts';
import type { Phase, RequestHistory, RunModel, WorkerHistory } from '../../projections/model.ts';
import { useSelection } from '../../store/selection.ts';
import { lasting, ticket } from '../format.ts';
import { useMessages } from '../messages.ts';
import { stateAt } from '../request-state.ts';
import { useActions, useCalmInstant, usePaths, useWorkers } from '../run-hooks.ts';
import type { PathClass } from '../stage/scene.ts';
import { PathShape } from '../ui/PathShape.tsx';
import { useRowWindow } from '../ui/row-window.ts';
import ui from '../ui/ui.module.css';
import { JourneyBar } from './JourneyBar.tsx';
import css from './requests.module.css';

/** Height of a row before one has been measured, CSS pixels. */
const ROW = 23;
const SECOND = 1_000_000;
const PICKS = ['all', 'bad', 'open'] as const;
type Pick = (typeof PICKS)[number];
const SERVES: ReadonlySet<Phase['place']> = new Set(['worker', 'parked']);

function picked(request: RequestHistory, pick: Pick, now: number): boolean {
  if (request.startedAt > now) return false;
  const done = request.finishedAt !== null && request.finishedAt <= now;
  return pick === 'all' || (pick === 'open' ? !done : done && request.outcome !== 'ok');
}

export function RequestList({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const workers = useWorkers(model);
  const pathOf = usePaths(model);
  const selected = useSelection((state) => state.req);
  const [pick, setPick] = useState<Pick>('all');
  const all = model.requests.filter((request) => picked(request, pick, now)).toReversed();
  const [scroll, { first, end, above, below }] = useRowWindow<HTMLDivElement>(all.length, ROW, 'top');
  const rows = all.slice(first, end);
  const earliest = rows.at(-1)?.startedAt ?? model.t0;
  const latest = rows.reduce((max, one) => Math.max(max, Math.min(one.finishedAt ?? now, now)), earliest + SECOND);
  return (
    <div className={css['scroll']} ref={scroll}>
      {all.length === 0 && pick === 'all' ? (
        <div className={ui['empty']}>
          <strong>{t.requests.empty}</strong>
          <span>{t.requests.emptyText}</span>
        </div>
      ) : (
        <table className={css['table']} aria-label={t.requests.label} aria-rowcount={all.length + 1}>
          <thead>
            <tr>
              <th scope="col">{t.requests.number}</th>
              <th scope="col">{t.requests.path}</th>
              <th scope="col">{t.requests.worker}</th>
              <th scope="col">{t.requests.journey}</th>
              <th scope="col">
                <select
                  aria-label={t.requests.pick}
                  data-picked={pick !== 'all'}
                  value={pick}
                  onChange={(event) => setPick(event.target.value as Pick)}
                >
                  {PICKS.map((one) => (
                    <option key={one} value={one}>
                      {t.requests.picks[one]}
                    </option>
                  ))}
                </select>
              </th>
              <th scope="col">{t.requests.time}</th>
            </tr>
          </thead>
          <tbody>
            {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
            {rows.map((request, i) => (
              <Row
                key={request.req}
                index={first + i + 2}
                request={request}
                workers={workers}
                path={pathOf(request.target)}
                now={now}
                t0={model.t0}
                from={earliest}
                to={latest}
                selected={selected === request.req}
              />
            ))}
            {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
          </tbody>
        </table>
      )}
      {all.length === 0 && pick !== 'all' && <p className={css['note']}>{t.requests.nonePicked}</p>}
    </div>
  );
}

interface RowProps {
  /** Its place in the whole table, from 1; the head is the first. */
  readonly index: number;
  readonly request: RequestHistory;
  readonly workers: ReadonlyMap<number, WorkerHistory>;
  readonly path: PathClass;
  readonly now: number;
  readonly t0: number;
  /** What the journeys' bars span, µs. */
  readonly from: number;
  readonly to: number;
  readonly selected: boolean;
}

/** Who has served it so far: of its own phases, since a journey has no leg for what took no time at all. */
function whoServed(request: RequestHistory, at: number): string {
  const pid = request.phases.find((one) => one.pid !== null && SERVES.has(one.place) && one.from <= at)?.pid ?? null;
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
const Row = memo(function Row({ index, request, workers, path, now, t0, from, to, selected }: RowProps) {
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
    <tr data-row aria-rowindex={index} {...(selected ? { 'data-selected': '' } : {})}>
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
        <Server who={whoServed(request, now)} />
      </td>
      <td>
        <div className={css['journey']}>
          <JourneyBar legs={legs} at={at} from={from} to={to} failed={state.done && state.tone === 'err'} />
        </div>
      </td>
      <td>
        <span className={ui['pill']} data-state={state.tone}>
          {state.text}
        </span>
        {state.done && <Aside request={request} />}
      </td>
      <td>
        {lasting(at - request.startedAt, t)}
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
