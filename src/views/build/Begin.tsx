import { useState } from 'react';
import { useLesson } from '../../store/lesson.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { useDraft } from './draft.ts';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

/** With which lesson's machines to begin. */
export function Begin() {
  const t = useBuildWords();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const { before, begin, swap } = useDraft();
  const [id, setId] = useState(course?.lessons[0]?.id ?? '');
  const start = async (): Promise<void> => {
    const entry = course?.lessons.find((one) => one.id === id);
    if (course === null || entry === undefined) return;
    const pack = await course.pack(id);
    begin({ base: pack.lesson, start: pack.start, chapter: entry.chapter, language: locale });
  };
  return (
    <section aria-labelledby="build-begin">
      <h2 id="build-begin">{t.begin}</h2>
      <p>{t.beginText}</p>
      <div className={css['row']}>
        <label className={css['field']}>
          <span>{t.begin}</span>
          <select value={id} onChange={(event) => setId(event.target.value)}>
            {course?.chapters.map((chapter) => (
              <optgroup key={chapter.id} label={chapter.title[locale]}>
                {course.lessons
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
        <Button onClick={() => void start()}>{t.beginButton}</Button>
        {before !== null && <Button onClick={swap}>{t.before}</Button>}
      </div>
    </section>
  );
}
