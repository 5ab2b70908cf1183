import { fromUtf8, latin1 } from '../../base/bytes.ts';
import { compareHeaders, type ComparedLine, type Hops, type Message } from '../../projections/hops.ts';
import type { CallHistory, RequestHistory } from '../../projections/model.ts';
import { Bytes } from './Bytes.tsx';
import { Link, useInspectorWords } from './parts.tsx';
import css from './papers.module.css';

const SIGNS: Readonly<Record<ComparedLine['change'], string>> = { same: '', added: '+', rewritten: '~', removed: '−' };
const MOST_BODY = 1200;
/** What the app is given, by how it is called. */
const GIVEN: Readonly<Record<CallHistory['via'], string>> = { wsgi: 'environ', asgi: 'scope', resource: 'request' };

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
  const words = useInspectorWords();
  const lines = compare
    ? compareHeaders(before, message)
    : message.headers.map(([name, value]) => ({ change: 'same' as const, name, value }));
  const rewritten = compare && before !== null && before.start !== message.start;
  const body = fromUtf8(latin1(message.body)).slice(0, MOST_BODY);
  return (
    <>
      <div className={css['raw']}>
        <div data-change={rewritten ? 'rewritten' : 'same'} {...(rewritten ? { 'data-sign': '~' } : {})}>
          <b>
            <StartLine before={rewritten ? (before?.start ?? '') : message.start} after={message.start} />
          </b>
        </div>
        {lines.map((line, i) => (
          <div
            key={i}
            data-change={line.change}
            {...(line.change === 'same' ? {} : { 'data-sign': SIGNS[line.change] })}
          >
            <i>{line.name}:</i> {line.value}
          </div>
        ))}
        {body !== '' && <div className={css['body']}>{body}</div>}
        {message.kept < message.bytes && <div className={css['body']}>{words.cut(message.kept, message.bytes)}</div>}
        {message.sealed !== null && <Wire sealed={message.sealed} />}
      </div>
      {message.sealed === null && <Bytes data={message.raw} total={message.bytes} />}
    </>
  );
}

/** The first line, with the words marked that the hop has changed. */
function StartLine({ before, after }: { readonly before: string; readonly after: string }) {
  const old = before.split(' ');
  return after.split(' ').map((word, i) => (
    <span key={i}>
      {i > 0 && ' '}
      {old[i] === word ? word : <mark title={old[i]}>{word}</mark>}
    </span>
  ));
}

/** What the signs on the papers mean. */
export function Signs() {
  const words = useInspectorWords();
  return (
    <>
      {words.key}
      {(['added', 'rewritten', 'removed'] as const).map((change) => (
        <span key={change} className={css['sign']}>
          <b aria-hidden="true">{SIGNS[change]}</b> {words.change[change]}
        </span>
      ))}
    </>
  );
}

const MOST_WIRE = 64;

/** The same as it crossed the wire: records whose contents nobody on the way can read. */
function Wire({ sealed }: { readonly sealed: NonNullable<Message['sealed']> }) {
  const words = useInspectorWords();
  const bytes = latin1(sealed.data.slice(0, MOST_WIRE));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return (
    <details className={css['wire']}>
      <summary>
        {words.wire}: {words.sealed(sealed.bytes, sealed.records)}
      </summary>
      <p>{words.showWire}</p>
      <code>{hex} …</code>
    </details>
  );
}

const Paper = ({
  title,
  sub,
  conn,
  children,
}: {
  readonly title: string;
  readonly sub: string;
  /** The connection that it went over, or would have. */
  readonly conn: number | undefined;
  readonly children: React.ReactNode;
}) => (
  <section className={css['paper']}>
    <h3>{title}</h3>
    <p>
      {sub} {conn !== undefined && <Link to={{ kind: 'connection', conn }} />}
    </p>
    {children}
  </section>
);

const Missing = ({ text }: { readonly text: string }) => (
  <div className={css['raw']}>
    <div>{text}</div>
  </div>
);

/** The environ or scope as Python prints it, a key to a line; keys that came from headers of the hop before are marked. */
function Environ({ call, before }: { readonly call: CallHistory; readonly before: Message | null }) {
  const known = new Set((before?.headers ?? []).map(([name]) => `HTTP_${name.toUpperCase().replaceAll('-', '_')}`));
  const lines = call.environ.split('\n').map((line) => /^([\w.]+): (.*)$/s.exec(line) ?? [line, '', line]);
  return (
    <div className={css['raw']}>
      <div>{'{'}</div>
      {lines.map(([, key = '', value = ''], i) => {
        const added = before !== null && key.startsWith('HTTP_') && !known.has(key);
        return (
          <div key={i} data-change={added ? 'added' : 'same'} {...(added ? { 'data-sign': '+' } : {})}>
            {key !== '' && <i>{`'${key}': `}</i>}
            {value}
            {key === '' ? '' : ','}
          </div>
        );
      })}
      <div>{'}'}</div>
    </div>
  );
}

export function Papers({ request, hops }: { readonly request: RequestHistory; readonly hops: Hops }) {
  const words = useInspectorWords();
  const call = request.calls.at(-1);
  const proxied = request.proxyPid !== null;
  const none = request.finishedAt === null ? words.noBytes : words.neverCame;
  return (
    <div className={css['papers']}>
      <Paper
        title={words.client}
        sub={words.overConn(request.client, request.to)}
        conn={hops.asked?.conn ?? request.conns[0]}
      >
        {hops.asked ? <Raw message={hops.asked} before={null} compare={false} /> : <Missing text={none} />}
      </Paper>
      {proxied && (
        <Paper
          title={words.proxy}
          sub={hops.upstream ? `proxy_pass → ${hops.upstream.address}` : ''}
          conn={hops.passedOn?.conn}
        >
          {hops.passedOn ? (
            <Raw message={hops.passedOn} before={hops.asked} compare />
          ) : (
            <Missing text={request.file === null ? words.notReached : words.static(request.file)} />
          )}
        </Paper>
      )}
      {request.file === null && (
        <Paper
          title={words.code}
          sub={call ? `${call.via === 'resource' ? words.objectOf : words.environOf} · ${GIVEN[call.via]}` : ''}
          conn={undefined}
        >
          {call ? <Environ call={call} before={hops.asked} /> : <Missing text={words.notReached} />}
        </Paper>
      )}
      <Paper title={words.cameBack} sub={words.overConn(request.to, request.client)} conn={hops.cameBack?.conn}>
        {hops.cameBack ? (
          <Raw message={hops.cameBack} before={hops.answered} compare={proxied && hops.answered !== null} />
        ) : (
          <Missing text={none} />
        )}
      </Paper>
    </div>
  );
}
