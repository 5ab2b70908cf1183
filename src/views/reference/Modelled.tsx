import type { ReferenceWords } from '../../i18n/reference.ts';
import { MODELLED, TRUTH_GROUPS } from '../../i18n/modelled.ts';
import { useLocale } from '../messages.ts';
import css from './reference.module.css';

/** What is the real thing here and what is a model of it, as one list by subject. */
export function Modelled({ wanted, words }: { readonly wanted: string; readonly words: ReferenceWords }) {
  const own = useLocale() === 'zh-TW' ? 'zh' : 'en';
  const found = MODELLED.filter(({ is, name, says }) =>
    [name.en, name.zh, says.en, says.zh, words.truths[is]].some((text) => text.toLowerCase().includes(wanted)),
  );
  if (found.length === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <output>{words.found(found.length)}</output>
      {TRUTH_GROUPS.map((group) => {
        const rows = found.filter((row) => row.group === group);
        if (rows.length === 0) return null;
        return (
          <section key={group} className={css['truths']}>
            <h2>{words.truthGroups[group]}</h2>
            <dl className={css['terms']}>
              {rows.map(({ is, name, says }) => (
                <div key={name.en}>
                  <dt>
                    {name[own]}
                    <small data-is={is}>{words.truths[is]}</small>
                  </dt>
                  <dd>{says[own]}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </>
  );
}
