import type { Evidence, Shown } from '../course/evidence.ts';
import { foreseen, isAnswered, isDone, judgeStep, type CheckResult } from '../course/progress.ts';
import { isLive } from '../course/catalogue.ts';
import { lastWords } from '../course/last-words.ts';
import type { RunModel } from '../projections/model.ts';
import type { FilesState } from './files.ts';
import { currentTexts, stepOf, type LessonState } from './lesson.ts';
import type { RunState } from './run.ts';

export { isAnswered };
export type { CheckResult, Shown };

export interface StepVerdict {
  readonly checks: readonly CheckResult[];
  readonly done: boolean;
  /** Id of the foreseen mistake that this run shows. */
  readonly mistake: string | null;
  /** What a program said that stopped in a file of the learner's, for whom no mistake was foreseen. */
  readonly lastWords: string | null;
}

const NOTHING: StepVerdict = { checks: [], done: false, mistake: null, lastWords: null };

/**
 * Judges the step on screen. Only whole runs count: a run that is still being made proves nothing yet, and what was recorded
 * of the lesson's own files says nothing of others. A machine that goes on is judged as it stands at its latest instant.
 */
export function judgeNow(lesson: LessonState, files: FilesState, run: RunState): StepVerdict {
  const step = stepOf(lesson);
  const { pack } = lesson;
  if (pack === null || step === null) return NOTHING;
  const runs: Record<string, RunModel> = {};
  const live = isLive(pack.lesson);
  const asShipped = Object.keys(files.edited).length === 0;
  for (const [name, { model, origin }] of Object.entries(run.runs))
    if ((model.ended && (origin !== 'recorded' || asShipped)) || (live && origin === 'live')) runs[name] = model;
  const evidence: Evidence = {
    runs,
    mainRun: pack.lesson.runs[0]?.id ?? '',
    files: currentTexts(files),
    atLesson: files.start,
    atStep: lesson.atStep,
    answers: lesson.answers,
    live,
  };
  return {
    checks: judgeStep(step, evidence),
    done: isDone(step, evidence),
    mistake: foreseen(pack.lesson, step.id, evidence)?.id ?? null,
    lastWords: lastWords(evidence),
  };
}

/**
 * Steps that their answers alone settle: they ask, and check nothing. An answer counts on whichever step the learner is by
 * the time this room has been fetched.
 */
export const answeredSteps = ({ pack, answers }: Pick<LessonState, 'pack' | 'answers'>): readonly string[] =>
  (pack?.lesson.steps ?? [])
    .filter((step) => step.checks === undefined && step.questions !== undefined && isAnswered(step, answers))
    .map(({ id }) => id);
