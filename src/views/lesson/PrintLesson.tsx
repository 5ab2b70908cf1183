import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { StepPart } from '../../course/text.ts';
import { baseName, useFiles } from '../../store/files.ts';
import { useLesson } from '../../store/lesson.ts';
import { Inline, Prose } from './Prose.tsx';
import css from './print.module.css';

/** True while the browser makes the pages. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    // The pages are taken as soon as the event is over: what is to be on them must stand by then.
    const begin = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}

/** A lesson on paper: all of its steps, the answers that were given, the files as they are now. */
export function PrintLesson() {
  const printing = usePrinting();
  return printing ? <Pages /> : null;
}

function Pages() {
  const text = useLesson((state) => state.text);
  const { order, text: textOf } = useFiles();
  if (text === null) return null;
  return (
    <article className={css['pages']} data-paper>
      <h1>{text.title}</h1>
      <p>{text.summary}</p>
      {text.steps.map((step, i) => (
        <section key={step.id}>
          <h2>
            {i + 1}. {step.title}
          </h2>
          {step.parts.map((part, k) => (
            <Part key={k} part={part} />
          ))}
        </section>
      ))}
      {text.analogy.length > 0 && <Prose nodes={text.analogy} />}
      {order.map((path) => (
        <section key={path} className={css['file']}>
          <h2>{baseName(path)}</h2>
          <pre>{textOf(path)}</pre>
        </section>
      ))}
      <ul>
        {text.links.map((link) => (
          <li key={link.href}>
            <Inline nodes={link.label} /> <small>{link.href}</small>
          </li>
        ))}
      </ul>
    </article>
  );
}

function Part({ part }: { readonly part: StepPart }) {
  const answers = useLesson((state) => state.answers);
  switch (part.kind) {
    case 'prose':
      return <Prose nodes={part.nodes} />;
    case 'predict':
      return (
        <div className={css['question']}>
          <Prose nodes={part.question} />
          <ul>
            {part.choices.map((choice) => {
              const chosen = answers[part.id] === choice.id;
              return (
                <li key={choice.id} data-chosen={chosen}>
                  <Inline nodes={choice.label} />
                  {chosen && <Prose nodes={choice.reply} />}
                </li>
              );
            })}
          </ul>
        </div>
      );
    case 'task':
      return (
        <div className={css['question']}>
          <h3>{part.title}</h3>
          <Prose nodes={part.intro} />
          <ul>
            {part.checks.map((check) => (
              <li key={check.id}>
                <Inline nodes={check.label} />
              </li>
            ))}
          </ul>
        </div>
      );
  }
}
