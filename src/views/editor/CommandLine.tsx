import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { CommandWord } from '../../language/index.ts';
import { serversOf, useLanguage } from '../../store/language.ts';
import { useLesson } from '../../store/lesson.ts';
import { useRun } from '../../store/run.ts';
import { useLocale } from '../messages.ts';
import { told } from './explanation.ts';
import { useCodeWords } from './words.ts';
import css from './command.module.css';

/** Programs whose command lines are worth a look: they serve the files that are open here. */
const SERVERS: ReadonlySet<string> = new Set(['gunicorn', 'uvicorn']);

/** How the servers on the stage are started; a flag tells what it means. */
export function CommandLines() {
  const words = useCodeWords();
  const scenarios = useLesson((state) => state.scenarios);
  const desk = useLanguage((state) => state.desk);
  const shown = useRun((state) => state.shown);
  const beside = useRun((state) => state.beside);
  const here = Object.entries(scenarios).filter(([id]) => id === shown || id === beside);
  const lines = serversOf({ scenarios: here.length > 0 ? Object.fromEntries(here) : scenarios }).filter(({ argv }) =>
    SERVERS.has((argv[0] ?? '').split('/').at(-1) ?? ''),
  );
  if (lines.length === 0) return null;
  return (
    <section className={css['commands']} aria-label={words.command}>
      {lines.map(({ argv }) => (
        <code key={argv.join(' ')}>
          <b aria-hidden="true">$ </b>
          {(desk?.commandWords(argv) ?? argv.map((text): CommandWord => ({ text, about: null }))).map((word, i) => (
            <Word key={i} word={word} />
          ))}
        </code>
      ))}
    </section>
  );
}

const want = (): void => useLanguage.getState().want();

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text}'`);

function Word({ word }: { readonly word: CommandWord }) {
  const words = useCodeWords();
  const locale = useLocale();
  const id = useId();
  const card = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    const element = card.current;
    const follow = (event: Event): void => setOpen((event as ToggleEvent).newState === 'open');
    element?.addEventListener('toggle', follow);
    return () => element?.removeEventListener('toggle', follow);
  }, []);
  // Before the tables are there a flag is a button all the same, so that nothing moves when they come.
  if (!word.text.startsWith('-')) return <span>{quoted(word.text)} </span>;
  const about = word.about === null ? null : told(word.about, locale, words);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        onFocus={want}
        onPointerEnter={want}
        aria-expanded={open}
        aria-label={words.commandWord(word.text)}
        style={{ anchorName: `--${id.replaceAll(/\W/g, '')}` } as React.CSSProperties}
      >
        {word.text}
      </button>{' '}
      <div
        ref={card}
        id={id}
        popover="auto"
        className={css['card']}
        style={{ positionAnchor: `--${id.replaceAll(/\W/g, '')}` } as React.CSSProperties}
      >
        {about !== null && (
          <>
            <h4>{about.name}</h4>
            <p>{about.text}</p>
            <dl>
              {about.facts.map(({ label, value }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </>
  );
}
