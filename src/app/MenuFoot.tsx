import { useMessages } from '../views/messages.ts';
import { Button } from '../views/ui/Button.tsx';
import { fillPantry, useOffline, type Store } from './offline.ts';
import css from './offline.module.css';

/** Below the menu: keeping the whole site for a room without a network. */
export function MenuFoot() {
  const t = useMessages().offline;
  const { store, done, total } = useOffline();
  const words: Readonly<Record<Store, string>> = {
    unknown: '',
    impossible: t.impossible,
    empty: t.text,
    filling: t.progress(Math.round(done / 1e6), Math.max(1, Math.round(total / 1e6))),
    full: t.full,
    failed: t.failed,
  };
  if (store === 'unknown') return null;
  return (
    <footer className={css['foot']}>
      <output>{words[store]}</output>
      {store === 'filling' && <progress max={Math.max(1, total)} value={done} aria-label={t.fetch} />}
      {(store === 'empty' || store === 'failed') && <Button onClick={() => void fillPantry()}>{t.fetch}</Button>}
    </footer>
  );
}
