import { ArrowUpRight } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { lastAtOrBefore } from '../../projections/at.ts';
import { requestOfLine } from '../../projections/line-owner.ts';
import type { RunModel } from '../../projections/model.ts';
import { useSelection } from '../../store/selection.ts';
import { instant } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useActions, useCalmInstant } from '../run-hooks.ts';
import { useRowWindow } from '../ui/row-window.ts';
import ui from '../ui/ui.module.css';
import { namedLines, type NamedLine } from './lines.ts';
import css from './logs.module.css';

/** Height of a line before one has been measured, CSS pixels. */
const ROW = 20;

interface Wanted {
  readonly who: string;
  readonly text: string;
  readonly bad: boolean;
}

const wantedOf = (lines: readonly NamedLine[], { who, text, bad }: Wanted): readonly NamedLine[] => {
  const part = text.toLowerCase();
  if (who === '' && part === '' && !bad) return lines;
  return lines.filter(
    (line) => (who === '' || line.who === who) && (!bad || line.bad) && line.text.toLowerCase().includes(part),
  );
};

/** All that was written up to the playhead, by everyone, in order of time. A line jumps to its instant. */
export function Logs({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const now = useCalmInstant(model);
  const [wanted, setWanted] = useState<Wanted>({ who: '', text: '', bad: false });
  const all = useMemo(() => namedLines(model), [model]);
  const sources = useMemo(() => [...new Set(all.map((line) => line.who))].sort(), [all]);
  const found = useMemo(() => wantedOf(all, wanted), [all, wanted]);
  const count = lastAtOrBefore(found, now, (line) => line.at) + 1;
  const [list, { first, end, above, below }] = useRowWindow<HTMLUListElement>(count, ROW, 'bottom');
  return (
    <div className={css['pane']}>
      <div className={css['head']}>
        <label>
          {t.logs.filter}{' '}
          <select value={wanted.who} onChange={(event) => setWanted({ ...wanted, who: event.target.value })}>
            <option value="">{t.logs.all}</option>
            {sources.map((source) => (
              <option key={source}>{source}</option>
            ))}
          </select>
        </label>
        <label>
          {t.logs.find}{' '}
          <input
            type="search"
            size={12}
            spellCheck={false}
            value={wanted.text}
            onChange={(event) => setWanted({ ...wanted, text: event.target.value })}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={wanted.bad}
            onChange={(event) => setWanted({ ...wanted, bad: event.target.checked })}
          />{' '}
          {t.logs.bad}
        </label>
        <span className={css['count']}>{t.logs.found(count)}</span>
      </div>
      {count === 0 && <p className={ui['empty']}>{found === all ? t.logs.empty : t.logs.noneFound}</p>}
      <ul className={css['list']} ref={list} aria-label={t.logs.label} hidden={count === 0}>
        {above > 0 && <li aria-hidden="true" style={{ height: above }} />}
        {found.slice(first, end).map((line) => (
          <Line key={line.seq} line={line} model={model} />
        ))}
        {below > 0 && <li aria-hidden="true" style={{ height: below }} />}
      </ul>
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
    <li className={css['row']} data-row>
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
