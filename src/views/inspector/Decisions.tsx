import { upstreamTries } from '../../projections/connection.ts';
import type { Hops } from '../../projections/hops.ts';
import type { RequestHistory, RunModel } from '../../projections/model.ts';
import { useFiles } from '../../store/files.ts';
import type { Candidate, EventOf } from '../../trace/events.ts';
import { useLocale } from '../messages.ts';
import { reasonIn, topicIn } from './nginx-words.ts';
import { Card, Link, Place, useInspectorWords } from './parts.tsx';
import details from './details.module.css';

interface DecisionsProps {
  readonly model: RunModel;
  readonly request: RequestHistory;
  readonly hops: Hops;
}

/** Every server and location that nginx looked at, in its order; which upstream it took; and what else it noted. */
export function Decisions({ model, request, hops }: DecisionsProps) {
  const words = useInspectorWords();
  const { matched, notes } = hops;
  const tries = upstreamTries(model, request.events);
  if (matched === null && notes.length === 0 && tries.length === 0) return null;
  const servers = matched?.candidates.filter((one) => one.what.startsWith('server_name')) ?? [];
  const locations = matched?.candidates.filter((one) => !one.what.startsWith('server_name')) ?? [];
  return (
    <Card title={words.decisions.title} aside={words.decisions.order}>
      {matched !== null && (
        <>
          <Candidates title={words.decisions.server} all={servers} />
          <Candidates title={words.decisions.location} all={locations} />
        </>
      )}
      {tries.length > 0 && <Upstreams tries={tries} />}
      {notes.length > 0 && <Notes notes={notes} />}
    </Card>
  );
}

/** The lesson's nginx file that a line number belongs to, when there is only one. */
function useConf(): string | null {
  const confs = useFiles((state) => state.order).filter((path) => path.includes('/nginx/'));
  return confs.length === 1 ? (confs[0] ?? null) : null;
}

const SIGNS: Readonly<Record<Candidate['outcome'], string>> = {
  chosen: '✓',
  matched: '~',
  remembered: '…',
  no: '–',
  skipped: '×',
};

function Candidates({ title, all }: { readonly title: string; readonly all: readonly Candidate[] }) {
  const words = useInspectorWords();
  const locale = useLocale();
  const conf = useConf();
  if (all.length === 0) return null;
  return (
    <table className={details['candidates']}>
      <caption>{title}</caption>
      <tbody>
        {all.map((one, i) => (
          <tr key={i} data-outcome={one.outcome}>
            <td aria-hidden="true">{SIGNS[one.outcome]}</td>
            <th scope="row">{one.what}</th>
            <td>
              <b>{words.candidate[one.outcome]}</b>
              {one.why === '' ? '' : ` · ${reasonIn(locale, one.why)}`}
            </td>
            <td>{one.line > 0 && (conf === null ? words.line(one.line) : <Place file={conf} line={one.line} />)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Upstreams({ tries }: { readonly tries: ReturnType<typeof upstreamTries> }) {
  const words = useInspectorWords();
  const locale = useLocale();
  return (
    <table className={details['candidates']}>
      <caption>{words.decisions.upstream}</caption>
      <tbody>
        {tries.map((one) => (
          <tr key={one.seq} data-outcome={one.kind === 'proxy.upstream' ? 'chosen' : 'no'}>
            <td aria-hidden="true">{one.kind === 'proxy.upstream' ? '✓' : '×'}</td>
            <th scope="row">{one.address}</th>
            <td>
              <b>{one.kind === 'proxy.upstream' ? words.decisions.picked : words.decisions.failed}</b>
              {' · '}
              {one.kind === 'proxy.upstream' ? reasonIn(locale, one.why) : one.error}
            </td>
            <td>{one.kind === 'proxy.upstream' && <Link to={{ kind: 'connection', conn: one.conn }} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Notes({ notes }: { readonly notes: readonly EventOf<'proxy.note'>[] }) {
  const words = useInspectorWords();
  const locale = useLocale();
  return (
    <table className={details['candidates']}>
      <caption>{words.decisions.notes}</caption>
      <tbody>
        {notes.map((note) => (
          <tr key={note.seq}>
            <td aria-hidden="true">·</td>
            <th scope="row">{topicIn(locale, note.topic)}</th>
            <td colSpan={2}>{note.text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
