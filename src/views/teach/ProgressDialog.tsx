import { useRef, useState } from 'react';
import { readRecords, recordLine } from '../../classroom/index.ts';
import { useLesson } from '../../store/lesson.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FileButton } from '../ui/FileButton.tsx';
import { copyText, saveFile } from '../ui/files.ts';
import { useClassWords } from './words.ts';
import { useMarks } from '../marks.ts';
import css from './teach.module.css';

const LARGEST_FILE = 400_000;

/** The learner's own record: to copy, to keep as a file, to bring from elsewhere. */
export default function ProgressDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useClassWords();
  const t = words.progress;
  const { gap } = useMarks();
  const locale = useLocale();
  const course = useLesson((state) => state.course?.lessons) ?? [];
  const progress = useLesson((state) => state.progress);
  const [name, setName] = useState('');
  // The day of opening: typing a name does not make another record.
  const [made] = useState(() => new Date().toISOString());
  const [said, setSaid] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);
  const line = recordLine({ name: name.trim().slice(0, 80), made, progress });
  const done = course.filter(({ id, steps }) => (progress[id]?.length ?? 0) >= steps).length;
  const all = Object.values(progress).reduce((sum, steps) => sum + steps.length, 0);
  const bring = (text: string): void => {
    const { records } = readRecords(text);
    for (const record of records) useLesson.getState().addProgress(record.progress);
    const steps = records.reduce((sum, record) => sum + Object.values(record.progress).flat().length, 0);
    setSaid(records.length === 0 ? t.importNothing : t.imported(steps));
  };
  return (
    <Dialog title={t.title} onClose={onClose}>
      <div className={css['form']} lang={locale}>
        <p>{t.summary(done, all) + gap + t.text}</p>
        <label className={css['field']}>
          {t.name}
          <input type="text" maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className={css['field']}>
          {t.line}
          <textarea ref={area} readOnly rows={3} value={line} onFocus={(event) => event.target.select()} />
        </label>
        <div className={css['actions']}>
          <Button
            look="fill"
            onClick={() =>
              void copyText(line).then((copied) => {
                if (!copied) area.current?.select();
                setSaid(copied ? words.embed.copied : words.embed.blocked);
              })
            }
          >
            {t.copy}
          </Button>
          <Button onClick={() => saveFile('gateway-diner.txt', `${line}\n`, 'text/plain')}>{t.save}</Button>
        </div>
        <p className={css['small']}>{t.proof}</p>
        <label className={css['field']}>
          {t.import}
          <textarea
            rows={2}
            placeholder={t.importText}
            onChange={(event) => event.target.value !== '' && bring(event.target.value)}
          />
        </label>
        <FileButton
          label={words.table.choose}
          accept=".txt,text/plain"
          onChoose={([file]) => {
            if (file && file.size <= LARGEST_FILE) void file.text().then(bring);
          }}
        />
        <output>{said}</output>
      </div>
    </Dialog>
  );
}
