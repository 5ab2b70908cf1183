import type { Evidence, Verdict } from './evidence.ts';
import { judge } from './judge.ts';
import { lastWords, namesCause } from './last-words.ts';
import type { Lesson, LessonMistake, LessonStep } from './schema.ts';

export interface CheckResult {
  readonly id: string;
  readonly guard: boolean;
  readonly verdict: Verdict;
}

/** The guest check of a step: one line per check, in order. */
export const judgeStep = (step: LessonStep, evidence: Evidence): readonly CheckResult[] =>
  (step.checks ?? []).map((check) => ({
    id: check.id,
    guard: check.guard === true,
    verdict: judge(check.test, evidence),
  }));

/** A run under way could still do what a check forbids: only whole runs settle anything, but for a machine that goes on. */
const settled = (evidence: Evidence): boolean =>
  evidence.live === true || Object.values(evidence.runs).every((model) => model.ended);

/** Has each question of the step an answer, right or wrong? */
export const isAnswered = ({ questions = [] }: LessonStep, answers: Evidence['answers']): boolean =>
  questions.every(({ id }) => answers[id] !== undefined);

/** Questions answered and all checks passed; a step that asks nothing is done by being read. */
export const isDone = (step: LessonStep, evidence: Evidence): boolean =>
  settled(evidence) &&
  isAnswered(step, evidence.answers) &&
  judgeStep(step, evidence).every((result) => result.verdict.ok);

/** The foreseen mistake that this run shows, if any: the first in the lesson's order, so that one answer is given. */
export function foreseen(lesson: Lesson, stepId: string, evidence: Evidence): LessonMistake | null {
  if (!settled(evidence)) return null;
  // What once went wrong at a machine stays in its logs; where all is well now, nobody is reproached with it.
  const step = evidence.live === true ? lesson.steps.find(({ id }) => id === stepId) : undefined;
  if (step?.checks !== undefined && judgeStep(step, evidence).every((result) => result.verdict.ok)) return null;
  const stopped = lastWords(evidence) !== null;
  const found = lesson.mistakes.find(
    ({ step: where, when }) =>
      (where === undefined || where === stepId) && (!stopped || namesCause(when)) && judge(when, evidence).ok,
  );
  return found ?? null;
}
