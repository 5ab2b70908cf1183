import { WifiOff, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLesson } from '../store/lesson.ts';
import { currentRun, useRun } from '../store/run.ts';
import { useMessages } from '../views/messages.ts';
import { useClassWords } from '../views/teach/words.ts';
import { Button, IconButton } from '../views/ui/Button.tsx';
import { toStage } from './arrival.ts';
import { useOffline } from './offline.ts';
import { OtherTab } from './OtherTab.tsx';
import { useMarks } from '../views/marks.ts';
import './contrast.css';
import css from './corner.module.css';

/**
 * What the page has to say beside the run, in the corner: nothing that one looks at moves for it, and it stays until it
 * is dismissed; the keyboard then goes on at the picture. Polite, and there before there is anything to say: only then is it read out.
 */
export function Corner() {
  return (
    <output className={css['notices']}>
      <RunNotice />
      <OtherTab />
      <NetworkNotices />
    </output>
  );
}

function retry(): void {
  useRun.getState().port()?.retry();
  useRun.getState().request(useLesson.getState().drafts(), 'start');
}

/** One at a time: a failed run before a missing feature. */
function RunNotice() {
  const { gap, stop } = useMarks();
  const t = useMessages();
  const status = useRun((state) => state.status);
  const eager = useRun((state) => state.eager);
  const run = useRun(currentRun);
  const [closed, setClosed] = useState<readonly unknown[]>([]);
  const [more, setMore] = useState(false);
  const close = (what: unknown) => () => {
    setClosed([...closed, what]);
    toStage();
  };
  // What could not be fetched comes by itself when the network is back.
  const unfetched = status.phase === 'failed' && status.reason === 'download';
  useEffect(() => {
    if (!unfetched) return undefined;
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [unfetched]);
  const limit = run?.model.notes.find((note) => note.note.startsWith('limit:'))?.note.split(':')[1];
  if (status.phase === 'failed' && !closed.includes(status))
    return (
      <span className={css['notice']} data-tone="err">
        <span>
          <strong>{t.run.failed + stop}</strong>
          {t.run.reason[status.reason] + gap + t.run.kept}
          {status.detail !== '' && <small>{status.detail.slice(0, 200)}</small>}
        </span>
        <Button
          onClick={() => {
            retry();
            toStage();
          }}
        >
          {t.run.retry}
        </Button>
        <Close label={t.run.dismiss} onClick={close(status)} />
      </span>
    );
  if (limit !== undefined && !closed.includes(run?.id))
    return (
      <span className={css['notice']}>
        <span>{t.run.limit(limit)}</span>
        <Close label={t.run.dismiss} onClick={close(run?.id)} />
      </span>
    );
  if (!eager || closed.includes('eager')) return null;
  return (
    <span className={css['notice']}>
      <span>{more ? t.run.eagerText : t.run.eager}</span>
      {!more && <Button onClick={() => setMore(true)}>{t.run.eagerMore}</Button>}
      <Close label={t.run.dismiss} onClick={close('eager')} />
    </span>
  );
}

function NetworkNotices() {
  const t = useClassWords().offline;
  const { dismiss } = useMessages().run;
  const { online, update, unfetched } = useOffline();
  const { part } = useMessages().unreachable;
  const [read, setRead] = useState(false);
  if (online && read) setRead(false);
  return (
    <>
      {!online && !read && (
        <span className={css['notice']}>
          <WifiOff size={16} aria-hidden="true" />
          <span>{t.noNetwork}</span>
          <Close
            label={dismiss}
            onClick={() => {
              setRead(true);
              toStage();
            }}
          />
        </span>
      )}
      {unfetched && (
        <span className={css['notice']}>
          <span>{part}</span>
          <Close label={dismiss} onClick={() => useOffline.setState({ unfetched: false })} />
        </span>
      )}
      {update !== null && (
        <span className={css['notice']}>
          <span>{t.update}</span>
          <Button onClick={update}>{t.reload}</Button>
          <Button look="bare" onClick={() => useOffline.setState({ update: null })}>
            {t.later}
          </Button>
        </span>
      )}
    </>
  );
}

const Close = ({ label, onClick }: { readonly label: string; readonly onClick: () => void }) => (
  <IconButton label={label} onClick={onClick}>
    <X size={16} />
  </IconButton>
);
