import { useMemo } from 'react';
import { connectionOf, connStateAt, type ConnFacts, type TlsFacts } from '../../projections/connection.ts';
import type { InspectorWords } from '../../i18n/inspector.ts';
import type { RunModel } from '../../projections/model.ts';
import { ticket } from '../format.ts';
import { useCalmInstant } from '../run-hooks.ts';
import { reasonIn } from './nginx-words.ts';
import { useLocale } from '../messages.ts';
import { Card, Head, Instant, Link, Rows, useInspectorWords, useSeconds } from './parts.tsx';
import { useMarks } from '../marks.ts';
import css from './inspector.module.css';

/** One connection: its states, who holds it, and what it carried. */
export function ConnectionView({ model, id }: { readonly model: RunModel; readonly id: number }) {
  const words = useInspectorWords();
  const seconds = useSeconds();
  const now = useCalmInstant(model);
  const facts = useMemo(() => connectionOf(model, id), [model, id]);
  if (facts === null) return null;
  const { conn, up, down, requests, tls } = facts;
  const refused = conn.refused !== null;
  const until = conn.closedAt ?? (refused ? (facts.steps.at(-1)?.at ?? now) : now);
  return (
    <>
      <Head
        title={words.connection(id)}
        numbers={[
          [words.kpi.alive, seconds(Math.max(0, until - conn.openedAt))],
          [words.kpi.bytesUp, `${up} B`],
          [words.kpi.bytesDown, `${down} B`],
          [words.kpi.carried, String(requests.length)],
        ]}
        sub={
          <>
            {words.conn.opener} <Holder model={model} pid={conn.openedBy} />
            {!refused && (
              <>
                · {words.conn.accepter}{' '}
                {conn.acceptedBy === null ? words.conn.nobody : <Holder model={model} pid={conn.acceptedBy} />}
              </>
            )}
            <code>{conn.to}</code>
          </>
        }
      />
      <div className={css['cards']}>
        <Card title={words.conn.title} {...(facts.unix ? { aside: words.conn.unix } : {})}>
          <States model={model} facts={facts} now={now} />
        </Card>
        <Card title={words.conn.carried}>
          <p>{carriedBy(facts, words)}</p>
          <Rows
            of={requests}
            row={(req) => (
              <li key={req}>
                <Link to={{ kind: 'request', req }} />
                <Line model={model} req={req} />
              </li>
            )}
          />
          <Bytes facts={facts} now={now} />
        </Card>
        {tls !== null && (
          <Card title={words.tls.title}>
            <Seal tls={tls} />
          </Card>
        )}
      </div>
    </>
  );
}

function carriedBy({ conn, requests }: ConnFacts, { conn: words }: InspectorWords): string {
  if (conn.refused !== null) return words.state['refused']?.[1] ?? '';
  return conn.closedAt === null && requests.length < 2 ? words.stillOpen : words.reuse(requests.length);
}

function Holder({ model, pid }: { readonly model: RunModel; readonly pid: number }) {
  const process = model.processes.find((one) => one.pid === pid);
  return <Link to={{ kind: 'process', pid }}>{`${process?.program ?? ''} ${pid}`.trim()}</Link>;
}

function Line({ model, req }: { readonly model: RunModel; readonly req: number }) {
  const request = model.requests.find((one) => one.req === req);
  return (
    <code>
      {request === undefined ? `#${ticket(req)}` : `${request.method} ${request.target} ${request.status ?? ''}`}
    </code>
  );
}

function States({ model, facts, now }: { readonly model: RunModel; readonly facts: ConnFacts; readonly now: number }) {
  const { gap, inBrackets } = useMarks();
  const words = useInspectorWords();
  const seconds = useSeconds();
  const current = connStateAt(facts, now);
  return (
    <ol className={css['states']}>
      {facts.steps.map((step, i) => {
        const [name = step.state, text = ''] = words.conn.state[step.state] ?? [];
        const note =
          step.number === null
            ? null
            : step.state === 'dropped'
              ? words.conn.retry(seconds(step.number))
              : words.conn.place(step.number);
        return (
          <li
            key={i}
            data-state={step.state}
            data-future={step.at > now}
            {...(step === current ? { 'aria-current': 'step' as const } : {})}
          >
            <Instant at={step.at} model={model} first={facts.conn.openedAt} />
            {!facts.unix && <b>{name}</b>}
            <span>
              {text}
              {note === null ? '' : gap + note}
              {step.dir === null ? '' : inBrackets(step.dir === 'up' ? words.conn.up : words.conn.down)}
            </span>
            {step.pid !== null && <Link to={{ kind: 'process', pid: step.pid }}>{String(step.pid)}</Link>}
          </li>
        );
      })}
    </ol>
  );
}

/** Bytes each way over time: what went up stands above the line, what came down below it. */
function Bytes({ facts, now }: { readonly facts: ConnFacts; readonly now: number }) {
  const words = useInspectorWords();
  const { conn } = facts;
  const end = Math.max(conn.openedAt + 1, conn.closedAt ?? now);
  const most = Math.max(1, ...conn.sent.map((one) => one.bytes));
  const x = (at: number): string => `${((at - conn.openedAt) / (end - conn.openedAt)) * 99}%`;
  return (
    <>
      <svg className={css['bytes']} width="100%" height="46" aria-hidden="true">
        <line x1="0" x2="100%" y1="23" y2="23" stroke="var(--line-2)" />
        {conn.sent
          .filter((one) => one.at <= now)
          .map((one) => {
            const height = Math.max(3, (Math.log1p(one.bytes) / Math.log1p(most)) * 20);
            return (
              <rect
                key={one.seq}
                x={x(one.at)}
                y={one.dir === 'up' ? 22 - height : 24}
                width="4"
                height={height}
                rx="1"
                fill={one.dir === 'up' ? 'var(--ink)' : 'var(--beet)'}
              />
            );
          })}
      </svg>
      <p className={css['quiet']}>
        ▲ {words.conn.up} {facts.up} B · ▼ {words.conn.down} {facts.down} B
      </p>
    </>
  );
}

function Seal({ tls }: { readonly tls: TlsFacts }) {
  const { gap, stop, comma } = useMarks();
  const words = useInspectorWords();
  const locale = useLocale();
  const { open, certificate, failed, steps } = tls;
  return (
    <>
      {failed !== null && <p className={css['bad']}>{words.tls.failed(reasonIn(locale, failed.text))}</p>}
      {open !== null && (
        <dl className={css['facts']}>
          {(
            [
              [words.tls.version, open.version],
              [words.tls.cipher, open.cipher],
              [words.tls.name, open.sni],
              ['ALPN', open.alpn],
            ] as const
          )
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      )}
      {open?.resumed === true && <p>{words.tls.resumed}</p>}
      {certificate !== null && (
        <p>
          {words.tls.certificate} <code>{certificate.names.join(', ') || certificate.subject}</code>
          {comma + words.tls.issuer} <code>{certificate.issuer}</code>
          {stop + (certificate.verdict === '' ? words.tls.believed : words.tls.doubted(certificate.verdict))}
          {certificate.ignored ? gap + words.tls.ignored : ''}
        </p>
      )}
      <h4>{words.tls.handshake}</h4>
      <ol className={css['list']}>
        {steps.map((step) => (
          <li key={step.seq}>
            <span aria-hidden="true">{step.side === 'client' ? '→' : '←'}</span>
            <b>{step.message}</b>
            <span>{step.bytes} B</span>
            <small>{step.sealed ? words.tls.secret : words.tls.readable}</small>
            {step.detail !== '' && <code>{step.detail}</code>}
          </li>
        ))}
      </ol>
    </>
  );
}
