import type { Result } from '../../base/result.ts';
import { scenarioOf } from '../../course/scenario.ts';
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
  /** What the scenario's schema says of a run: `traffic.0.kind: …`. */
  | { readonly kind: 'run'; readonly run: string; readonly message: string }
  /** A number of the text that its file no longer holds. */
  | { readonly kind: 'knob'; readonly knob: string; readonly path: string }
);

type PlainKind = Exclude<Problem['kind'], 'markdown' | 'run' | 'knob'>;

/** What keeps a scenario from being run, each with its place. */
export type ScenarioProblems = (scenario: unknown) => readonly string[];

export interface Judged {
  readonly problems: readonly Problem[];
  /** Language -> the compiled words, where they could be compiled. */
  readonly texts: Readonly<Partial<Record<Language, LessonText>>>;
}

const blank = (text: string): boolean => text.trim() === '';

function stepGaps(step: DraftStep, at: number, language: Language): Problem[] {
  const found: Problem[] = [];
  const say = (bad: boolean, field: Place['field'], kind: PlainKind): void => {
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

/** The draft with three dots where words are missing, so that what is there can be seen. */
function filled(draft: Draft, language: Language): Draft {
  const fill = <T extends Both>(text: T): T => (blank(text[language]) ? { ...text, [language]: '…' } : text);
  return {
    ...draft,
    title: fill(draft.title),
    summary: fill(draft.summary),
    steps: draft.steps.map((step) => ({
      ...step,
      title: fill(step.title),
      task: fill(step.task),
      question: step.question && {
        ...step.question,
        prompt: fill(step.question.prompt),
        choices: step.question.choices.map((one) => ({ ...one, label: fill(one.label), reply: fill(one.reply) })),
      },
      checks: step.checks.map((check) => ({ ...check, label: fill(check.label) })),
      hints: step.hints && [fill(step.hints[0]), fill(step.hints[1]), fill(step.hints[2]), fill(step.hints[3])],
    })),
  };
}

/** Runs that cannot be run, and knobs that hold on to nothing. */
function machineGaps(draft: Draft, problemsOf: ScenarioProblems): Problem[] {
  const [language = 'en'] = draft.languages;
  const runs = draft.base.runs.flatMap((run): Problem[] =>
    problemsOf(scenarioOf(draft.base, run.id, draft.start)).map((message) => ({
      place: { step: null, field: 'runs' },
      language,
      kind: 'run',
      run: run.id,
      message,
    })),
  );
  const knobs = Object.entries(draft.base.knobs).flatMap(([knob, { bind }]): Problem[] =>
    bind.kind === 'file' && !(draft.start[bind.path] ?? '').includes(bind.before)
      ? [{ place: { step: null, field: 'knobs' }, language, kind: 'knob', knob, path: bind.path }]
      : [],
  );
  return [...runs, ...knobs];
}

/** Everything that keeps the draft from being a lesson, in the order of the form; and its words as far as they go. */
export function judgeDraft(
  draft: Draft,
  compile: (markdown: string) => Result<LessonText, TextProblem>,
  problemsOf: ScenarioProblems,
): Judged {
  const lesson = lessonOf(draft);
  const texts: Partial<Record<Language, LessonText>> = {};
  const problems = draft.languages.flatMap((language): Problem[] => {
    const gaps: Problem[] = [];
    if (blank(draft.title[language])) gaps.push({ place: { step: null, field: 'title' }, language, kind: 'title' });
    if (blank(draft.summary[language]))
      gaps.push({ place: { step: null, field: 'summary' }, language, kind: 'summary' });
    gaps.push(...draft.steps.flatMap((step, i) => stepGaps(step, i, language)));
    const written = markdownOf(filled(draft, language), language);
    const compiled = compile(written.text);
    if (compiled.ok) {
      texts[language] = compiled.value;
      if (gaps.length === 0 && !wordsFit(lesson, compiled.value))
        gaps.push({ place: { step: 0, field: 'prose' }, language, kind: 'form' });
      return gaps;
    }
    const { error } = compiled;
    return [...gaps, { place: written.placeOf(error.line), language, kind: 'markdown', problem: error }];
  });
  return { problems: [...problems, ...machineGaps(draft, problemsOf)], texts };
}
