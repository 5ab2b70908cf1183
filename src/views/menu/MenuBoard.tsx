import { Check, Play } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Chapter, LessonEntry, Summaries } from '../../course/catalogue.ts';
import { useLesson } from '../../store/lesson.ts';
import { lastPlace } from '../../store/place.ts';
import { keep } from '../../store/settings.ts';
import { quiet } from '../late.ts';
import { useLocale, useMessages } from '../messages.ts';
import { Part } from '../ui/Part.tsx';
import { ChefsTable } from './ChefsTable.tsx';
import { useSummaries } from './summaries.ts';
import css from './menu.module.css';

const Portrait = quiet(async () => (await import('./Figures.tsx')).Portrait);
const CounterFolk = quiet(async () => (await import('./Figures.tsx')).CounterFolk);

const useDone = (): ((lesson: LessonEntry) => number) => {
  const progress = useLesson((state) => state.progress);
  return (lesson) => Math.min(progress[lesson.id]?.length ?? 0, lesson.steps);
};

/** The list of lessons, as the diner's menu board. */
export function MenuBoard({ children }: { readonly children?: ReactNode }) {
  const t = useMessages();
  const course = useLesson((state) => state.course);
  const doneOf = useDone();
  const [about, setAbout] = useState(keep.get('menu-about') === 'on');
  const [last] = useState(lastPlace);
  const summaries = useSummaries();
  const lessons = course?.lessons ?? [];
  const done = lessons.filter((lesson) => doneOf(lesson) >= lesson.steps).length;
  return (
    <main className={css['wall']}>
      <Awning />
      <div className={css['board']}>
        <div className={css['head']}>
          <h1>{t.menuBoard.title}</h1>
          <p>{t.menuBoard.text}</p>
          <Resume />
        </div>
        {course === null || lessons.length === 0 ? (
          <p>{t.menuBoard.empty}</p>
        ) : (
          <>
            <div className={css['chapters']} data-about={about}>
              {course.chapters.map((chapter, i) => (
                <ChapterList
                  key={chapter.id}
                  chapter={chapter}
                  number={i + 1}
                  current={last?.lesson ?? null}
                  summaries={summaries}
                />
              ))}
            </div>
            <ChefsTable />
            <div className={css['below']}>
              <label>
                <input
                  type="checkbox"
                  checked={about}
                  onChange={(event) => {
                    keep.set('menu-about', event.target.checked ? 'on' : 'off');
                    setAbout(event.target.checked);
                  }}
                />
                {t.menuBoard.about}
              </label>
              <span>{t.menuBoard.done(done, lessons.length)}</span>
              <progress max={lessons.length} value={done} aria-label={t.menuBoard.progress} />
            </div>
          </>
        )}
      </div>
      {children}
      <Part fallback={null} instead={null}>
        <CounterFolk />
      </Part>
    </main>
  );
}

/** Back to where one was, or to the first lesson. */
function Resume() {
  const t = useMessages();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const [last] = useState(lastPlace);
  const left = course?.lessons.find((one) => one.id === last?.lesson);
  const to = left ?? course?.lessons[0];
  if (to === undefined) return null;
  const step = left === undefined || last === null ? 1 : Math.min(last.step, left.steps);
  return (
    <a className={css['resume']} href={`#/${to.id}${step > 1 ? `/${step}` : ''}`}>
      <Play size={14} fill="currentColor" />
      {left === undefined ? t.menuBoard.begin(to.title[locale]) : t.menuBoard.resume(to.title[locale], step)}
    </a>
  );
}

interface ChapterListProps {
  readonly chapter: Chapter;
  readonly number: number;
  /** The lesson that was open last. */
  readonly current: string | null;
  readonly summaries: Summaries;
}

function ChapterList({ chapter, number, current, summaries }: ChapterListProps) {
  const t = useMessages();
  const locale = useLocale();
  const all = useLesson((state) => state.course?.lessons ?? []);
  const doneOf = useDone();
  const lessons = all.filter((lesson) => lesson.chapter === chapter.id);
  if (lessons.length === 0) return null;
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  const done = lessons.filter((lesson) => doneOf(lesson) >= lesson.steps).length;
  const share =
    lessons.reduce((sum, lesson) => sum + doneOf(lesson), 0) /
    Math.max(
      1,
      lessons.reduce((sum, lesson) => sum + lesson.steps, 0),
    );
  return (
    <section className={css['chapter']}>
      <header>
        <Ring number={number} share={share}>
          <Part fallback={null} instead={null}>
            <Portrait chapter={chapter.id} radius={RADIUS - 2} />
          </Part>
        </Ring>
        <div>
          <h2>{chapter.title[locale]}</h2>
          <p>
            {chapter.subtitle[locale]} · {t.lesson.minutes(minutes)}
            {done > 0 && ` · ${t.menuBoard.done(done, lessons.length)}`}
          </p>
        </div>
      </header>
      <ul>
        {lessons.map((lesson, k) => (
          <Item
            key={lesson.id}
            lesson={lesson}
            number={`${number}.${k + 1}`}
            summary={summaries[lesson.id]?.[locale] ?? ''}
            steps={doneOf(lesson)}
            current={lesson.id === current}
          />
        ))}
      </ul>
    </section>
  );
}

const RADIUS = 26;

interface RingProps {
  readonly number: number;
  readonly share: number;
  readonly children: ReactNode;
}

/** A plate with the chapter's number, and who stands for it; its rim fills with what is done, as the words beside it say. */
const Ring = ({ number, share, children }: RingProps) => (
  <svg className={css['ring']} viewBox="-28 -28 56 56" width="56" height="56" aria-hidden="true">
    <text y="8">{number}</text>
    {children}
    <circle r={RADIUS} />
    <circle r={RADIUS} data-done pathLength={1} strokeDasharray={`${share} 1`} transform="rotate(-90)" />
  </svg>
);

interface ItemProps {
  readonly summary: string;
  readonly lesson: LessonEntry;
  readonly number: string;
  /** How many steps are done. */
  readonly steps: number;
  readonly current: boolean;
}

function Item({ lesson, number, summary, steps, current }: ItemProps) {
  const t = useMessages();
  const locale = useLocale();
  const done = steps >= lesson.steps;
  return (
    <li>
      <a className={css['item']} href={`#/${lesson.id}`} data-done={done} data-current={current} title={summary}>
        <span className={css['tick']}>
          {done ? (
            <>
              <Check size={16} />
              <span className="visually-hidden">{t.menuBoard.lessonDone}</span>
            </>
          ) : (
            current && <Play size={12} fill="currentColor" />
          )}
        </span>
        <span className={css['number']}>{number}</span>
        <span className={css['name']}>{lesson.title[locale]}</span>
        <span className={css['leader']} aria-hidden="true" />
        {steps > 0 && !done && <small>{t.menuBoard.steps(steps, lesson.steps)}</small>}
        <b title={t.lesson.minutes(lesson.minutes)}>{lesson.minutes}</b>
      </a>
      <p className={css['summary']}>{summary}</p>
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
