import { ChevronLeft, ChevronRight, Code, Play } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { hopsOf, type Message } from '../../projections/hops.ts';
import { journeyOf, timeIn, type Leg } from '../../projections/journey.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
import { useSelection } from '../../store/selection.ts';
import { lasting, secondsOf, ticket } from '../format.ts';
import { linesAbout } from '../logs/lines.ts';
import { useMessages } from '../messages.ts';
import { JourneyBar } from '../requests/JourneyBar.tsx';
import { stateAt } from '../request-state.ts';
import { useActions, usePaths, useWorkers } from '../run-hooks.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/files.ts';
import { PathShape } from '../ui/PathShape.tsx';
import ui from '../ui/ui.module.css';
import { BrowserCard } from './BrowserCard.tsx';
import { CodeLines } from './CodeLines.tsx';
import { curlOf } from './curl.ts';
import { Decisions } from './Decisions.tsx';
import { Flame } from './Flame.tsx';
import { LogLines } from './LogLines.tsx';
import { Papers, Signs } from './Papers.tsx';
import { Card, Head, Link, useInspectorWords } from './parts.tsx';
import { Vignette, type Scene } from './Vignette.tsx';
import css from './inspector.module.css';

/** One request: its way, the bytes at each hop, who decided what, and where its time went. */
export function RequestView({ model, request }: { readonly model: RunModel; readonly request: RequestHistory }) {
  const words = useInspectorWords();
  const workers = useWorkers(model);
  const legs = useMemo(() => journeyOf(request, workers), [request, workers]);
  const hops = useMemo(() => hopsOf(model, request), [model, request]);
  const lines = linesAbout(model, request.req);
  const end = request.finishedAt ?? model.end;
  const raised = request.calls.find((call) => call.raised !== null)?.raised;
  return (
    <>
      <RequestHead model={model} request={request} asked={hops.asked} legs={legs} end={end} />
      <Trip model={model} request={request} legs={legs} end={end} />
      <Papers request={request} hops={hops} />
      <div className={css['cards']}>
        <Card title={words.spans} {...(request.proxyPid === null ? {} : { aside: <Signs /> })} wide>
          <Flame model={model} request={request} legs={legs} />
        </Card>
        <div className={css['half']}>
          {raised && (
            <Card title={words.traceback}>
              <div className={css['trace']}>{raised.traceback || raised.error}</div>
            </Card>
          )}
          {request.browser !== null && <BrowserCard request={request} browser={request.browser} />}
          <CodeLines model={model} request={request} />
          <Card title={words.logs}>
            <LogLines model={model} lines={lines} />
          </Card>
        </div>
        <div className={css['half']}>
          <Decisions model={model} request={request} hops={hops} />
        </div>
      </div>
    </>
  );
}

interface RequestHeadProps {
  readonly model: RunModel;
  readonly request: RequestHistory;
  readonly asked: Message | null;
  readonly legs: readonly Leg[];
  readonly end: number;
}

function RequestHead({ model, request, asked, legs, end }: RequestHeadProps) {
  const t = useMessages();
  const words = useInspectorWords();
  const pathOf = usePaths(model);
  const { seek, play } = useActions();
  const [copied, setCopied] = useState<{ readonly req: number; readonly said: string } | null>(null);
  const state = stateAt(t, request, legs, end);
  const neighbour = (by: number): RequestHistory | undefined => model.requests[model.requests.indexOf(request) + by];
  const seconds = (us: number): string => lasting(us, t);
  const go = (by: number) => () => {
    const next = neighbour(by);
    if (next) useSelection.getState().turnTo(next.req);
  };
  return (
    <Head
      title={words.title(ticket(request.req))}
      numbers={[
        [words.doorToBag, seconds(end - request.startedAt)],
        [words.inLine, seconds(timeIn(legs, ['wait'], end))],
        [words.python, seconds(timeIn(legs, ['run'], end))],
        [words.io, seconds(timeIn(legs, ['io', 'parked'], end))],
      ]}
      sub={
        <>
          {request.method} {request.target}
          <span className={ui['pill']} data-state={state.tone}>
            {state.text}
          </span>
          <PathShape path={pathOf(request.target)} />
          {request.workerPid !== null && (
            <Link to={{ kind: 'process', pid: request.workerPid }}>{`worker ${request.workerPid}`}</Link>
          )}
        </>
      }
    >
      <Button
        onClick={() => {
          useSelection.getState().inspect(null);
          seek(request.startedAt - model.t0);
          play();
        }}
      >
        <Play size={15} />
        {words.replay}
      </Button>
      <Button
        onClick={async () => {
          const done = await copyText(curlOf(request, asked));
          setCopied({ req: request.req, said: done ? words.copied : words.notCopied });
        }}
      >
        <Code size={16} />
        <output>{copied?.req === request.req ? copied.said : words.copyCurl}</output>
      </Button>
      <IconButton label={words.previous} disabled={!neighbour(-1)} onClick={go(-1)}>
        <ChevronLeft size={18} />
      </IconButton>
      <IconButton label={words.next} disabled={!neighbour(1)} onClick={go(1)}>
        <ChevronRight size={18} />
      </IconButton>
    </Head>
  );
}

interface TripProps {
  readonly model: RunModel;
  readonly request: RequestHistory;
  readonly legs: readonly Leg[];
  readonly end: number;
}

interface Stop {
  readonly name: string;
  readonly sub: ReactNode;
  readonly scene: Scene;
  readonly met: boolean;
}

function Trip({ model, request, legs, end }: TripProps) {
  const t = useMessages();
  const words = useInspectorWords();
  const { stops: names } = words;
  const pathOf = usePaths(model);
  const { proxyPid, workerPid } = request;
  const worker =
    workerPid === null ? '–' : <Link to={{ kind: 'process', pid: workerPid }}>{`worker ${workerPid}`}</Link>;
  const stops: readonly Stop[] = [
    { name: names.client, sub: request.client, scene: 'street', met: true },
    {
      name: names.proxy,
      sub: proxyPid === null ? 'nginx' : <Link to={{ kind: 'process', pid: proxyPid }}>{`nginx ${proxyPid}`}</Link>,
      scene: 'door',
      met: proxyPid !== null,
    },
    {
      name: names.queue,
      sub: words.acceptQueue,
      scene: 'line',
      met: legs.some((leg) => leg.place === 'queued'),
    },
    { name: names.worker, sub: worker, scene: 'till', met: request.calls.length > 0 || workerPid !== null },
    {
      name: names.service,
      sub: 'I/O',
      scene: 'kitchen',
      met: legs.some((leg) => leg.state === 'io' || leg.state === 'parked'),
    },
    { name: names.client, sub: request.client, scene: 'out', met: request.finishedAt !== null },
  ];
  return (
    <div className={css['trip']}>
      <ol className={css['stops']}>
        {stops.map((stop, i) => (
          <li key={i} data-missed={!stop.met}>
            <Vignette
              scene={stop.scene}
              path={pathOf(request.target)}
              ticket={request.req}
              ok={request.outcome === 'ok'}
              met={stop.met}
            />
            {stop.name}
            <small>{stop.sub}</small>
          </li>
        ))}
      </ol>
      <div className={css['bar']}>
        <JourneyBar legs={legs} at={end} from={request.startedAt} to={end} failed={false} height={30} />
        <Labels legs={legs} from={request.startedAt} end={end} />
        <div className={css['ends']}>
          <span>
            {t.seconds(secondsOf(request.startedAt - model.t0))} {words.entersAt}
          </span>
          <span>
            {t.seconds(secondsOf(end - model.t0))} {words.leavesAt}
          </span>
        </div>
      </div>
    </div>
  );
}

/** Parts of the bar that are wide enough to carry their own name. */
const LEAST_SHARE = 0.12;

function Labels({ legs, from, end }: { readonly legs: readonly Leg[]; readonly from: number; readonly end: number }) {
  const t = useMessages();
  const width = Math.max(1, end - from);
  const nameOf = ({ state }: Leg): string | null => {
    switch (state) {
      case 'wait':
        return t.legend.wait;
      case 'run':
        return t.legend.run;
      case 'io':
      case 'parked':
        return t.legend.io;
      case 'send':
        return t.legend.send;
      case 'door':
        return null;
    }
  };
  return legs.map((leg) => {
    const to = leg.to ?? end;
    const name = nameOf(leg);
    return name === null || (to - leg.from) / width < LEAST_SHARE ? null : (
      <span key={leg.from} className={css['said']} style={{ left: `${(((leg.from + to) / 2 - from) / width) * 100}%` }}>
        {name} {lasting(to - leg.from, t)}
      </span>
    );
  });
}
