import { emptyBoth, type Draft, type DraftStep, type Problem } from '../../classroom/own/index.ts';
import { Button } from '../ui/Button.tsx';
import { CheckForm } from './CheckForm.tsx';
import { BothField, Problems } from './fields.tsx';
import { QuestionForm } from './QuestionForm.tsx';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

interface StepFormProps {
  readonly draft: Draft;
  readonly at: number;
  readonly problems: readonly Problem[];
  readonly onChange: (steps: DraftStep[]) => void;
}

export function StepForm({ draft, at, problems, onChange }: StepFormProps) {
  const t = useBuildWords();
  const { steps, languages } = draft;
  const step = steps[at];
  if (step === undefined) return null;
  const put = (next: DraftStep): void => onChange(steps.map((one, i) => (i === at ? next : one)));
  const move = (by: number): void => {
    const rest = steps.filter((_, i) => i !== at);
    onChange(rest.toSpliced(at + by, 0, step));
  };
  const wrong = { problems, step: at, languages };
  const id = `build-step-${step.id}`;
  return (
    <section aria-labelledby={id}>
      <div className={css['head']}>
        <h2 id={id}>{t.step(at + 1)}</h2>
        {at > 0 && (
          <Button small aria-label={`${t.step(at + 1)}: ${t.up}`} onClick={() => move(-1)}>
            {t.up}
          </Button>
        )}
        {at < steps.length - 1 && (
          <Button small aria-label={`${t.step(at + 1)}: ${t.down}`} onClick={() => move(1)}>
            {t.down}
          </Button>
        )}
        {steps.length > 1 && (
          <Button small onClick={() => onChange(steps.filter((_, i) => i !== at))}>
            {t.removeStep}
          </Button>
        )}
      </div>
      <BothField
        label={t.stepTitle}
        languages={languages}
        value={step.title}
        onChange={(title) => put({ ...step, title })}
      />
      <Problems {...wrong} field="title" />
      <BothField
        label={t.prose}
        rows={7}
        languages={languages}
        value={step.prose}
        onChange={(prose) => put({ ...step, prose })}
      />
      <Problems {...wrong} field="prose" />
      <p className={css['small']}>{t.proseHelp}</p>
      <label className={`${css['field'] ?? ''} ${css['short'] ?? ''}`}>
        <span>{t.opens}</span>
        <select
          value={step.file ?? ''}
          onChange={(event) => put({ ...step, file: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">{t.opensFirst}</option>
          {draft.base.files.map(({ path }) => (
            <option key={path}>{path}</option>
          ))}
        </select>
      </label>
      <QuestionForm step={step} languages={languages} onChange={(question) => put({ ...step, question })} />
      <Problems {...wrong} field="question" />
      <CheckForm step={step} draft={draft} onChange={put} />
      <Problems {...wrong} field="checks" />
      <Hints step={step} languages={languages} onChange={put} />
      <Problems {...wrong} field="hints" />
    </section>
  );
}

interface HintsProps {
  readonly step: DraftStep;
  readonly languages: Draft['languages'];
  readonly onChange: (step: DraftStep) => void;
}

/** The ladder: each rung says more than the one before it. */
function Hints({ step, languages, onChange }: HintsProps) {
  const t = useBuildWords();
  const { hints } = step;
  if (hints === null)
    return (
      <div>
        <Button onClick={() => onChange({ ...step, hints: [emptyBoth(), emptyBoth(), emptyBoth(), emptyBoth()] })}>
          {t.addHints}
        </Button>
      </div>
    );
  return (
    <fieldset className={css['part']}>
      <legend>{t.hints}</legend>
      {hints.map((hint, i) => (
        <BothField
          key={i}
          label={t.rungs[i] ?? ''}
          rows={2}
          languages={languages}
          value={hint}
          onChange={(text) => {
            const [a, b, c, d] = hints;
            const next: [typeof a, typeof b, typeof c, typeof d] = [a, b, c, d];
            next[i] = text;
            onChange({ ...step, hints: next });
          }}
        />
      ))}
      <div>
        <Button onClick={() => onChange({ ...step, hints: null })}>{t.removeHints}</Button>
      </div>
    </fieldset>
  );
}
