import { ChevronRight, Lightbulb, RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { StepPart, StepText } from '../../course/text.ts';
import { answeredSteps, isAnswered, judgeNow, type Shown, type StepVerdict } from '../../store/checks.ts';
import { useFiles } from '../../store/files.ts';
import { stepOf, useLesson, wantsWholeRuns } from '../../store/lesson.ts';
import { currentRun, useRun } from '../../store/run.ts';
import { useSelection } from '../../store/selection.ts';
import { useSettings } from '../../store/settings.ts';
import { useTerminal } from '../../store/terminal.ts';
import { lasting } from '../format.ts';
import { useLocale, useMessages } from '../messages.ts';
import { useActions } from '../run-hooks.ts';
import { CHECK } from '../../i18n/check.ts';
import type { Messages } from '../../i18n/index.ts';
import { Button } from '../ui/Button.tsx';
import { Prose } from './Prose.tsx';
import slip from './check.module.css';
import css from './lesson.module.css';

type TaskPart = Extract<StepPart, { kind: 'task' }>;

const Good = () => (
  <svg viewBox="0 0 18 18" width="17" height="17" aria-hidden="true">
    <circle cx="9" cy="9" r="8" fill="var(--st-send)" />
    <path
      d="M5.2 9.3L8 12L12.8 6.3"
      fill="none"
      stroke="var(--on-send)"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
const Bad = () => (
  <svg viewBox="0 0 18 18" width="17" height="17" aria-hidden="true">
    <rect x="1" y="1" width="16" height="16" rx="3" fill="var(--st-err)" />
    <path d="M5.8 5.8L12.2 12.2M12.2 5.8L5.8 12.2" stroke="var(--on-err)" strokeWidth="2" strokeLinecap="round" />
  </svg>
);

export function useVerdict(): StepVerdict {
  const lesson = useLesson();
  const files = useFiles();
  const run = useRun();
  const verdict = useMemo(() => judgeNow(lesson, files, run), [lesson, files, run]);
  const step = stepOf(lesson)?.id;
  useEffect(() => {
    if (verdict.done && step !== undefined) useLesson.getState().markDone(step);
  }, [verdict.done, step]);
  useEffect(() => {
    for (const answered of answeredSteps(lesson)) lesson.markDone(answered);
  }, [lesson]);
  return verdict;
}

function shownText(t: Messages, shown: Shown): string {
  switch (shown.unit) {
    case 'seconds':
      return lasting(shown.n * 1e6, t);
    case 'count':
      return String(shown.n);
    case 'text':
      return shown.text;
  }
}

/** The task on a guest check: what is wanted, with the values of the run as they are, and the ways on. */
export function GuestCheck({
  step,
  part,
  verdict,
  answer,
}: {
  readonly step: StepText;
  readonly part: TaskPart;
  readonly verdict: StepVerdict;
  readonly answer: React.ReactNode;
}) {
  const t = useMessages();
  const opened = useLesson((state) => state.hints[step.id] ?? 0);
  const index = useLesson((state) => state.stepIndex);
  const count = useLesson((state) => state.text?.steps.length ?? 0);
  const asked = useLesson((state) => {
    const now = stepOf(state);
    return now !== null && !isAnswered(now, state.answers);
  });
  // What the run has already shown would answer a question that stands above.
  const secret = useLesson((state) =>
    step.parts
      .slice(0, step.parts.indexOf(part))
      .some((one) => one.kind === 'predict' && state.answers[one.id] === undefined),
  );
  const whole = useLesson(wantsWholeRuns);
  const goesOn = useRun((state) => {
    const now = currentRun(state);
    return whole && now?.origin === 'live' && !now.model.ended;
  });
  const live = CHECK[useLocale()].live;
  const passed = verdict.checks.filter((check) => check.verdict.ok).length;
  const complete = passed === part.checks.length;
  const further = complete && index < count - 1;
  const again = (): void => {
    const { drafts } = useLesson.getState();
    useRun.getState().request(drafts(), 'start');
  };
  return (
    <section className={slip['check']} aria-label={t.lesson.check}>
      <header>
        <span>{t.lesson.check}</span>
        <span>{t.lesson.checks(passed, part.checks.length)}</span>
      </header>
      <div className={slip['checkBody']}>
        <h3>{part.title}</h3>
        <Prose nodes={part.intro} className={`${css['prose'] ?? ''} ${slip['intro'] ?? ''}`} />
        <ul className={slip['items']}>
          {part.checks.map((check) => {
            const result = verdict.checks.find((one) => one.id === check.id);
            const ok = result?.verdict.ok === true;
            return (
              <li key={check.id} data-ok={ok}>
                {ok ? <Good /> : <Bad />}
                <span>
                  <span className="visually-hidden">{ok ? t.lesson.passed : t.lesson.failed}: </span>
                  <Prose nodes={check.label} className="" />
                </span>
                {result && !secret && <Reading result={result.verdict} />}
              </li>
            );
          })}
        </ul>
        <div aria-live="polite">
          {answer}
          {goesOn && !complete && <p className={slip['asked']}>{live}</p>}
          {complete && <p className={slip['done']}>{t.lesson.done}</p>}
          {asked && passed === part.checks.length && <p className={slip['asked']}>{t.lesson.askedAbove}</p>}
        </div>
        {opened > 0 && <Ladder step={step} opened={opened} />}
        <div className={slip['actions']}>
          {step.hints.length > opened && !complete ? (
            <Button onClick={() => useLesson.getState().openHint(step.id)}>
              <Lightbulb size={17} />
              {t.lesson.hint(opened + 1, step.hints.length)}
            </Button>
          ) : (
            <span />
          )}
          <Button look={further ? 'line' : 'fill'} onClick={again}>
            <RefreshCw size={16} />
            {t.run.again}
          </Button>
          {further && (
            <Button look="fill" onClick={() => useLesson.getState().goStep(index + 1)}>
              {t.lesson.nextStep}
              <ChevronRight size={16} />
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}

/** The value that decided, as a jump to the request or the instant where one did. */
function Reading({ result }: { readonly result: StepVerdict['checks'][number]['verdict'] }) {
  const t = useMessages();
  const { seek, pause } = useActions();
  const text = result.shown === null ? '' : shownText(t, result.shown);
  const number = result.req === null ? '' : `#${String(result.req).padStart(2, '0')}`;
  const label = [number, text].filter(Boolean).join(' · ');
  if (label === '') return null;
  if (result.req === null && result.at === null) return <em>{label}</em>;
  const go = (): void => {
    const model = currentRun(useRun.getState())?.model;
    if (result.req !== null) useSelection.getState().selectRequest(result.req);
    if (result.at === null || model === undefined) return;
    pause();
    seek(result.at - model.t0);
  };
  return (
    <button type="button" onClick={go}>
      {label}
    </button>
  );
}

/** What is typed at the terminal, with a return after each line; what only lets time pass is left out. */
const keysOf = (script: string): string => script.replace(/^#.*\n/gm, '').replaceAll('\n', '\r');

function type(script: string): void {
  useSettings.getState().setDockTab('terminal');
  useTerminal.getState().type(keysOf(script));
}

function Ladder({ step, opened }: { readonly step: StepText; readonly opened: number }) {
  const t = useMessages();
  const script = useLesson((state) => state.pack?.scripts?.[step.id]);
  const [applied, setApplied] = useState(false);
  return (
    <ol className={slip['ladder']} aria-label={t.lesson.hints}>
      {step.hints.slice(0, opened).map((hint, i) => (
        <li key={hint.rung}>
          <b>{i + 1}</b>
          <div>
            <Prose nodes={hint.nodes} />
            {hint.rung === 'solution' && (
              <Button
                small
                disabled={applied}
                title={script === undefined ? t.lesson.solutionText : t.lesson.typeSolutionText}
                onClick={() => {
                  setApplied(true);
                  if (script === undefined) useLesson.getState().applySolution();
                  else type(script);
                }}
              >
                {script === undefined ? t.lesson.applySolution : t.lesson.typeSolution}
              </Button>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
