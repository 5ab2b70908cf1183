/**
 * What a teacher is writing, as the builder's form has it. It may be unfinished in any way; `problems.ts` says what is
 * missing, `markdown.ts` and `build.ts` make a lesson of it.
 */
import * as v from 'valibot';
import { PredicateSchema, type Predicate } from '../../course/predicate.ts';
import { LessonSchema } from '../../course/schema.ts';
import type { Language } from '../../course/text.ts';

const line = v.pipe(v.string(), v.maxLength(2_000));
const long = v.pipe(v.string(), v.maxLength(20_000));
const both = v.strictObject({ en: line, 'zh-TW': line });
const bothLong = v.strictObject({ en: long, 'zh-TW': long });
const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));
const text = v.pipe(v.string(), v.maxLength(400_000));
const files = v.pipe(v.record(v.pipe(v.string(), v.regex(/^\//), v.maxLength(300)), text), v.maxEntries(60));

const choice = v.strictObject({ id, label: both, reply: bothLong });
const question = v.strictObject({
  id,
  prompt: bothLong,
  choices: v.pipe(v.array(choice), v.minLength(2), v.maxLength(5)),
  answer: id,
});
const check = v.strictObject({ id, label: both, test: PredicateSchema, guard: v.boolean() });
const step = v.strictObject({
  id,
  title: both,
  prose: bothLong,
  file: v.nullable(v.string()),
  question: v.nullable(question),
  task: both,
  checks: v.pipe(v.array(check), v.maxLength(6)),
  /** look, idea, change, solution; null: the step has none. */
  hints: v.nullable(v.strictTuple([bothLong, bothLong, bothLong, bothLong])),
});

export const DraftSchema = v.strictObject({
  version: v.literal(1),
  languages: v.pipe(v.array(v.picklist(['en', 'zh-TW'])), v.minLength(1), v.maxLength(2)),
  title: both,
  summary: both,
  chapter: id,
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)),
  steps: v.pipe(v.array(step), v.minLength(1), v.maxLength(12)),
  /** The lesson whose state this began with; its steps are not taken over. */
  base: LessonSchema,
  start: files,
  /** Files that are for reading alone. */
  readOnly: v.array(v.string()),
  /** The files of a learner who has done everything; null: none was kept. */
  solution: v.nullable(files),
  hide: v.pipe(v.array(v.picklist(['lesson', 'code', 'dock'])), v.maxLength(3)),
});

export type Draft = v.InferOutput<typeof DraftSchema>;
export type DraftStep = Draft['steps'][number];
export type DraftQuestion = NonNullable<DraftStep['question']>;
export type DraftCheck = DraftStep['checks'][number];
export type Both = Readonly<Record<Language, string>>;

const EMPTY: Both = { en: '', 'zh-TW': '' };
export const emptyBoth = (): { en: string; 'zh-TW': string } => ({ ...EMPTY });

/** The first free id of the form `word-n`. */
export function freeId(word: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`${word}-${n}`)) n++;
  return `${word}-${n}`;
}

export const newStep = (taken: readonly string[]): DraftStep => ({
  id: freeId('step', taken),
  title: emptyBoth(),
  prose: emptyBoth(),
  file: null,
  question: null,
  task: emptyBoth(),
  checks: [],
  hints: null,
});

/** Ids of questions are the lesson's, since answers are kept by them. */
export const newQuestion = (step: string): DraftQuestion => ({
  id: `${step.slice(0, 30)}-q`,
  prompt: emptyBoth(),
  choices: ['a', 'b'].map((letter) => ({ id: letter, label: emptyBoth(), reply: emptyBoth() })),
  answer: 'a',
});

export const newCheck = (taken: readonly string[], test: Predicate, label: Both): DraftCheck => ({
  id: freeId('check', taken),
  label: { ...label },
  test,
  guard: false,
});

/** A file for the editor's tabs, or a text in its place. */
export const withFile = (draft: Draft, path: string, text: string): Draft => ({
  ...draft,
  start: { ...draft.start, [path]: text },
  base: draft.base.files.some((file) => file.path === path)
    ? draft.base
    : { ...draft.base, files: [...draft.base.files, { path }] },
});

/** Without a file; numbers of the text that were bound to it go with it. */
export function withoutFile(draft: Draft, path: string): Draft {
  const { [path]: _gone, ...start } = draft.start;
  const knobs = Object.entries(draft.base.knobs).filter(([, { bind }]) => bind.kind !== 'file' || bind.path !== path);
  return {
    ...draft,
    start,
    readOnly: draft.readOnly.filter((one) => one !== path),
    steps: draft.steps.map((step) => (step.file === path ? { ...step, file: null } : step)),
    base: {
      ...draft.base,
      files: draft.base.files.filter((file) => file.path !== path),
      knobs: Object.fromEntries(knobs),
    },
  };
}

export const withScenario = (draft: Draft, run: string, scenario: Readonly<Record<string, unknown>>): Draft => ({
  ...draft,
  base: {
    ...draft.base,
    runs: draft.base.runs.map((one) => (one.id === run ? { ...one, scenario: { ...scenario } } : one)),
  },
});

export interface DraftSource {
  readonly base: Draft['base'];
  readonly start: Readonly<Record<string, string>>;
  readonly chapter: string;
  readonly language: Language;
}

export const newDraft = ({ base, start, chapter, language }: DraftSource): Draft => ({
  version: 1,
  languages: [language],
  title: emptyBoth(),
  summary: emptyBoth(),
  chapter,
  minutes: 10,
  steps: [newStep([])],
  base,
  start: { ...start },
  readOnly: base.files.flatMap((file) => (file.readOnly === true ? [file.path] : [])),
  solution: null,
  hide: [],
});

/** A kept draft, or null where it is none of ours. */
export function readDraft(kept: string | null): Draft | null {
  if (kept === null) return null;
  try {
    const parsed = v.safeParse(DraftSchema, JSON.parse(kept));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
