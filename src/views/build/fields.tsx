import type { ReactNode } from 'react';
import type { Both, Draft, Problem } from '../../classroom/own/index.ts';
import { useBuildWords } from './words.ts';
import css from './build.module.css';

type Languages = Draft['languages'];

interface BothFieldProps {
  readonly label: string;
  readonly value: Both;
  readonly languages: Languages;
  readonly rows?: number;
  readonly onChange: (value: { en: string; 'zh-TW': string }) => void;
}

/** One text in each language that the lesson is written in. */
export function BothField({ label, value, languages, rows, onChange }: BothFieldProps) {
  const t = useBuildWords();
  return (
    <div className={css['both']}>
      {languages.map((language) => {
        const change = (text: string): void => onChange({ ...value, [language]: text });
        return (
          <label key={language} className={css['field']}>
            <span>
              {label}
              {languages.length > 1 && <small> · {t.inLanguage[language]}</small>}
            </span>
            {rows === undefined ? (
              <input
                lang={language}
                value={value[language]}
                maxLength={400}
                onChange={(event) => change(event.target.value)}
              />
            ) : (
              <textarea
                lang={language}
                rows={rows}
                value={value[language]}
                maxLength={20_000}
                onChange={(event) => change(event.target.value)}
              />
            )}
          </label>
        );
      })}
    </div>
  );
}

interface TickProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}
export const Tick = ({ label, checked, onChange }: TickProps) => (
  <label className={css['tick']}>
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <span>{label}</span>
  </label>
);

interface ProblemsProps {
  readonly problems: readonly Problem[];
  readonly step: number | null;
  readonly field: Problem['place']['field'];
  readonly languages: Languages;
}

/** What is wrong with one part of the form, right below it. */
export function Problems({ problems, step, field, languages }: ProblemsProps) {
  const t = useBuildWords();
  const here = problems.filter(({ place }) => place.step === step && place.field === field);
  if (here.length === 0) return null;
  return (
    <ul className={css['problems']}>
      {here.map((problem, i) => (
        <li key={i}>
          {languages.length > 1 && <b>{t.inLanguage[problem.language]} · </b>}
          {problem.kind === 'markdown'
            ? t.markdown[problem.problem.fault](
                problem.problem.fault === 'other' ? problem.problem.message : problem.problem.word,
              )
            : problem.kind === 'run'
              ? t.runs.wrong(problem.run, problem.message)
              : problem.kind === 'knob'
                ? t.runs.knob(problem.knob, problem.path)
                : t.problem[problem.kind]}
        </li>
      ))}
    </ul>
  );
}
