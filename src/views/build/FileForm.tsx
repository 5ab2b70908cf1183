import { useState } from 'react';
import { withFile, withoutFile, type Draft } from '../../classroom/own/index.ts';
import { Button } from '../ui/Button.tsx';
import { useDraft } from './draft.ts';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

/** As the lesson's schema has paths. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[\w.-]{1,100}){2,12}$/;
const MOST = 12;

/** The files with which the lesson begins: their texts, new ones, and those that go. */
export function FileForm({ draft }: { readonly draft: Draft }) {
  const t = useBuildWords().fileForm;
  const { change } = useDraft();
  const paths = draft.base.files.map((file) => file.path);
  const [chosen, setChosen] = useState(paths[0] ?? '');
  const [fresh, setFresh] = useState('');
  const path = paths.includes(chosen) ? chosen : (paths[0] ?? '');
  const sound = PATH.test(fresh) && !paths.includes(fresh);
  const add = (): void => {
    change(withFile(draft, fresh, draft.start[fresh] ?? ''));
    setChosen(fresh);
    setFresh('');
  };
  return (
    <section aria-labelledby="build-texts">
      <h2 id="build-texts">{t.title}</h2>
      <p>{t.text}</p>
      <div className={css['row']}>
        <label className={css['field']}>
          <span>{t.which}</span>
          <select value={path} onChange={(event) => setChosen(event.target.value)}>
            {paths.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        {paths.length > 1 && (
          <Button small onClick={() => change(withoutFile(draft, path))}>
            {t.remove}
          </Button>
        )}
      </div>
      <label className={css['field']}>
        <span>{t.content}</span>
        <textarea
          className={css['code']}
          rows={12}
          spellCheck={false}
          autoCapitalize="off"
          value={draft.start[path] ?? ''}
          maxLength={60_000}
          onChange={(event) => change(withFile(draft, path, event.target.value))}
        />
      </label>
      {paths.length < MOST && (
        <form
          className={css['row']}
          onSubmit={(event) => {
            event.preventDefault();
            if (sound) add();
          }}
        >
          <label className={css['field']}>
            <span>{t.fresh}</span>
            <input value={fresh} placeholder="/srv/diner/menu.txt" onChange={(event) => setFresh(event.target.value)} />
          </label>
          <Button type="submit" disabled={!sound}>
            {t.add}
          </Button>
        </form>
      )}
      {fresh !== '' && !sound && <p>{paths.includes(fresh) ? t.there : t.badPath}</p>}
    </section>
  );
}
