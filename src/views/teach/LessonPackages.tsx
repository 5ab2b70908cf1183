import { useState } from 'react';
import { packageZip, type Platform } from '../../classroom/index.ts';
import type { LessonEntry } from '../../course/catalogue.ts';
import { formatRoute } from '../../store/route.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { saveFile } from '../ui/files.ts';
import { useSummaries } from '../menu/summaries.ts';
import { useClassWords } from './words.ts';
import css from './teach.module.css';

const addressOf = (lesson: string): string => {
  const url = new URL('./', document.baseURI);
  url.hash = formatRoute({ lesson, step: 1, payload: null });
  return url.href;
};

/** The chosen lesson as a package for a learning platform. */
export function LessonPackages({ entry }: { readonly entry: LessonEntry }) {
  const t = useClassWords().platform;
  const locale = useLocale();
  const summaries = useSummaries();
  const [said, setSaid] = useState('');
  const save = (platform: Platform): void => {
    const { id } = entry;
    const lesson = {
      id,
      title: entry.title[locale],
      summary: summaries[id]?.[locale] ?? '',
      language: locale,
      address: addressOf(id),
    };
    const name = `${id}.${platform}.zip`;
    saveFile(name, packageZip(lesson, platform), 'application/zip');
    setSaid(t.saved(name));
  };
  return (
    <section aria-labelledby="platform">
      <h2 id="platform">{t.title}</h2>
      <p>{t.text}</p>
      <div className={css['actions']}>
        <Button onClick={() => save('scorm12')}>{t.scorm12}</Button>
        <Button onClick={() => save('cmi5')}>{t.cmi5}</Button>
      </div>
      <p className={css['small']}>{t.cmi5Text}</p>
      <output>{said}</output>
    </section>
  );
}
