import type { StepText } from '../../course/text.ts';
import { useLesson } from '../../store/lesson.ts';
import { CHECK } from '../../i18n/check.ts';
import { useLocale, useMessages } from '../messages.ts';
import { GuestCheck, useVerdict } from './GuestCheck.tsx';
import { Prose } from './Prose.tsx';
import slip from './check.module.css';

/** What judges the step: its guest check, or for a step without one the answer to a mistake that was foreseen. */
export default function LessonTask({ step }: { readonly step: StepText }) {
  const t = useMessages();
  const mistakes = useLesson((state) => state.text?.mistakes);
  const verdict = useVerdict();
  const task = step.parts.find((part) => part.kind === 'task');
  const mistake = verdict.mistake === null ? undefined : mistakes?.[verdict.mistake];
  const words = CHECK[useLocale()];
  const stopped = verdict.mistake === null && !verdict.done ? verdict.lastWords : null;
  const answer = mistake ? (
    <div className={slip['mistake']}>
      <strong>{t.lesson.mistake}</strong>
      <Prose nodes={mistake} />
    </div>
  ) : stopped === null ? null : (
    <div className={slip['mistake']}>
      <strong>{words.stopped}</strong>
      <p>
        <code lang="en">{stopped}</code>
      </p>
    </div>
  );
  if (task?.kind === 'task')
    return <GuestCheck key={step.id} step={step} part={task} verdict={verdict} answer={answer} />;
  return answer ? <div className={slip['alone']}>{answer}</div> : null;
}
