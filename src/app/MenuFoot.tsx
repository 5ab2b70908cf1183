import { lazy, useState } from 'react';
import { useMessages } from '../views/messages.ts';
import { useClassWords } from '../views/teach/words.ts';
import { Button } from '../views/ui/Button.tsx';
import { Part } from '../views/ui/Part.tsx';
import { fillPantry, useOffline, type Store } from './offline.ts';
import css from './MenuFoot.module.css';

const ProgressDialog = lazy(() => import('../views/teach/ProgressDialog.tsx'));

/** Below the menu: the way to the teacher's page, the learner's record, and the whole site for a room without a network. */
export default function MenuFoot() {
  const t = useClassWords().offline;
  const { store, done, total } = useOffline();
  const more = useMessages().menuBoard;
  const [progress, setProgress] = useState(false);
  const words: Readonly<Record<Store, string>> = {
    unknown: '',
    impossible: t.impossible,
    empty: t.text,
    filling: t.progress(Math.round(done / 1e6), Math.max(1, Math.round(total / 1e6))),
    full: t.full,
    failed: t.failed,
  };
  return (
    <footer className={css['foot']}>
      <Button onClick={() => setProgress(true)}>{more.progress}</Button>
      <a href="#/reference">{more.reference}</a>
      <a href="#/teach">{more.teach}</a>
      <a href="#/bring">{more.bring}</a>
      <output>{words[store]}</output>
      {store === 'filling' && <progress max={Math.max(1, total)} value={done} aria-label={t.fetch} />}
      {(store === 'empty' || store === 'failed') && <Button onClick={() => void fillPantry()}>{t.fetch}</Button>}
      {progress && (
        <Part fallback={null}>
          <ProgressDialog onClose={() => setProgress(false)} />
        </Part>
      )}
    </footer>
  );
}
