import { useMemo } from 'react';
import { depthAt } from '../../projections/at.ts';
import type { ActivitySpan, RunModel } from '../../projections/model.ts';
import { processAt, type ProcessFacts } from '../../projections/process.ts';
import { natureOf } from './nature.ts';
import { ticket } from '../format.ts';
import { namedLines } from '../logs/lines.ts';
import { useCalmInstant } from '../run-hooks.ts';
import ui from '../ui/ui.module.css';
import { Globals } from './Globals.tsx';
import { Life } from './Life.tsx';
import { LogLines } from './LogLines.tsx';
import { Card, Head, howEnded, Instant, Link, Place, Rows, useInspectorWords, useSeconds } from './parts.tsx';
import css from './inspector.module.css';

const MOST_LINES = 60;

/** One process as it is at the playhead: what it does, holds, and has been told. */
export function ProcessView({ model, pid }: { readonly model: RunModel; readonly pid: number }) {
  const words = useInspectorWords();
  const seconds = useSeconds();
  const now = useCalmInstant(model);
  const facts = useMemo(() => processAt(model, pid, now), [model, pid, now]);
  const lines = useMemo(
    () =>
      namedLines(model)
        .filter((line) => line.pid === pid && line.at <= now)
        .slice(-MOST_LINES),
    [model, pid, now],
  );
  if (facts === null) return null;
  const { process, worker, alive, cpu } = facts;
  const nature = natureOf(
    model.servers.find((s) => s.pid === pid || s.pid === worker?.arbiter)?.program ?? process.program,
  );
  const until = alive ? now : (process.exitedAt ?? now);
  const served = worker?.served.length ?? 0;
  return (
    <>
      <Head
        title={words.process(pid)}
        numbers={[
          [words.kpi.alive, seconds(Math.max(0, until - process.startedAt))],
          [words.kpi.cpu, seconds(cpu)],
          ...(worker === null ? [] : [[words.kpi.served, String(served)] as const]),
        ]}
        sub={
          <>
            {process.program} {process.role} · {process.user}
            <code>{process.argv.join(' ')}</code>
            {nature !== null && <small>{words.nature[nature]}</small>}
          </>
        }
      />
      <div className={css['cards']}>
        <Card title={words.now.title} aside={words.atInstant(seconds(now - model.t0))}>
          <Now facts={facts} now={now} />
        </Card>
        <Globals model={model} pid={pid} now={now} />
        <Card title={words.life.title} wide>
          <Life model={model} facts={facts} now={now} />
        </Card>
        <Card title={words.sockets.title}>
          <Sockets facts={facts} now={now} />
        </Card>
        <Signals model={model} facts={facts} now={now} />
        <Family facts={facts} now={now} />
        <Card title={words.logs}>
          <LogLines model={model} lines={lines} />
        </Card>
      </div>
    </>
  );
}

function Now({ facts, now }: { readonly facts: ProcessFacts; readonly now: number }) {
  const words = useInspectorWords();
  const { process, worker, alive, threads } = facts;
  if (process.startedAt > now) return <p className={css['quiet']}>{words.now.notYet}</p>;
  if (!alive) return <p>{words.now.gone(howEnded(process.exit, words.life.code))}</p>;
  if (worker === null || threads.length === 0) return <p className={css['quiet']}>{words.now.quiet}</p>;
  return (
    <ul className={css['list']}>
      {threads.map((span) => (
        <Thread key={span.tid} span={span} now={now} alone={threads.length === 1} />
      ))}
    </ul>
  );
}

const PILL = { free: undefined, run: 'run', io: 'io', recv: 'io', send: 'send', wait: 'wait' } as const;

function Thread({ span, now, alone }: { readonly span: ActivitySpan; readonly now: number; readonly alone: boolean }) {
  const words = useInspectorWords();
  const seconds = useSeconds();
  return (
    <li>
      {!alone && <b>{span.tid === 0 ? words.now.main : words.now.thread(span.tid)}</b>}
      <span className={ui['pill']} data-state={PILL[span.activity]}>
        {words.now[span.activity]}
      </span>
      <span>{words.now.since(seconds(now - span.from))}</span>
      {span.file !== '' && span.line > 0 && <Place file={span.file} line={span.line} />}
      {span.what !== '' && <code>{span.what}</code>}
      {span.req !== null && <Link to={{ kind: 'request', req: span.req }}>{`#${ticket(span.req)}`}</Link>}
    </li>
  );
}

function Sockets({ facts, now }: { readonly facts: ProcessFacts; readonly now: number }) {
  const words = useInspectorWords();
  const { listening, conns, process } = facts;
  if (listening.length + conns.length === 0) return <p className={css['quiet']}>{words.none}</p>;
  return (
    <>
      <ul className={css['list']}>
        {listening.map((queue) => (
          <li key={`l${queue.listener}`}>
            <code>{words.sockets.listens(queue.address)}</code>
            <span>{words.sockets.queue(depthAt(queue, now), queue.backlog)}</span>
            {queue.pid !== process.pid && <small>{words.sockets.inherited}</small>}
          </li>
        ))}
      </ul>
      <Rows
        of={conns}
        row={({ conn, side }) => (
          <li key={conn.conn}>
            <Link to={{ kind: 'connection', conn: conn.conn }}>{`#${conn.conn}`}</Link>
            <code>{side === 'opened' ? words.sockets.opened(conn.to) : words.sockets.accepted(conn.to)}</code>
          </li>
        )}
      />
    </>
  );
}

interface AtProps {
  readonly facts: ProcessFacts;
  readonly now: number;
}

function Signals({ model, facts, now }: AtProps & { readonly model: RunModel }) {
  const words = useInspectorWords();
  const signals = facts.process.signals.filter((one) => one.at <= now);
  return (
    <Card title={words.signals.title}>
      {signals.length === 0 ? (
        <p className={css['quiet']}>{words.none}</p>
      ) : (
        <ul className={css['list']}>
          {signals.map((one, i) => (
            <li key={i}>
              <Instant at={one.at} model={model} />
              <b>SIG{one.signal}</b>
              {model.processes.some((other) => other.pid === one.from) ? (
                <Link to={{ kind: 'process', pid: one.from }}>{words.signals.from(one.from)}</Link>
              ) : (
                <span>{words.signals.kernel}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Family({ facts, now }: AtProps) {
  const words = useInspectorWords();
  const { parent, children } = facts;
  if (parent === null && children.length === 0) return null;
  const all = [
    ...(parent === null ? [] : [{ process: parent, word: words.family.parent }]),
    ...children.map((process) => ({ process, word: words.family.child })),
  ];
  return (
    <Card title={words.family.title}>
      <ul className={css['list']}>
        {all.map(({ process, word }) => (
          <li key={process.pid}>
            <small>{word}</small>
            <Link to={{ kind: 'process', pid: process.pid }}>{String(process.pid)}</Link>
            <span>
              {process.program} {process.role}
            </span>
            {process.exitedAt !== null && process.exitedAt <= now && (
              <small>{words.family.ended(howEnded(process.exit, words.life.code))}</small>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
