import type { StepPart } from '../../course/text.ts';
import { stepOf, useLesson } from '../../store/lesson.ts';
import { CHECK } from '../../i18n/check.ts';
import { useLocale } from '../messages.ts';
import { useActions } from '../run-hooks.ts';
import { Prose } from './Prose.tsx';
import css from './lesson.module.css';

type PredictPart = Extract<StepPart, { kind: 'predict' }>;

/**
 * Predict first, then play: choosing shows the answer and runs the scene. A question that the run does not decide (it has
 * no proof) leaves it alone: what would be played is often what the next step asks.
 */
export function Predict({ part }: { readonly part: PredictPart }) {
  const chosen = useLesson((state) => state.answers[part.id]);
  const question = useLesson((state) => stepOf(state)?.questions?.find((one) => one.id === part.id));
  const again = CHECK[useLocale()].again;
  const { seek, play } = useActions();
  const choose = (id: string): void => {
    const lesson = useLesson.getState();
    const first = lesson.answers[part.id] === undefined;
    lesson.answer(part.id, id);
    if (!first || question?.proof === undefined) return;
    seek(0);
    play();
  };
  return (
    <fieldset className={css['predict']}>
      <legend>
        <Prose nodes={part.question} />
      </legend>
      {part.choices.map((choice) => (
        <label key={choice.id} className={css['choice']}>
          <input type="radio" name={part.id} checked={chosen === choice.id} onChange={() => choose(choice.id)} />
          <Prose nodes={choice.label} />
          {chosen === choice.id && (
            <output className={css['reply']}>
              <Prose nodes={choice.reply} />
            </output>
          )}
        </label>
      ))}
      {chosen !== undefined && chosen !== question?.answer && <p className={css['again']}>{again}</p>}
    </fieldset>
  );
}
