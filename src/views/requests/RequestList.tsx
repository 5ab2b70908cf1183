import { memo, useMemo } from 'react';
import { journeyOf, type Leg } from '../../projections/journey.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
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
  const legs = useMemo(() => new Map<number, readonly Leg[]>(), [workers]);
  const seen = model.requests.filter((request) => request.startedAt <= now);
  const rows = seen.slice(-MOST).reverse();
  if (rows.length === 0)
    return (
      <div className={ui['empty']}>
        <strong>{t.requests.empty}</strong>
        <span>{t.requests.emptyText}</span>
      </div>
    );
  const legsOf = (request: RequestHistory): readonly Leg[] => {
    let known = legs.get(request.req);
    if (known === undefined) legs.set(request.req, (known = journeyOf(request, workers)));
    return known;
  };
  const earliest = rows.at(-1)?.startedAt ?? model.t0;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrollable region must be reachable by keyboard
    <div className={css['scroll']} tabIndex={0} role="region" aria-label={t.requests.label}>
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">{t.requests.number}</th>
            <th scope="col">{t.requests.path}</th>
            <th scope="col">{t.requests.worker}</th>
            <th scope="col" style={{ width: '40%' }}>
              {t.requests.journey}
            </th>
            <th scope="col">{t.requests.state}</th>
            <th scope="col">{t.requests.time}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((request) => {
            const finished = request.finishedAt !== null && request.finishedAt <= now;
            return (
              <Row
                key={request.req}
                request={request}
                legs={legsOf(request)}
                path={pathOf(request.target)}
                at={finished ? (request.finishedAt ?? now) : now}
                now={now}
                from={earliest}
                selected={selected === request.req}
              />
            );
          })}
        </tbody>
      </table>
      {seen.length > MOST && <p className={css['note']}>{t.requests.shown(MOST, seen.length)}</p>}
    </div>
  );
}

interface RowProps {
  readonly request: RequestHistory;
  readonly legs: readonly Leg[];
  readonly path: PathClass;
  readonly at: number;
  readonly now: number;
  readonly from: number;
  readonly selected: boolean;
}

const whoServed = (request: RequestHistory, legs: readonly Leg[], at: number): string => {
  const leg = legs.find((one) => (one.place === 'worker' || one.place === 'parked') && one.from <= at);
  if (leg?.pid != null) return String(leg.pid);
  return request.file !== null && request.finishedAt !== null && request.finishedAt <= at ? 'nginx' : '–';
};

const Row = memo(function Row({ request, legs, path, at, now, from, selected }: RowProps) {
  const t = useMessages();
  const { seek } = useActions();
  const state = stateAt(t, request, legs, now);
  const number = ticket(request.req);
  const jump = (): void => {
    const { req, selectRequest, inspect } = useSelection.getState();
    if (req === request.req) inspect(request.req);
    else selectRequest(request.req);
  };
  return (
    // The row is a larger target for the button in its first cell, which is what the keyboard reaches.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <tr onClick={jump} onDoubleClick={() => seek(request.startedAt)} {...(selected ? { 'data-selected': '' } : {})}>
      <td>
        <button
          type="button"
          className={css['number']}
          aria-label={t.requests.open(number, `${request.method} ${request.target}`)}
          onClick={(event) => {
            event.stopPropagation();
            useSelection.getState().inspect(request.req);
          }}
        >
          {number}
        </button>
      </td>
      <td>
        <span className={css['path']}>
          <PathShape path={path} /> {request.target}
        </span>
      </td>
      <td>{whoServed(request, legs, now)}</td>
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
      </td>
      <td>{t.seconds(secondsOf(at - request.startedAt))}</td>
    </tr>
  );
});
