import { ArrowUpRight } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { lastAtOrBefore } from '../../projections/at.ts';
import { requestOfLine } from '../../projections/line-owner.ts';
import type { RunModel } from '../../projections/model.ts';
import { useSelection } from '../../store/selection.ts';
import { instant } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useActions, useCalmInstant } from '../run-hooks.ts';
import ui from '../ui/ui.module.css';
import { namedLines, type NamedLine } from './lines.ts';
import css from './logs.module.css';

const MOST = 300;

/** All that was written up to the playhead, by everyone, in order of time. A line jumps to its instant. */
export function Logs({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const [who, setWho] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const all = useMemo(() => namedLines(model), [model]);
  const sources = useMemo(() => [...new Set(all.map((line) => line.who))].sort(), [all]);
  const until = lastAtOrBefore(all, now, (line) => line.at) + 1;
  const lines = useMemo(() => {
    const wanted = who === '' ? all.slice(0, until) : all.slice(0, until).filter((line) => line.who === who);
    return wanted.slice(-MOST);
  }, [all, until, who]);
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [lines]);
  return (
    <div className={css['pane']}>
      <div className={css['head']}>
        <label>
          {t.logs.filter}{' '}
          <select value={who} onChange={(event) => setWho(event.target.value)}>
            <option value="">{t.logs.all}</option>
            {sources.map((source) => (
              <option key={source}>{source}</option>
            ))}
          </select>
        </label>
      </div>
      {lines.length === 0 ? (
        <p className={ui['empty']}>{t.logs.empty}</p>
      ) : (
        <ul className={css['list']} ref={list} aria-label={t.logs.label}>
          {lines.map((line) => (
            <Line key={line.seq} line={line} model={model} />
          ))}
        </ul>
      )}
    </div>
  );
}

const Line = memo(function Line({ line, model }: { readonly line: NamedLine; readonly model: RunModel }) {
  const t = useMessages();
  const { seek, pause } = useActions();
  const at = instant(line.at - model.t0);
  const jump = (): void => {
    pause();
    seek(line.at - model.t0);
    const req = requestOfLine(model, line);
    if (req !== null) useSelection.getState().selectRequest(req);
  };
  return (
    <li className={css['row']}>
      <button type="button" onClick={jump} title={t.logs.jump(t.seconds(at))}>
        <span className={css['at']}>{at}</span>
        <span className={css['src']} data-kind={line.kind}>
          {line.who}
        </span>
        <span className={line.bad ? css['bad'] : undefined}>{line.text.replace(/\n$/, '')}</span>
      </button>
      <OpenWriter line={line} model={model} />
    </li>
  );
});

/** The way from a line to the request that it is about, else to the process that wrote it. */
function OpenWriter({ line, model }: { readonly line: NamedLine; readonly model: RunModel }) {
  const t = useMessages();
  const open = (): void => {
    const req = requestOfLine(model, line);
    useSelection.getState().examine(req === null ? { kind: 'process', pid: line.pid } : { kind: 'request', req });
  };
  return (
    <button type="button" className={css['open']} aria-label={t.inspector.line} title={t.inspector.line} onClick={open}>
      <ArrowUpRight size={14} />
    </button>
  );
}
