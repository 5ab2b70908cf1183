import { useState } from 'react';
import {
  bareOf,
  FORMS,
  formOf,
  newCheck,
  readField,
  writeField,
  type Draft,
  type DraftCheck,
  type DraftStep,
  type FormField,
} from '../../classroom/own/index.ts';
import { BUILD_WORDS, type BuildWords } from '../../i18n/build.ts';
import { Button } from '../ui/Button.tsx';
import { BothField, Tick } from './fields.tsx';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

const labelOf = (kind: keyof BuildWords['kinds']): { en: string; 'zh-TW': string } => ({
  en: BUILD_WORDS.en.kinds[kind],
  'zh-TW': BUILD_WORDS['zh-TW'].kinds[kind],
});

interface CheckFormProps {
  readonly step: DraftStep;
  readonly draft: Draft;
  readonly onChange: (step: DraftStep) => void;
}

/** The task of a step, and what must be so for it to be done. */
export function CheckForm({ step, draft, onChange }: CheckFormProps) {
  const t = useBuildWords();
  const { checks } = step;
  const [first] = FORMS;
  const add = (): void => {
    if (first === undefined) return;
    const check = newCheck(
      checks.map((one) => one.id),
      first.first,
      labelOf(first.kind),
    );
    onChange({ ...step, checks: [...checks, check] });
  };
  const put = (check: DraftCheck): void =>
    onChange({ ...step, checks: checks.map((one) => (one.id === check.id ? check : one)) });
  return (
    <>
      {checks.length > 0 && (
        <fieldset className={css['part']}>
          <legend>{t.checks}</legend>
          <BothField
            label={t.task}
            languages={draft.languages}
            value={step.task}
            onChange={(task) => onChange({ ...step, task })}
          />
          {checks.map((check) => (
            <div key={check.id} className={css['choice']}>
              <OneCheck check={check} draft={draft} onChange={put} />
              <div>
                <Button
                  small
                  onClick={() => onChange({ ...step, checks: checks.filter((one) => one.id !== check.id) })}
                >
                  {t.removeCheck}
                </Button>
              </div>
            </div>
          ))}
        </fieldset>
      )}
      {checks.length < 6 && (
        <div>
          <Button onClick={add}>{t.addCheck}</Button>
        </div>
      )}
    </>
  );
}

interface OneCheckProps {
  readonly check: DraftCheck;
  readonly draft: Draft;
  readonly onChange: (check: DraftCheck) => void;
}

function OneCheck({ check, draft, onChange }: OneCheckProps) {
  const t = useBuildWords();
  const { test, not } = bareOf(check.test);
  const form = formOf(test);
  const wrap = (inner: DraftCheck['test'], negated: boolean): DraftCheck['test'] =>
    negated ? { kind: 'not', of: inner } : inner;
  const choose = (kind: string): void => {
    const chosen = FORMS.find((one) => one.kind === kind);
    if (chosen === undefined) return;
    const untouched = form !== undefined && JSON.stringify(check.label) === JSON.stringify(labelOf(form.kind));
    onChange({ ...check, test: chosen.first, label: untouched ? labelOf(chosen.kind) : check.label });
  };
  return (
    <>
      <div className={css['row']}>
        <label className={css['field']}>
          <span>{t.checkKind}</span>
          <select value={form?.kind ?? ''} onChange={(event) => choose(event.target.value)}>
            {form === undefined && <option value="">{t.otherCheck}</option>}
            {FORMS.map(({ kind }) => (
              <option key={kind} value={kind}>
                {t.kinds[kind]}
              </option>
            ))}
          </select>
        </label>
        {form?.fields.map((field) => (
          <CheckField
            key={`${form.kind} ${field.at}`}
            field={field}
            value={readField(test, field)}
            paths={draft.base.files.map((file) => file.path)}
            onWrite={(text) => {
              const next = writeField(test, field, text);
              if (next === null) return false;
              onChange({ ...check, test: wrap(next, not) });
              return true;
            }}
          />
        ))}
      </div>
      <BothField
        label={t.checkLabel}
        languages={draft.languages}
        value={check.label}
        onChange={(label) => onChange({ ...check, label })}
      />
      <div className={css['row']}>
        <Tick label={t.not} checked={not} onChange={(negated) => onChange({ ...check, test: wrap(test, negated) })} />
        <Tick label={t.guard} checked={check.guard} onChange={(guard) => onChange({ ...check, guard })} />
      </div>
    </>
  );
}

interface CheckFieldProps {
  readonly field: FormField;
  readonly value: string;
  readonly paths: readonly string[];
  /** False where it is nothing that the check can take. */
  readonly onWrite: (text: string) => boolean;
}

const CHOICES: Readonly<Partial<Record<FormField['type'], readonly string[]>>> = {
  from: ['file', 'nginx', 'upstream'],
  since: ['lesson', 'step'],
};

function CheckField({ field, value, paths, onWrite }: CheckFieldProps) {
  const t = useBuildWords();
  const [typed, setTyped] = useState(value);
  const [good, setGood] = useState(true);
  const names: Readonly<Record<string, string>> = t.fields;
  const values: Readonly<Record<string, string>> = t.values;
  const write = (text: string): void => {
    setTyped(text);
    setGood(onWrite(text));
  };
  const choices = field.type === 'file' ? paths : CHOICES[field.type];
  return (
    <label className={css['field']}>
      <span>{names[field.at] ?? field.at}</span>
      {choices === undefined ? (
        <input
          value={typed}
          spellCheck={false}
          aria-invalid={!good}
          list={field.type === 'files' ? 'build-paths' : undefined}
          onChange={(event) => write(event.target.value)}
        />
      ) : (
        <select value={value} onChange={(event) => write(event.target.value)}>
          {choices.includes(value) ? null : <option value={value}>{value}</option>}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {values[choice] ?? choice}
            </option>
          ))}
        </select>
      )}
      {!good && <small>{t.bad}</small>}
    </label>
  );
}
