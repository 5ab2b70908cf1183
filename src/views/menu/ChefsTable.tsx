import { useState } from 'react';
import { formatRoute, OWN } from '../../store/route.ts';
import { quiet } from '../late.ts';
import { useMessages } from '../messages.ts';
import { Part } from '../ui/Part.tsx';
import css from './menu.module.css';

const Guests = quiet(async () => (await import('./Figures.tsx')).Guests);

/** Free play, at the end of the menu. */
export function ChefsTable() {
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
      <div className={css['people']}>
        <Part fallback={null} instead={null}>
          <Guests />
        </Part>
      </div>
      <button type="button" onClick={() => void open()}>
        {t.menuBoard.tableOpen}
      </button>
      {failed && <p role="alert">{t.unreachable.title}</p>}
    </section>
  );
}
