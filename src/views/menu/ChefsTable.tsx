import { useState } from 'react';
import { formatRoute, OWN } from '../../store/route.ts';
import { useMessages } from '../messages.ts';
import type { useFigures } from './use-figures.ts';
import css from './menu.module.css';

/** Free play, at the end of the menu. */
export function ChefsTable({ figures }: { readonly figures: ReturnType<typeof useFigures> }) {
  const t = useMessages();
  const [failed, setFailed] = useState(false);
  const open = async (): Promise<void> => {
    try {
      const { chefsTable } = await import('../../classroom/table/index.ts');
      window.location.hash = formatRoute({ lesson: OWN, step: 1, payload: chefsTable() });
    } catch {
      setFailed(true);
    }
  };
  return (
    <section className={css['table']}>
      <div>
        <h2>{t.menuBoard.table}</h2>
        <p>{t.menuBoard.tableText}</p>
      </div>
      <div className={css['people']}>{figures !== null && <figures.Guests />}</div>
      <button type="button" onClick={() => void open()}>
        {t.menuBoard.tableOpen}
      </button>
      {failed && <p role="alert">{t.unreachable.title}</p>}
    </section>
  );
}
