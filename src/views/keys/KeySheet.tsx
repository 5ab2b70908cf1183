import { Fragment } from 'react';
import { KEY_WORDS, type KeyWords } from '../../i18n/keys.ts';
import { useSettings } from '../../store/settings.ts';
import { useShell } from '../../store/shell.ts';
import { useLocale } from '../messages.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { GROUPS } from './groups.ts';
import type { Shortcut } from './shortcut.ts';
import css from './keys.module.css';

/** All keys, from the rows that the handlers act by. */
export default function KeySheet() {
  const words = KEY_WORDS[useLocale()];
  const letters = useSettings((state) => state.letterKeys);
  return (
    <Dialog title={words.title} size="wide" onClose={() => useShell.getState().showSheet(false)}>
      <div className={css['groups']}>
        {GROUPS.map(({ id, rows }) => (
          <section key={id}>
            <h3>{words.group[id]}</h3>
            <dl>
              {rows.map((row) => (
                <div key={row.id}>
                  <dt>
                    <Caps row={row} words={words} />
                  </dt>
                  <dd>{words.does[row.id]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={css['note']}>{words.here}</p>
      <label className={css['letters']}>
        <input
          type="checkbox"
          checked={letters}
          onChange={(event) => useSettings.getState().setLetterKeys(event.target.checked)}
        />
        <span>
          {words.letters}
          <small>{words.lettersText}</small>
        </span>
      </label>
    </Dialog>
  );
}

const isKeyName = (key: string, names: KeyWords['name']): key is keyof KeyWords['name'] => key in names;

/** A key's cap: capital letters stand for themselves with Shift, as on the keyboard. */
function Caps({ row, words }: { readonly row: Shortcut; readonly words: KeyWords }) {
  const { name, or } = words;
  // The same key with and without Shift is one cap.
  const keys = row.keys.filter(
    (key) => key.length > 1 || !row.keys.includes(key.toLowerCase()) || key === key.toLowerCase(),
  );
  return keys.map((key, i) => {
    const capital = key.length === 1 && key !== key.toLowerCase();
    return (
      <Fragment key={key}>
        {i > 0 && <span> {or} </span>}
        {(row.shift === true || capital) && <kbd>{name.shift}</kbd>}
        <kbd>{isKeyName(key, name) ? name[key] : key.toUpperCase()}</kbd>
      </Fragment>
    );
  });
}
