import { useState } from 'react';
import type { Download } from '../../store/run-port.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { megabytes } from '../format.ts';
import { useMessages } from '../messages.ts';
import { useModel } from '../run-hooks.ts';
import { Button } from '../ui/Button.tsx';
import css from './shell.module.css';

/** One line over the stage, one at a time: a failed run before a missing feature. Polite, and gone when dismissed. */
export function Notices() {
  const t = useMessages();
  const status = useRun((state) => state.status);
  const eager = useRun((state) => state.eager);
  const model = useModel();
  const [dismissed, setDismissed] = useState(false);
  const [more, setMore] = useState(false);
  const limit = model?.notes.find((note) => note.note.startsWith('limit:'))?.note.split(':')[1];
  if (status.phase === 'failed')
    return (
      <output className={css['notice']} data-tone="err">
        <span>
          <strong>{t.run.failed}.</strong> {t.run.reason[status.reason]} {t.run.kept}
          {status.detail !== '' && <small> {status.detail.slice(0, 200)}</small>}
        </span>
        <Button small onClick={retry}>
          {t.run.retry}
        </Button>
      </output>
    );
  if (limit !== undefined)
    return (
      <output className={css['notice']}>
        <span>{t.run.limit(limit)}</span>
      </output>
    );
  if (!eager || dismissed) return null;
  return (
    <output className={css['notice']}>
      <span>{more ? t.run.eagerText : t.run.eager}</span>
      {!more && (
        <Button small onClick={() => setMore(true)}>
          {t.run.eagerMore}
        </Button>
      )}
      <Button small onClick={() => setDismissed(true)}>
        {t.run.dismiss}
      </Button>
    </output>
  );
}

function retry(): void {
  useRun.getState().port()?.retry();
  useRun.getState().request(useLesson.getState().drafts(), 'start');
}

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
