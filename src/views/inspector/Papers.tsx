import { fromUtf8, latin1 } from '../../base/bytes.ts';
import { compareHeaders, type ComparedLine, type Hops, type Message } from '../../projections/hops.ts';
import type { RequestHistory } from '../../projections/model.ts';
import { useMessages } from '../messages.ts';
import css from './inspector.module.css';

const SIGNS: Readonly<Record<ComparedLine['change'], string>> = { same: '', added: '+', rewritten: '~', removed: '−' };
const MOST_BODY = 1200;

/** A message on paper: what changed against the one before is marked with a sign and a bar, never with a state's colour. */
function Raw({
  message,
  before,
  compare,
}: {
  readonly message: Message;
  readonly before: Message | null;
  readonly compare: boolean;
}) {
  const t = useMessages();
  const lines = compare
    ? compareHeaders(before, message)
    : message.headers.map(([name, value]) => ({ change: 'same' as const, name, value }));
  const rewritten = compare && before !== null && before.start !== message.start;
  const body = fromUtf8(latin1(message.body)).slice(0, MOST_BODY);
  return (
    <div className={css['raw']}>
      <div data-change={rewritten ? 'rewritten' : 'same'} {...(rewritten ? { 'data-sign': '~' } : {})}>
        <b>{message.start}</b>
      </div>
      {lines.map((line, i) => (
        <div key={i} data-change={line.change} {...(line.change === 'same' ? {} : { 'data-sign': SIGNS[line.change] })}>
          <i>{line.name}:</i> {line.value}
        </div>
      ))}
      {body !== '' && <div className={css['body']}>{body}</div>}
      {message.kept < message.bytes && (
        <div className={css['body']}>{t.inspector.cut(message.kept, message.bytes)}</div>
      )}
    </div>
  );
}

const Paper = ({
  title,
  sub,
  children,
}: {
  readonly title: string;
  readonly sub: string;
  readonly children: React.ReactNode;
}) => (
  <section className={css['paper']}>
    <h3>{title}</h3>
    <p>{sub}</p>
    {children}
  </section>
);

const Missing = ({ text }: { readonly text: string }) => (
  <div className={css['raw']}>
    <div>{text}</div>
  </div>
);

/** The environ as Python prints it, one key per line; keys that nginx's headers made are marked. */
function Environ({ text, before }: { readonly text: string; readonly before: Message | null }) {
  const known = new Set((before?.headers ?? []).map(([name]) => `HTTP_${name.toUpperCase().replaceAll('-', '_')}`));
  return (
    <div className={css['raw']}>
      {text.split('\n').map((line, i) => {
        const match = /^\s*['"]?([\w.]+)['"]?\s*[:=]\s*(.*)$/.exec(line);
        const added = match?.[1]?.startsWith('HTTP_') === true && !known.has(match[1]);
        return (
          <div key={i} data-change={added ? 'added' : 'same'} {...(added ? { 'data-sign': '+' } : {})}>
            {match ? (
              <>
                <i>{match[1]}</i>: {match[2]}
              </>
            ) : (
              line
            )}
          </div>
        );
      })}
    </div>
  );
}

export function Papers({ request, hops }: { readonly request: RequestHistory; readonly hops: Hops }) {
  const t = useMessages();
  const call = request.calls.at(-1);
  const proxied = request.proxyPid !== null;
  return (
    <div className={css['papers']}>
      <Paper title={t.inspector.client} sub={t.inspector.overConn(request.client, request.to)}>
        {hops.asked ? (
          <Raw message={hops.asked} before={null} compare={false} />
        ) : (
          <Missing text={t.inspector.noBytes} />
        )}
      </Paper>
      {proxied && (
        <Paper title={t.inspector.proxy} sub={hops.upstream ? `proxy_pass → ${hops.upstream.address}` : ''}>
          {hops.passedOn ? (
            <Raw message={hops.passedOn} before={hops.asked} compare />
          ) : (
            <Missing text={request.file === null ? t.inspector.notReached : t.inspector.static(request.file)} />
          )}
        </Paper>
      )}
      {request.file === null && (
        <Paper title={t.inspector.code} sub={t.inspector.environOf}>
          {call ? <Environ text={call.environ} before={hops.asked} /> : <Missing text={t.inspector.notReached} />}
        </Paper>
      )}
      <Paper title={t.inspector.back} sub={t.inspector.overConn(request.to, request.client)}>
        {hops.cameBack ? (
          <Raw message={hops.cameBack} before={hops.answered} compare={proxied && hops.answered !== null} />
        ) : (
          <Missing text={t.inspector.noBytes} />
        )}
      </Paper>
    </div>
  );
}
