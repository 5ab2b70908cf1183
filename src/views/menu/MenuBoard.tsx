import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LessonEntry } from '../../course/catalogue.ts';
import { useLesson } from '../../store/lesson.ts';
import { useLocale, useMessages } from '../messages.ts';
import css from './menu.module.css';

/** The list of lessons, as the diner's menu board. */
export function MenuBoard({ children }: { readonly children?: ReactNode }) {
  const t = useMessages();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const progress = useLesson((state) => state.progress);
  const isDone = (lesson: LessonEntry): boolean => (progress[lesson.id]?.length ?? 0) >= lesson.steps;
  return (
    <main className={css['wall']}>
      <Awning />
      <div className={css['board']}>
        <div className={css['head']}>
          <h1>{t.menuBoard.title}</h1>
          <p>{t.menuBoard.text}</p>
        </div>
        {course === null || course.lessons.length === 0 ? (
          <p>{t.menuBoard.empty}</p>
        ) : (
          <div className={css['chapters']}>
            {course.chapters.map((chapter, i) => {
              const lessons = course.lessons.filter((lesson) => lesson.chapter === chapter.id);
              if (lessons.length === 0) return null;
              const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
              const done = lessons.filter(isDone).length;
              return (
                <section key={chapter.id} className={css['chapter']}>
                  <header>
                    <h2>{chapter.title[locale]}</h2>
                    <p>
                      {chapter.subtitle[locale]} · {t.lesson.minutes(minutes)}
                      {done > 0 && ` · ${t.menuBoard.done(done, lessons.length)}`}
                    </p>
                  </header>
                  <ul>
                    {lessons.map((lesson, k) => (
                      <Item key={lesson.id} lesson={lesson} number={`${i + 1}.${k + 1}`} done={isDone(lesson)} />
                    ))}
                  </ul>
                </section>
              );
            })}
          </div>
        )}
      </div>
      {children}
    </main>
  );
}

function Item({
  lesson,
  number,
  done,
}: {
  readonly lesson: LessonEntry;
  readonly number: string;
  readonly done: boolean;
}) {
  const t = useMessages();
  const locale = useLocale();
  return (
    <li>
      <a className={css['item']} href={`#/${lesson.id}`} data-done={done}>
        <span className={css['tick']}>
          {done && (
            <>
              <Check size={16} />
              <span className="visually-hidden">{t.menuBoard.lessonDone}</span>
            </>
          )}
        </span>
        <span className={css['number']}>{number}</span>
        <span className={css['name']}>{lesson.title[locale]}</span>
        <span className={css['leader']} aria-hidden="true" />
        <b title={t.lesson.minutes(lesson.minutes)}>{lesson.minutes}</b>
      </a>
      <p className={css['summary']}>{lesson.summary[locale]}</p>
    </li>
  );
}

const STRIPE = 60;

/** Scalloped stripes over the whole width: a pattern, so that it fits every window. */
const Awning = () => (
  <div className={css['awning']} aria-hidden="true">
    <svg>
      <defs>
        <pattern id="awning" width={STRIPE * 2} height="94" patternUnits="userSpaceOnUse">
          <path d="M0 0H60V66Q60 90 30 90Q0 90 0 66ZM60 0H120V66Q120 90 90 90Q60 90 60 66Z" fill="var(--cast)" />
          <path d="M0 0H60V54Q60 78 30 78Q0 78 0 54Z" fill="var(--g-brand)" />
          <path d="M60 0H120V54Q120 78 90 78Q60 78 60 54Z" fill="var(--cream)" />
          <path d="M0 0H120V14H0Z" fill="var(--shade)" />
        </pattern>
      </defs>
      <rect width="100%" height="94" fill="url(#awning)" />
    </svg>
  </div>
);
