import type { Result } from '../../base/result.ts';
import type { Language, LessonText } from '../../course/text.ts';
import { wordsFit } from './bones.ts';
import { lessonOf } from './build.ts';
import type { Both, Draft, DraftStep } from './draft.ts';
import { markdownOf, type Place } from './markdown.ts';

/** What the Markdown compiler says (src/course/markdown). */
export interface TextProblem {
  readonly line: number;
  readonly fault: 'block' | 'misplaced' | 'attribute' | 'place' | 'link' | 'other';
  readonly word: string;
  readonly message: string;
}

export type Problem = { readonly place: Place; readonly language: Language } & (
  | {
      readonly kind:
        | 'title'
        | 'summary'
        | 'step-title'
        | 'prompt'
        | 'label'
        | 'reply'
        | 'task'
        | 'check'
        | 'hint'
        | 'files'
        | 'form';
    }
  | { readonly kind: 'markdown'; readonly problem: TextProblem }
);

export interface Judged {
  readonly problems: readonly Problem[];
  /** Language -> the compiled words, where they could be compiled. */
  readonly texts: Readonly<Partial<Record<Language, LessonText>>>;
}

const blank = (text: string): boolean => text.trim() === '';

function stepGaps(step: DraftStep, at: number, language: Language): Problem[] {
  const found: Problem[] = [];
  const say = (
    bad: boolean,
    field: Place['field'],
    kind: Exclude<Problem, { readonly kind: 'markdown' }>['kind'],
  ): void => {
    if (bad) found.push({ place: { step: at, field }, language, kind });
  };
  const missing = (text: Both): boolean => blank(text[language]);
  say(missing(step.title), 'title', 'step-title');
  const { question, checks, hints } = step;
  if (question !== null) {
    say(missing(question.prompt), 'question', 'prompt');
    say(
      question.choices.some((choice) => missing(choice.label)),
      'question',
      'label',
    );
    say(
      question.choices.some((choice) => missing(choice.reply)),
      'question',
      'reply',
    );
  }
  say(checks.length > 0 && missing(step.task), 'checks', 'task');
  say(
    checks.some((check) => missing(check.label)),
    'checks',
    'check',
  );
  say(
    checks.some((check) => check.test.kind === 'onlyFilesChanged' && check.test.paths.length === 0),
    'checks',
    'files',
  );
  say(hints !== null && hints.some(missing), 'hints', 'hint');
  return found;
}

/** Everything that keeps the draft from being a lesson, in the order of the form; and its words as far as they go. */
export function judgeDraft(draft: Draft, compile: (markdown: string) => Result<LessonText, TextProblem>): Judged {
  const lesson = lessonOf(draft);
  const texts: Partial<Record<Language, LessonText>> = {};
  const problems = draft.languages.flatMap((language): Problem[] => {
    const gaps: Problem[] = [];
    if (blank(draft.title[language])) gaps.push({ place: { step: null, field: 'title' }, language, kind: 'title' });
    if (blank(draft.summary[language]))
      gaps.push({ place: { step: null, field: 'summary' }, language, kind: 'summary' });
    gaps.push(...draft.steps.flatMap((step, i) => stepGaps(step, i, language)));
    const written = markdownOf(draft, language);
    const compiled = compile(written.text);
    if (compiled.ok) {
      texts[language] = compiled.value;
      if (gaps.length === 0 && !wordsFit(lesson, compiled.value))
        gaps.push({ place: { step: 0, field: 'prose' }, language, kind: 'form' });
      return gaps;
    }
    const place = written.placeOf(compiled.error.line);
    // An empty reply is also a mistake of the Markdown: said once is enough.
    const said = gaps.some((gap) => gap.place.step === place.step && gap.place.field === place.field);
    return said ? gaps : [...gaps, { place, language, kind: 'markdown', problem: compiled.error }];
  });
  return { problems, texts };
}
