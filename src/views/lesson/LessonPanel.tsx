import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { StepText } from '../../course/text.ts';
import { entryOf, stepTextOf, useLesson } from '../../store/lesson.ts';
import { late } from '../late.ts';
import { useLocale, useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Part } from '../ui/Part.tsx';
import { Predict } from './Predict.tsx';
import { Inline, Prose } from './Prose.tsx';
import css from './lesson.module.css';

/** Judging comes after the picture. */
const LessonTask = late(async () => (await import('./LessonTask.tsx')).default);

/** One step of the lesson: its words, its question, its task. */
export function LessonPanel() {
  const t = useMessages();
  const text = useLesson((state) => state.text);
  const step = useLesson(stepTextOf);
  const index = useLesson((state) => state.stepIndex);
  const scroll = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (scroll.current !== null) scroll.current.scrollTop = 0;
  }, [step?.id]);
  if (text === null || step === null) return <div className={css['panel']} />;
  return (
    <article className={css['panel']} aria-label={t.lesson.label}>
      <div className={css['scroll']} ref={scroll}>
        <Eyebrow />
        {index === 0 ? <p className={css['title']}>{text.title}</p> : null}
        <h2>{step.title}</h2>
        <Parts step={step} />
        {index === text.steps.length - 1 && <Closing />}
        <StepButtons />
      </div>
      <Part fallback={null}>
        <LessonTask step={step} />
      </Part>
    </article>
  );
}

/** The words and questions of a step. What comes after a question may give it away, so it is folded until the answer. */
export function Parts({ step }: { readonly step: StepText }) {
  const t = useMessages();
  const answers = useLesson((state) => state.answers);
  const open = step.parts.findIndex((part) => part.kind === 'predict' && answers[part.id] === undefined);
  const shown = step.parts.map((part, i) =>
    part.kind === 'prose' ? (
      <Prose key={i} nodes={part.nodes} />
    ) : part.kind === 'predict' ? (
      <Predict key={part.id} part={part} />
    ) : null,
  );
  const later = open < 0 ? [] : shown.slice(open + 1);
  if (later.every((part) => part === null)) return shown;
  return (
    <>
      {shown.slice(0, open + 1)}
      <details key={step.id} className={css['later']}>
        <summary>{t.lesson.later}</summary>
        {later}
      </details>
    </>
  );
}

function Eyebrow() {
  const t = useMessages();
  const locale = useLocale();
  const course = useLesson((state) => state.course);
  const entry = useLesson(entryOf);
  const number = course?.chapters.findIndex((chapter) => chapter.id === entry?.chapter) ?? -1;
  const chapter = course?.chapters[number];
  if (entry?.own !== undefined) return <p className={css['guest']}>{t.lesson.guest[entry.own.kind]}</p>;
  return <p className={css['eyebrow']}>{chapter ? t.lesson.chapter(number + 1, chapter.title[locale]) : ''}</p>;
}

/** Where the picture stops being true, and where to read on. */
function Closing() {
  const text = useLesson((state) => state.text);
  if (text === null) return null;
  return (
    <>
      {text.analogy.length > 0 && (
        <div className={css['note']}>
          <Prose nodes={text.analogy} />
        </div>
      )}
      {text.links.length > 0 && (
        <ul>
          {text.links.map((link) => (
            <li key={link.href}>
              <a href={link.href} target="_blank" rel="noreferrer">
                <Inline nodes={link.label} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function StepButtons() {
  const t = useMessages();
  const index = useLesson((state) => state.stepIndex);
  const count = useLesson((state) => state.text?.steps.length ?? 0);
  const id = useLesson((state) => state.id);
  const lessons = useLesson((state) => state.course?.lessons);
  const { goStep } = useLesson.getState();
  const at = lessons?.findIndex((entry) => entry.id === id) ?? -1;
  const next = at < 0 ? undefined : lessons?.[at + 1];
  return (
    <nav className={css['steps']} aria-label={t.step(index + 1, count)}>
      {index > 0 && (
        <Button onClick={() => goStep(index - 1)}>
          <ChevronLeft size={16} />
          {t.lesson.previousStep}
        </Button>
      )}
      <span style={{ flex: 1 }} />
      {index < count - 1 ? (
        <Button onClick={() => goStep(index + 1)}>
          {t.lesson.nextStep}
          <ChevronRight size={16} />
        </Button>
      ) : (
        next && (
          <Button onClick={() => (window.location.hash = `#/${next.id}`)}>
            {t.lesson.nextLesson}
            <ChevronRight size={16} />
          </Button>
        )
      )}
    </nav>
  );
}
