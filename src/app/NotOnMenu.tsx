import { useLesson } from '../store/lesson.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { Button } from '../views/ui/Button.tsx';
import { Mark } from '../views/ui/Mark.tsx';
import { nearest } from './nearest.ts';
import css from './NotOnMenu.module.css';

/** The link names a lesson that this site does not have: what it says, what it may have meant, and the ways on. */
export default function NotOnMenu() {
  const t = useMessages();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const wanted = useLesson((state) => state.id) ?? '';
  const lessons = course?.lessons ?? [];
  const near = nearest(wanted, lessons);
  const [first] = lessons;
  return (
    <main className={css['page']}>
      <div className={css['board']} aria-hidden="true">
        <Mark size={54} />
        <code>{wanted}</code>
        <i />
      </div>
      <div className={css['words']}>
        <h1>{t.lesson.noneYet}</h1>
        <p>{t.lesson.noneYetText(wanted)}</p>
        {near.length > 0 && (
          <>
            <h2>{t.lesson.noneMeant}</h2>
            <ul>
              {near.map((entry) => (
                <li key={entry.id}>
                  <a href={`#/${entry.id}`}>
                    <small>{entry.order}</small>
                    {entry.title[locale]}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
        <p className={css['ways']}>
          <Button look="fill" onClick={() => (window.location.hash = '#/')}>
            {t.lesson.toMenu}
          </Button>
          {first && (
            <Button onClick={() => (window.location.hash = `#/${first.id}`)}>
              {t.menuBoard.begin(first.title[locale])}
            </Button>
          )}
        </p>
      </div>
    </main>
  );
}
