import { ChevronLeft, ChevronRight, Code, CookingPot, DoorOpen, Footprints, Play, Store, Users, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { hopsOf, type Hops } from '../../projections/hops.ts';
import { journeyOf, timeIn, type Leg } from '../../projections/journey.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
import { useSelection } from '../../store/selection.ts';
import { instant, secondsOf, ticket } from '../format.ts';
import { namedLines, type NamedLine } from '../logs/lines.ts';
import { useMessages } from '../messages.ts';
import { JourneyBar } from '../requests/JourneyBar.tsx';
import { stateAt } from '../request-state.ts';
import { useActions, useModel, usePaths, useWorkers } from '../run-hooks.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { PathShape } from '../ui/PathShape.tsx';
import { stateFill, stateStroke } from '../ui/Textures.tsx';
import ui from '../ui/ui.module.css';
import { legState } from '../requests/JourneyBar.tsx';
import { Papers } from './Papers.tsx';
import css from './inspector.module.css';

/** The journey of the inspected request, over the whole page; nothing when none is. */
export function InspectorDialog() {
  const model = useModel();
  const inspected = useSelection((state) => state.inspected);
  const request = model?.requests.find((one) => one.req === inspected);
  if (model === null || request === undefined) return null;
  return <Inspector key={request.req} model={model} request={request} />;
}

function Inspector({ model, request }: { readonly model: RunModel; readonly request: RequestHistory }) {
  const t = useMessages();
  const workers = useWorkers(model);
  const legs = useMemo(() => journeyOf(request, workers), [request, workers]);
  const hops = useMemo(() => hopsOf(model, request), [model, request]);
  const end = request.finishedAt ?? model.end;
  const raised = request.calls.find((call) => call.raised !== null)?.raised;
  return (
    <Dialog
      size="full"
      title={t.inspector.title(ticket(request.req))}
      onClose={() => useSelection.getState().inspect(null)}
      head={<Head model={model} request={request} legs={legs} end={end} />}
    >
      <Trip request={request} legs={legs} end={end} t0={model.t0} />
      <Papers request={request} hops={hops} />
      <div className={css['lower']}>
        <div>
          <Spans legs={legs} end={end} />
          <Why hops={hops} />
        </div>
        <div>
          {raised && (
            <>
              <h3>{t.inspector.traceback}</h3>
              <div className={css['trace']}>{raised.traceback || raised.error}</div>
            </>
          )}
          <Lines model={model} request={request} />
        </div>
      </div>
    </Dialog>
  );
}

interface HeadProps {
  readonly model: RunModel;
  readonly request: RequestHistory;
  readonly legs: readonly Leg[];
  readonly end: number;
}

const curlOf = (request: RequestHistory): string => {
  const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const method = request.method === 'GET' ? '' : ` -X ${request.method}`;
  const to = /^https?:/.test(request.to) ? request.to : `http://${request.to}`;
  return `curl -i${method} ${quote(to.replace(/\/$/, '') + request.target)}`;
};

function Head({ model, request, legs, end }: HeadProps) {
  const t = useMessages();
  const pathOf = usePaths(model);
  const { seek, play } = useActions();
  const { inspect } = useSelection.getState();
  const [copied, setCopied] = useState(false);
  const state = stateAt(t, request, legs, end);
  const neighbour = (by: number): RequestHistory | undefined => model.requests[model.requests.indexOf(request) + by];
  const numbers = [
    [t.inspector.doorToBag, end - request.startedAt],
    [t.inspector.inLine, timeIn(legs, ['wait'], end)],
    [t.inspector.python, timeIn(legs, ['run'], end)],
    [t.inspector.io, timeIn(legs, ['io', 'parked'], end)],
  ] as const;
  const go = (by: number) => () => {
    const next = neighbour(by);
    if (next) inspect(next.req);
  };
  return (
    <div className={css['head']}>
      <div>
        <h2>{t.inspector.title(ticket(request.req))}</h2>
        <p className={css['sub']}>
          {request.method} {request.target}
          <span className={ui['pill']} data-state={state.tone}>
            {state.text}
          </span>
          <PathShape path={pathOf(request.target)} />
          {request.workerPid === null ? '' : `worker ${request.workerPid}`}
        </p>
      </div>
      <dl className={css['kpi']}>
        {numbers.map(([name, us]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{t.seconds(secondsOf(us))}</dd>
          </div>
        ))}
      </dl>
      <div className={css['actions']}>
        <Button
          onClick={() => {
            inspect(null);
            seek(request.startedAt - model.t0);
            play();
          }}
        >
          <Play size={15} />
          {t.inspector.replay}
        </Button>
        <Button onClick={() => void navigator.clipboard.writeText(curlOf(request)).then(() => setCopied(true))}>
          <Code size={16} />
          {copied ? t.inspector.copied : t.inspector.copyCurl}
        </Button>
        <IconButton label={t.inspector.previous} disabled={!neighbour(-1)} onClick={go(-1)}>
          <ChevronLeft size={18} />
        </IconButton>
        <IconButton label={t.inspector.next} disabled={!neighbour(1)} onClick={go(1)}>
          <ChevronRight size={18} />
        </IconButton>
        <IconButton label={t.close} onClick={() => inspect(null)}>
          <X size={18} />
        </IconButton>
      </div>
    </div>
  );
}

function Trip({
  request,
  legs,
  end,
  t0,
}: {
  readonly request: RequestHistory;
  readonly legs: readonly Leg[];
  readonly end: number;
  readonly t0: number;
}) {
  const t = useMessages();
  const served = request.calls.length > 0 || request.workerPid !== null;
  const stops = [
    { name: t.inspector.stops.client, sub: request.client, icon: <Footprints size={20} />, met: true },
    { name: t.inspector.stops.proxy, sub: 'nginx', icon: <DoorOpen size={20} />, met: request.proxyPid !== null },
    {
      name: t.inspector.stops.queue,
      sub: t.inspector.acceptQueue,
      icon: <Users size={20} />,
      met: legs.some((leg) => leg.place === 'queued'),
    },
    {
      name: t.inspector.stops.worker,
      sub: request.workerPid === null ? '–' : `worker ${request.workerPid}`,
      icon: <Store size={20} />,
      met: served,
    },
    {
      name: t.inspector.stops.service,
      sub: 'I/O',
      icon: <CookingPot size={20} />,
      met: legs.some((leg) => leg.state === 'io' || leg.state === 'parked'),
    },
    {
      name: t.inspector.stops.client,
      sub: request.client,
      icon: <Footprints size={20} />,
      met: request.finishedAt !== null,
    },
  ];
  return (
    <div className={css['trip']}>
      <ol className={css['stops']}>
        {stops.map((stop, i) => (
          <li key={i} data-missed={!stop.met}>
            <span className={css['stop']}>{stop.icon}</span>
            {stop.name}
            <small>{stop.sub}</small>
          </li>
        ))}
      </ol>
      <div className={css['bar']}>
        <JourneyBar legs={legs} at={end} from={request.startedAt} to={end} failed={false} height={30} />
        <div className={css['ends']}>
          <span>
            {t.seconds(secondsOf(request.startedAt - t0))} {t.inspector.entersAt}
          </span>
          <span>
            {t.seconds(secondsOf(end - t0))} {t.inspector.leavesAt}
          </span>
        </div>
      </div>
    </div>
  );
}

/** Where the time went, leg by leg, with the line of code that it was spent on. */
function Spans({ legs, end }: { readonly legs: readonly Leg[]; readonly end: number }) {
  const t = useMessages();
  const from = legs[0]?.from ?? 0;
  const width = Math.max(1, end - from);
  const nameOf = (leg: Leg): string => {
    if (leg.line > 0) return `${leg.file.slice(leg.file.lastIndexOf('/') + 1)}:${leg.line}`;
    switch (leg.place) {
      case 'street':
        return t.state.street;
      case 'proxy':
        return 'nginx';
      case 'queued':
        return t.inspector.acceptQueue;
      case 'parked':
        return 'await';
      case 'leaving':
        return t.state.leaving;
      case 'worker':
        return leg.pid === null ? t.state.worker : `worker ${leg.pid}`;
    }
  };
  return (
    <>
      <h3>
        {t.inspector.spans}
        <span className={css['key']}>
          {t.inspector.key} <b>+</b> {t.inspector.added} · <b>~</b> {t.inspector.rewritten} · <b>−</b>{' '}
          {t.inspector.removed}
        </span>
      </h3>
      <div className={css['spans']}>
        {legs
          // What is too short to see is in the journey's sum, not a row of its own.
          .filter((leg) => (leg.to ?? end) - leg.from > width / 1000)
          .map((leg) => (
            <SpanRow
              key={leg.from}
              name={nameOf(leg)}
              leg={leg}
              x={(leg.from - from) / width}
              w={((leg.to ?? end) - leg.from) / width}
              us={(leg.to ?? end) - leg.from}
            />
          ))}
      </div>
    </>
  );
}

const SpanRow = ({
  name,
  leg,
  x,
  w,
  us,
}: {
  readonly name: string;
  readonly leg: Leg;
  readonly x: number;
  readonly w: number;
  readonly us: number;
}) => {
  const t = useMessages();
  return (
    <>
      <span>{name}</span>
      <svg width="100%" height="15" aria-hidden="true">
        <rect
          x={`${x * 99}%`}
          y="0.7"
          width={`${Math.max(0.4, w * 99)}%`}
          height="13.6"
          rx="2.5"
          fill={stateFill(legState(leg))}
          stroke={stateStroke(legState(leg))}
          strokeWidth="1.2"
        />
      </svg>
      <span>{t.seconds(secondsOf(us, us < 10_000 ? 4 : 2))}</span>
    </>
  );
};

/** Which location matched, and what was looked at before it. */
function Why({ hops }: { readonly hops: Hops }) {
  const t = useMessages();
  const { matched } = hops;
  if (matched === null || matched.candidates.length === 0) return null;
  return (
    <>
      <h3 style={{ marginTop: 16 }}>
        {t.inspector.location}
        <span className={css['key']}>
          {t.inspector.server} {matched.server} · {t.inspector.line(matched.serverLine)}
        </span>
      </h3>
      <table className={css['candidates']}>
        <tbody>
          {matched.candidates.map((one, i) => (
            <tr key={i} data-chosen={one.outcome === 'chosen'}>
              <td>{one.what}</td>
              <td>{t.inspector.candidate[one.outcome]}</td>
              <td>{one.why}</td>
              <td>{one.line > 0 ? t.inspector.line(one.line) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** How near to its own event a line must have been written to be about it. */
const NEAR_US = 1_000;

/** The lines that name this request, and those that its processes wrote as they finished with it. */
function linesAbout(model: RunModel, request: RequestHistory): readonly NamedLine[] {
  const ends = request.events.flatMap((seq) => {
    const event = model.events[seq - 1];
    return event?.kind === 'proxy.response' || event?.kind === 'worker.response' || event?.kind === 'app.raised'
      ? [{ at: event.at, pid: event.pid }]
      : [];
  });
  return namedLines(model).filter(
    (line) =>
      line.req === request.req ||
      (line.req === null && ends.some((end) => end.pid === line.pid && Math.abs(end.at - line.at) <= NEAR_US)),
  );
}

function Lines({ model, request }: { readonly model: RunModel; readonly request: RequestHistory }) {
  const t = useMessages();
  const lines = useMemo(() => linesAbout(model, request), [model, request]);
  return (
    <>
      <h3>{t.inspector.logs}</h3>
      <div className={css['log']}>
        {lines.length === 0
          ? t.inspector.noLogs
          : lines.map((line) => `${instant(line.at - model.t0)}  ${line.who}  ${line.text.trimEnd()}`).join('\n')}
      </div>
    </>
  );
}
