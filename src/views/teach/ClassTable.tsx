import { useMemo, useState } from 'react';
import { readRecords, type LearnerRecord } from '../../classroom/index.ts';
import type { LessonEntry } from '../../course/catalogue.ts';
import { useLesson } from '../../store/lesson.ts';
import { useMarks } from '../marks.ts';
import { Button } from '../ui/Button.tsx';
import { FileButton } from '../ui/FileButton.tsx';
import { saveFile } from '../ui/files.ts';
import { ClassRows, stepsIn, type Row } from './ClassRows.tsx';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

const LARGEST_FILE = 400_000;

const rowOf = (record: LearnerRecord, course: readonly LessonEntry[]): Row => ({
  record,
  lessons: course.filter((entry) => stepsIn(record, entry) >= entry.steps).length,
  steps: course.reduce((sum, entry) => sum + stepsIn(record, entry), 0),
});

/** A cell as RFC 4180 has it, and never a formula: a name that begins like one is held by an apostrophe. */
const cell = (text: string): string => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;

function csvOf(rows: readonly Row[], course: readonly LessonEntry[]): string {
  const head = ['name', 'made', 'lessons', 'steps', ...course.map((entry) => entry.id)];
  const lines = rows.map(({ record, lessons, steps }) => [
    record.name,
    record.made,
    String(lessons),
    String(steps),
    ...course.map((entry) => `${record.progress[entry.id]?.length ?? 0}/${entry.steps}`),
  ]);
  return [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
}

/** Reads many records into one table. */
export function ClassTable() {
  const t = useClassWords().table;
  const { gap } = useMarks();
  const course = useLesson((state) => state.course?.lessons) ?? [];
  const [text, setText] = useState('');
  const { records, damaged } = useMemo(() => readRecords(text), [text]);
  const rows = records.map((record) => rowOf(record, course));
  const add = async (files: readonly File[]): Promise<void> => {
    const texts = await Promise.all(files.filter((file) => file.size <= LARGEST_FILE).map((file) => file.text()));
    setText((before) => [before, ...texts].filter(Boolean).join('\n'));
  };
  return (
    <section aria-labelledby="handed-in">
      <h2 id="handed-in">{t.title}</h2>
      <p>{t.text}</p>
      <p>
        <b>{t.proof}</b>
      </p>
      <label className={css['field']}>
        {t.paste}
        <textarea
          rows={4}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            if (event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            void add([...event.dataTransfer.files]);
          }}
        />
      </label>
      <FileButton label={t.choose} multiple accept=".txt,.json,text/plain" onChoose={(files) => void add(files)} />
      <output>
        {records.length === 0 ? t.none : t.count(records.length)}
        {damaged > 0 && gap + t.damaged(damaged)}
      </output>
      {rows.length > 0 && (
        <>
          <ClassRows rows={rows} course={course} />
          <div>
            <Button onClick={() => saveFile('class.csv', `\uFEFF${csvOf(rows, course)}`, 'text/csv')}>{t.csv}</Button>
          </div>
        </>
      )}
    </section>
  );
}
