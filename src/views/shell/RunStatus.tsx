import type { Download } from '../../store/run-port.ts';
import { useRun } from '../../store/run.ts';
import { megabytes } from '../format.ts';
import { useMessages } from '../messages.ts';
import css from './shell.module.css';

/** While Python is on its way: real bytes, with the file that is coming. The recorded run plays meanwhile. */
export function LoadingBar() {
  const t = useMessages();
  const status = useRun((state) => state.status);
  if (status.phase !== 'starting' || status.downloads.length === 0) return null;
  const done = status.downloads.reduce((sum, file) => sum + file.done, 0);
  const total = status.downloads.reduce((sum, file) => sum + (file.total ?? file.done), 0);
  const coming = status.downloads.find((file) => file.total === null || file.done < file.total);
  const list = status.downloads.map(partOf).join('\n');
  return (
    <div className={css['load']} title={list}>
      <b>
        <output>{coming === undefined ? t.run.booting : t.run.starting}</output>
      </b>
      <span>{coming === undefined ? t.run.startingNote : partOf(coming)}</span>
      <progress className="visually-hidden" value={done} max={Math.max(1, total)} aria-label={t.run.starting} />
      <div className={css['track']} aria-hidden="true">
        {status.downloads.map((file) => (
          <i key={file.name} style={{ width: `${(file.done / Math.max(1, total)) * 100}%` }} />
        ))}
      </div>
      <em>{t.run.file(megabytes(done), t.run.megabytes(megabytes(total)))}</em>
    </div>
  );
}

const partOf = (file: Download): string =>
  `${file.name} ${megabytes(file.done)}${file.total === null ? '' : ` / ${megabytes(file.total)}`}`;

/** What the picture is: a recording, a run that is being made. */
export function StageFlag() {
  const t = useMessages();
  const phase = useRun((state) => state.status.phase);
  const pending = useRun((state) => state.pending);
  const origin = useRun((state) => state.runs[state.shown]?.origin);
  const recorded = origin === 'recorded';
  if (phase === 'starting' && recorded) return <span className={css['flag']}>{t.run.recorded}</span>;
  if (pending || (phase === 'running' && origin !== 'live'))
    return (
      <span className={css['flag']} data-tone="busy">
        {t.run.running}
      </span>
    );
  return null;
}
