import { useState, type ReactNode } from 'react';
import type { LearnerRecord } from '../../classroom/index.ts';
import type { LessonEntry } from '../../course/catalogue.ts';
import { useLocale } from '../messages.ts';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

export interface Row {
  readonly record: LearnerRecord;
  readonly lessons: number;
  readonly steps: number;
}

/** How many of a lesson's steps are done; a record may be of a version that had more. */
export const stepsIn = (record: LearnerRecord, { id, steps }: LessonEntry): number =>
  Math.min(steps, record.progress[id]?.length ?? 0);

const KEYS = ['name', 'made', 'done', 'steps'] as const;
type Key = (typeof KEYS)[number] | 'lesson';
interface Order {
  readonly key: Key;
  readonly down: boolean;
}

interface ClassRowsProps {
  readonly rows: readonly Row[];
  readonly course: readonly LessonEntry[];
}

/** A class at a glance: by name or by what is done, and how far everybody is in one lesson. */
export function ClassRows({ rows, course }: ClassRowsProps) {
  const t = useClassWords().table;
  const locale = useLocale();
  const [order, setOrder] = useState<Order | null>(null);
  const [id, setId] = useState(course[0]?.id ?? '');
  const lesson = course.find((one) => one.id === id);
  const inLesson = (record: LearnerRecord): number => (lesson === undefined ? 0 : stepsIn(record, lesson));
  const names = new Intl.Collator(locale, { numeric: true });
  const compare: Readonly<Record<Key, (a: Row, b: Row) => number>> = {
    name: (a, b) => names.compare(a.record.name, b.record.name),
    made: (a, b) => a.record.made.localeCompare(b.record.made),
    done: (a, b) => a.lessons - b.lessons,
    steps: (a, b) => a.steps - b.steps,
    lesson: (a, b) => inLesson(a.record) - inLesson(b.record),
  };
  const sorted = order === null ? rows : rows.toSorted((a, b) => compare[order.key](a, b) * (order.down ? -1 : 1));
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  // Names from A, numbers from the largest: that is what is asked for first.
  const sort = (key: Key) => () => setOrder({ key, down: order?.key === key ? !order.down : key !== 'name' });
  const head = (key: Key, text: string, more?: ReactNode) => (
    <th
      key={key}
      scope="col"
      {...(order?.key === key ? { 'aria-sort': order.down ? ('descending' as const) : ('ascending' as const) } : {})}
    >
      <button type="button" onClick={sort(key)}>
        {text}
      </button>
      {more}
    </th>
  );
  return (
    <div className={css['scroll']}>
      <table>
        <thead>
          <tr>
            {KEYS.map((key) => head(key, t[key]))}
            {head(
              'lesson',
              t.inLesson,
              <select aria-label={t.whichLesson} value={id} onChange={(event) => setId(event.target.value)}>
                {course.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.title[locale]}
                  </option>
                ))}
              </select>,
            )}
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ record, lessons, steps }, i) => (
            <tr key={`${record.name} ${record.made} ${i}`}>
              <th scope="row">{record.name || t.noName}</th>
              <td>{date.format(new Date(record.made))}</td>
              <td>
                {lessons} / {course.length}
              </td>
              <td>{steps}</td>
              <td>
                {inLesson(record)} / {lesson?.steps ?? 0}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
