import { useMemo, useRef, useState } from 'react';
import { encodeOwn, folderOf, ownOf, slugOf, type Draft } from '../../classroom/own/index.ts';
import { formatRoute, OWN } from '../../store/route.ts';
import { zipProject } from '../../takehome/index.ts';
import { Button } from '../ui/Button.tsx';
import { copyText, saveFile } from '../ui/files.ts';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

/** As a link, or as a folder. Only what is whole is given away. */
export function GiveAway({ draft }: { readonly draft: Draft }) {
  const t = useBuildWords().out;
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const link = useMemo(() => {
    const payload = encodeOwn(ownOf(draft));
    const { origin, pathname } = window.location;
    return payload.ok ? `${origin}${pathname}${formatRoute({ lesson: OWN, step: 1, payload: payload.value })}` : null;
  }, [draft]);
  const save = (): void => {
    const folder = `99-${slugOf(draft)}`;
    saveFile(`${folder}.zip`, zipProject(folder, folderOf(draft)), 'application/zip');
    setSaid(draft.languages.length > 1 ? t.saved(`${folder}.zip`) : t.savedOne(`${folder}.zip`));
  };
  const copy = async (text: string): Promise<void> => {
    const done = await copyText(text);
    if (!done) field.current?.select();
    setSaid(done ? t.copied : t.blocked);
  };
  return (
    <section aria-labelledby="give-away">
      <h2 id="give-away">{t.title}</h2>
      <p>{t.text}</p>
      {link === null ? (
        <p role="alert">{t.tooBig}</p>
      ) : (
        <>
          <label className={css['field']}>
            <span>
              {t.link} <small>· {t.characters(link.length)}</small>
            </span>
            <input ref={field} readOnly value={link} onFocus={(event) => event.target.select()} />
          </label>
          <div className={css['row']}>
            <Button look="fill" onClick={() => void copy(link)}>
              {t.copy}
            </Button>
            <a href={link} target="_blank" rel="noopener">
              {t.open}
            </a>
          </div>
        </>
      )}
      <div>
        <Button onClick={save}>{t.folder}</Button>
      </div>
      <output>{said}</output>
    </section>
  );
}
