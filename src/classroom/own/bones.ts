import type { Lesson } from '../../course/schema.ts';
import type { LessonText } from '../../course/text.ts';

/** Do the words name every step, question and check of the lesson, in its order, and nothing else? */
export function wordsFit(lesson: Lesson, text: LessonText): boolean {
  const said = text.steps.map((step) => ({
    id: step.id,
    questions: step.parts.flatMap((part) =>
      part.kind === 'predict' ? [[part.id, part.choices.map((choice) => choice.id)]] : [],
    ),
    checks: step.parts.flatMap((part) => (part.kind === 'task' ? part.checks.map((check) => check.id) : [])),
  }));
  const meant = lesson.steps.map((step) => ({
    id: step.id,
    questions: (step.questions ?? []).map((question) => [question.id, question.choices]),
    checks: (step.checks ?? []).map((check) => check.id),
  }));
  return (
    JSON.stringify(said) === JSON.stringify(meant) &&
    lesson.mistakes.every((mistake) => Object.hasOwn(text.mistakes, mistake.id))
  );
}
