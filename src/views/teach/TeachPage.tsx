import { useState } from 'react';
import { useLesson } from '../../store/lesson.ts';
import { useLocale } from '../messages.ts';
import { ClassTable } from './ClassTable.tsx';
import { EmbedBuilder } from './EmbedBuilder.tsx';
import { LessonPackages } from './LessonPackages.tsx';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

/** Everything for a class that needs no server. */
export default function TeachPage() {
  const t = useClassWords();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const lessons = course?.lessons ?? [];
  const [id, setId] = useState(lessons[0]?.id ?? '');
  const [step, setStep] = useState(1);
  const entry = lessons.find((one) => one.id === id) ?? lessons[0];
  return (
    <main className={css['page']}>
      <h1>{t.title}</h1>
      <p>{t.intro}</p>
      <section aria-labelledby="class-build">
        <h2 id="class-build">{t.build.title}</h2>
        <p>{t.build.text}</p>
        <p>
          <a href="#/build">{t.build.open}</a>
        </p>
      </section>
      <section aria-labelledby="class-link">
        <h2 id="class-link">{t.link.title}</h2>
        <p>{t.link.text}</p>
      </section>
      {entry && (
        <>
          <div className={css['fields']}>
            <label className={css['field']}>
              {t.lesson}
              <select
                value={entry.id}
                onChange={(event) => {
                  setId(event.target.value);
                  setStep(1);
                }}
              >
                {course?.chapters.map((chapter) => (
                  <optgroup key={chapter.id} label={chapter.title[locale]}>
                    {lessons
                      .filter((lesson) => lesson.chapter === chapter.id)
                      .map((lesson) => (
                        <option key={lesson.id} value={lesson.id}>
                          {lesson.title[locale]}
                        </option>
                      ))}
                  </optgroup>
                ))}
              </select>
            </label>
            <label className={css['field']}>
              {t.step}
              <select value={step} onChange={(event) => setStep(Number(event.target.value))}>
                {Array.from({ length: entry.steps }, (_, i) => (
                  <option key={i}>{i + 1}</option>
                ))}
              </select>
            </label>
          </div>
          <LessonPackages entry={entry} />
          <EmbedBuilder entry={entry} step={step} />
        </>
      )}
      <ClassTable />
      <p>
        <a href="#/">{t.back}</a>
      </p>
    </main>
  );
}
