import { useEffect, useState } from 'react';
import { judgeDraft, newStep, type Draft, type Judged, type ScenarioProblems } from '../../classroom/own/index.ts';
import { useLesson } from '../../store/lesson.ts';
import { PANELS } from '../../store/limits.ts';
import { loadReader, type Reader } from '../../store/own.ts';
import { useLocale } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Begin } from './Begin.tsx';
import { useDraft } from './draft.ts';
import { BothField, Problems, Tick } from './fields.tsx';
import { FileForm } from './FileForm.tsx';
import { GiveAway } from './GiveAway.tsx';
import { Preview } from './Preview.tsx';
import { RunForm } from './RunForm.tsx';
import { StepForm } from './StepForm.tsx';
import { useBuildWords } from './words.ts';
import { useMarks } from '../marks.ts';
import css from './build.module.css';

const JUDGE_AFTER_MS = 200;
const LANGUAGES_IN_ORDER = ['en', 'zh-TW'] as const;

/** The draft's problems and words, a moment after the last keystroke. */
function useJudged(draft: Draft, problemsOf: ScenarioProblems): Judged | null {
  const [reader, setReader] = useState<Reader | null>(null);
  const [judged, setJudged] = useState<Judged | null>(null);
  useEffect(() => void loadReader().then((read) => setReader(() => read)), []);
  useEffect(() => {
    if (reader === null) return undefined;
    const timer = setTimeout(() => {
      const next = judgeDraft(draft, reader, problemsOf);
      // Words that cannot be read just now keep their last picture.
      setJudged((before) => ({ ...next, texts: { ...before?.texts, ...next.texts } }));
    }, JUDGE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [reader, draft, problemsOf]);
  return judged;
}

/** Where teachers write lessons of their own. */
export function BuildPage({ problemsOf }: { readonly problemsOf: ScenarioProblems }) {
  const t = useBuildWords();
  const { gap } = useMarks();
  const { draft, lasting } = useDraft();
  return (
    <main className={css['page']}>
      <h1>{t.title}</h1>
      <p className={css['intro']}>
        {t.intro}
        {gap}
        {lasting ? t.kept : <b>{t.notKept}</b>}
      </p>
      <Begin />
      {draft !== null && <Writing draft={draft} problemsOf={problemsOf} />}
      <p>
        <a href="#/teach">{t.back}</a>
      </p>
    </main>
  );
}

interface WritingProps {
  readonly draft: Draft;
  readonly problemsOf: ScenarioProblems;
}

function Writing({ draft, problemsOf }: WritingProps) {
  const t = useBuildWords();
  const locale = useLocale();
  const { change } = useDraft();
  const judged = useJudged(draft, problemsOf);
  const [step, setStep] = useState(0);
  const problems = judged?.problems ?? [];
  const language = draft.languages.find((one) => one === locale) ?? draft.languages[0] ?? 'en';
  const text = judged?.texts[language];
  return (
    <div className={css['columns']}>
      <div className={css['form']}>
        <Head draft={draft} problems={problems} />
        {draft.steps.map((one, i) => (
          <StepForm
            key={one.id}
            draft={draft}
            at={i}
            problems={problems}
            onChange={(steps) => {
              change({ ...draft, steps });
              setStep(i);
            }}
          />
        ))}
        {draft.steps.length < 12 && (
          <div>
            <Button
              onClick={() => {
                change({ ...draft, steps: [...draft.steps, newStep(draft.steps.map((one) => one.id))] });
                setStep(draft.steps.length);
              }}
            >
              {t.addStep}
            </Button>
          </div>
        )}
        <FileForm draft={draft} />
        <RunForm draft={draft} problems={problems} />
        <FilesAndPanels draft={draft} />
      </div>
      <div className={css['aside']}>
        <h2>{t.preview}</h2>
        {text === undefined ? <p>{t.previewWait}</p> : <Preview draft={draft} text={text} step={step} />}
        <output>{judged === null ? '' : t.problems(problems.length)}</output>
        {judged !== null && problems.length === 0 && <GiveAway draft={draft} />}
      </div>
    </div>
  );
}

interface HeadProps {
  readonly draft: Draft;
  readonly problems: Judged['problems'];
}

function Head({ draft, problems }: HeadProps) {
  const t = useBuildWords();
  const locale = useLocale();
  const { change } = useDraft();
  const chapters = useLesson((state) => state.course?.chapters) ?? [];
  const { languages } = draft;
  const wrong = { problems, step: null, languages };
  return (
    <section aria-labelledby="build-head">
      <h2 id="build-head">{t.head}</h2>
      <fieldset className={css['part']}>
        <legend>{t.languages}</legend>
        <div className={css['row']}>
          {LANGUAGES_IN_ORDER.map((language) => (
            <Tick
              key={language}
              label={t.inLanguage[language]}
              checked={languages.includes(language)}
              onChange={(wanted) => {
                const next = LANGUAGES_IN_ORDER.filter((one) => (one === language ? wanted : languages.includes(one)));
                if (next.length > 0) change({ ...draft, languages: next });
              }}
            />
          ))}
        </div>
      </fieldset>
      <BothField
        label={t.lessonTitle}
        languages={languages}
        value={draft.title}
        onChange={(title) => change({ ...draft, title })}
      />
      <Problems {...wrong} field="title" />
      <BothField
        label={t.summary}
        languages={languages}
        value={draft.summary}
        onChange={(summary) => change({ ...draft, summary })}
      />
      <Problems {...wrong} field="summary" />
      <div className={css['row']}>
        <label className={css['field']}>
          <span>{t.minutes}</span>
          <input
            type="number"
            min={1}
            max={120}
            value={draft.minutes}
            onChange={(event) => {
              const minutes = Math.round(Number(event.target.value));
              if (minutes >= 1 && minutes <= 120) change({ ...draft, minutes });
            }}
          />
        </label>
        <label className={css['field']}>
          <span>{t.chapter}</span>
          <select value={draft.chapter} onChange={(event) => change({ ...draft, chapter: event.target.value })}>
            {chapters.map((chapter) => (
              <option key={chapter.id} value={chapter.id}>
                {chapter.title[locale]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}

function FilesAndPanels({ draft }: { readonly draft: Draft }) {
  const t = useBuildWords();
  const { change } = useDraft();
  const toggled = <T,>(list: readonly T[], one: T, wanted: boolean): T[] =>
    wanted ? [...list.filter((other) => other !== one), one] : list.filter((other) => other !== one);
  return (
    <section aria-labelledby="build-files">
      <h2 id="build-files">{t.files}</h2>
      <fieldset className={css['part']}>
        <legend>{t.readOnly}</legend>
        {draft.base.files.map(({ path }) => (
          <Tick
            key={path}
            label={<code>{path}</code>}
            checked={draft.readOnly.includes(path)}
            onChange={(wanted) => change({ ...draft, readOnly: toggled(draft.readOnly, path, wanted) })}
          />
        ))}
      </fieldset>
      <fieldset className={css['part']}>
        <legend>{t.hide}</legend>
        {PANELS.map((panel) => (
          <Tick
            key={panel}
            label={t.panels[panel]}
            checked={draft.hide.includes(panel)}
            onChange={(wanted) => change({ ...draft, hide: toggled(draft.hide, panel, wanted) })}
          />
        ))}
      </fieldset>
      <p>{draft.solution === null ? t.solution.none : t.solution.kept}</p>
      {draft.solution !== null && (
        <div>
          <Button onClick={() => change({ ...draft, solution: null })}>{t.solution.drop}</Button>
        </div>
      )}
    </section>
  );
}
