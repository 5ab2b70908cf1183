import { freeId, newQuestion, type Draft, type DraftQuestion, type DraftStep } from '../../classroom/own/index.ts';
import { Button } from '../ui/Button.tsx';
import { BothField } from './fields.tsx';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

interface QuestionFormProps {
  readonly step: DraftStep;
  readonly languages: Draft['languages'];
  readonly onChange: (question: DraftQuestion | null) => void;
}

/** Asked before the run is played: a question, what might be answered, and a reply to each answer. */
export function QuestionForm({ step, languages, onChange }: QuestionFormProps) {
  const t = useBuildWords();
  const { question } = step;
  if (question === null)
    return (
      <div>
        <Button onClick={() => onChange(newQuestion(step.id))}>{t.addQuestion}</Button>
      </div>
    );
  const { choices } = question;
  const change = (id: string, patch: Partial<DraftQuestion['choices'][number]>): void =>
    onChange({ ...question, choices: choices.map((choice) => (choice.id === id ? { ...choice, ...patch } : choice)) });
  const add = (): void => {
    const id = freeId(
      'c',
      choices.map((choice) => choice.id),
    );
    const empty = { en: '', 'zh-TW': '' };
    onChange({ ...question, choices: [...choices, { id, label: { ...empty }, reply: { ...empty } }] });
  };
  const remove = (id: string): void => {
    const rest = choices.filter((choice) => choice.id !== id);
    onChange({ ...question, choices: rest, answer: question.answer === id ? (rest[0]?.id ?? '') : question.answer });
  };
  return (
    <fieldset className={css['part']}>
      <legend>{t.question}</legend>
      <BothField
        label={t.prompt}
        rows={2}
        languages={languages}
        value={question.prompt}
        onChange={(prompt) => onChange({ ...question, prompt })}
      />
      {choices.map((choice, i) => (
        <div key={choice.id} className={css['choice']}>
          <BothField
            label={t.choice(i + 1)}
            languages={languages}
            value={choice.label}
            onChange={(label) => change(choice.id, { label })}
          />
          <BothField
            label={t.reply(i + 1)}
            rows={2}
            languages={languages}
            value={choice.reply}
            onChange={(reply) => change(choice.id, { reply })}
          />
          <div className={css['row']}>
            <label className={css['tick']}>
              <input
                type="radio"
                name={question.id}
                checked={question.answer === choice.id}
                onChange={() => onChange({ ...question, answer: choice.id })}
              />
              <span>{t.right(i + 1)}</span>
            </label>
            {choices.length > 2 && (
              <Button small onClick={() => remove(choice.id)}>
                {t.removeChoice(i + 1)}
              </Button>
            )}
          </div>
        </div>
      ))}
      <div className={css['row']}>
        {choices.length < 5 && <Button onClick={add}>{t.addChoice}</Button>}
        <Button onClick={() => onChange(null)}>{t.removeQuestion}</Button>
      </div>
    </fieldset>
  );
}
