import type { StepPart } from '../../course/text.ts';
import { useLesson } from '../../store/lesson.ts';
import { useActions } from '../run-hooks.ts';
import { Prose } from './Prose.tsx';
import css from './lesson.module.css';

type PredictPart = Extract<StepPart, { kind: 'predict' }>;

/** Predict first, then play: choosing shows the answer and runs the scene. */
export function Predict({ part }: { readonly part: PredictPart }) {
  const chosen = useLesson((state) => state.answers[part.id]);
  const { seek, play } = useActions();
  const choose = (id: string): void => {
    const { answer, answers } = useLesson.getState();
    const first = answers[part.id] === undefined;
    answer(part.id, id);
    if (!first) return;
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
    </fieldset>
  );
}
