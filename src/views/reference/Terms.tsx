import { GLOSSARY } from '../../i18n/glossary.ts';
import type { ReferenceWords } from '../../i18n/reference.ts';
import { useLocale } from '../messages.ts';
import css from './reference.module.css';

/** The words of the course, in the reader's language first, in the order of its alphabet. */
export function Terms({ wanted, words }: { readonly wanted: string; readonly words: ReferenceWords }) {
  const locale = useLocale();
  const zh = locale === 'zh-TW';
  const order = new Intl.Collator(locale);
  const found = GLOSSARY.filter((term) =>
    [term.en, term.zh, term.means.en, term.means.zh].some((text) => text.toLowerCase().includes(wanted)),
  ).toSorted((a, b) => order.compare(zh ? a.zh : a.en, zh ? b.zh : b.en));
  if (found.length === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <output>{words.found(found.length)}</output>
      <dl className={css['terms']}>
        {found.map((term) => (
          <div key={term.en}>
            <dt>
              {zh ? term.zh : term.en}
              {term.zh !== term.en && <small lang={zh ? 'en' : 'zh-TW'}>{zh ? term.en : term.zh}</small>}
            </dt>
            <dd>
              {zh ? term.means.zh : term.means.en}
              {term.diner !== null && <em>{words.diner(zh ? term.diner.zh : term.diner.en)}</em>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
