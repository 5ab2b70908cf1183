/** A finished draft as a lesson that opens, and as a folder that fits `lessons/`. */
import type { Lesson } from '../../course/schema.ts';
import { LANGUAGES, type Language } from '../../course/text.ts';
import type { Draft, DraftStep } from './draft.ts';
import { markdownOf } from './markdown.ts';
import type { OwnLesson } from './model.ts';

const stepOf = ({ id, file, question, checks }: DraftStep): Lesson['steps'][number] => ({
  id,
  ...(file === null ? {} : { file }),
  ...(question === null
    ? {}
    : {
        questions: [{ id: question.id, choices: question.choices.map((choice) => choice.id), answer: question.answer }],
      }),
  ...(checks.length === 0
    ? {}
    : {
        checks: checks.map((check) => ({
          id: check.id,
          test: check.test,
          ...(check.guard ? { guard: true as const } : {}),
        })),
      }),
});

export const lessonOf = (draft: Draft): Lesson => ({
  ...draft.base,
  files: draft.base.files.map(({ path }) => ({
    path,
    ...(draft.readOnly.includes(path) ? { readOnly: true as const } : {}),
  })),
  steps: draft.steps.map(stepOf),
  // Answers to foreseen mistakes belong to the words of the lesson that this one began with.
  mistakes: [],
});

/** The step that the kept solution solves: the last with checks. */
const solved = (draft: Draft): string | undefined => draft.steps.findLast((step) => step.checks.length > 0)?.id;

const written = (draft: Draft): { [K in Language]?: string } =>
  Object.fromEntries(draft.languages.map((language) => [language, markdownOf(draft, language).text]));

export function ownOf(draft: Draft): OwnLesson {
  const lesson = lessonOf(draft);
  const step = solved(draft);
  return {
    kind: 'lesson',
    lesson,
    start: { ...draft.start },
    solutions: step === undefined || draft.solution === null ? {} : { [step]: { ...draft.start, ...draft.solution } },
    texts: written(draft),
    limits: { hide: draft.hide, locked: false },
  };
}

/** A name for folder and id: the English title's letters, or `own-lesson`. */
export const slugOf = (draft: Draft): string =>
  draft.title.en
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40) || 'own-lesson';

/** Path in the lesson's folder -> text. A language that was not written gets the other one's words, to be translated. */
export function folderOf(draft: Draft): Readonly<Record<string, string>> {
  const own = ownOf(draft);
  const [first = 'en'] = draft.languages;
  const solutions = Object.entries(own.solutions).flatMap(([step, files]) =>
    Object.entries(files)
      .filter(([path, text]) => own.start[path] !== text)
      .map(([path, text]) => [`solution/${step}${path}`, text] as const),
  );
  return Object.fromEntries([
    [
      'lesson.ts',
      `import type { Lesson } from '../../src/course/schema.ts';\n\nconst lesson: Lesson = ${JSON.stringify(own.lesson, null, 2)};\n\nexport default lesson;\n`,
    ],
    ...LANGUAGES.map((language) => [`${language}.md`, own.texts[language] ?? own.texts[first] ?? ''] as const),
    ...Object.entries(own.start).map(([path, text]) => [`start${path}`, text] as const),
    ...solutions,
  ]);
}
