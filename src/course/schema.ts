import * as v from 'valibot';
import { PredicateSchema } from './predicate.ts';

/**
 * A lesson as data: what is started, what may be changed, what is asked, what counts as done. The words are in the
 * lesson's Markdown files, one per language, and refer to what stands here by id; a test keeps the two in step.
 * In the project a lesson is `lessons/NN-slug/lesson.ts`; NN orders it within its chapter, the slug is its id.
 */
const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));
const path = v.pipe(v.string(), v.regex(/^\/[\w./-]{1,200}$/));

/**
 * A number that the prose shows and that can be dragged there. `file`: the number right after the first place where a
 * line begins with (or, `anywhere`, a line that is no comment holds) the text `before`. `traffic`: a field of one load of the scenario.
 */
const Knob = v.strictObject({
  bind: v.variant('kind', [
    v.strictObject({ kind: v.literal('file'), path, before: v.string(), anywhere: v.exactOptional(v.literal(true)) }),
    v.strictObject({
      kind: v.literal('traffic'),
      load: v.pipe(v.number(), v.integer(), v.minValue(0)),
      field: v.string(),
    }),
  ]),
  min: v.number(),
  max: v.number(),
  step: v.number(),
});

/** An instant that the prose can jump to: the nth event of a kind, of a request if one is named; or plain seconds. */
const Moment = v.variant('kind', [
  v.strictObject({
    kind: v.literal('event'),
    event: v.string(),
    req: v.exactOptional(v.number()),
    nth: v.exactOptional(v.number()),
    run: v.exactOptional(v.string()),
  }),
  v.strictObject({ kind: v.literal('seconds'), at: v.number(), run: v.exactOptional(v.string()) }),
]);

/**
 * Asked before the run is played. `proof` is what the right choice claims; the tests hold it against the engine, and the
 * choice plays the run. Without one it is no question of the run's.
 */
const Question = v.strictObject({
  id,
  choices: v.pipe(v.array(id), v.minLength(2), v.maxLength(5)),
  answer: id,
  proof: v.exactOptional(
    v.strictObject({
      /** The files of the run that proves it: as the step begins (when left out), or as its solution leaves them. */
      on: v.exactOptional(v.literal('solution')),
      /** And these knobs turned. */
      turn: v.exactOptional(v.record(id, v.number())),
      holds: PredicateSchema,
    }),
  ),
});

const Check = v.strictObject({
  id,
  test: PredicateSchema,
  /** Holds from the beginning and must go on holding ("only this file is changed"). */
  guard: v.exactOptional(v.literal(true)),
});

const Step = v.strictObject({
  id,
  questions: v.exactOptional(v.array(Question)),
  checks: v.exactOptional(v.pipe(v.array(Check), v.minLength(1), v.maxLength(6))),
  /** Which run the stage shows (`compare`: the lesson's first two, side by side); the first when left out. */
  show: v.exactOptional(v.string()),
  /** The file that the editor opens. */
  file: v.exactOptional(path),
});

const LessonFile = v.strictObject({
  path,
  /** Shown, but not to be changed in this lesson. */
  readOnly: v.exactOptional(v.literal(true)),
});

/** A program that learners are known to write: it earns an answer of its own, in the words of the Markdown file. */
const Mistake = v.strictObject({
  id,
  /** Only while this step is the learner's; at any time when left out. */
  step: v.exactOptional(id),
  when: PredicateSchema,
});

export const LessonSchema = v.strictObject({
  version: v.literal(1),
  /** The editor's tabs, in order; their first text is in `start/`. */
  files: v.pipe(v.array(LessonFile), v.minLength(1), v.maxLength(12)),
  runs: v.pipe(
    v.array(
      v.strictObject({
        id,
        model: v.picklist(['wsgi', 'asgi']),
        /** A machine to work on: it goes on while the learner does something at its terminals, and is judged as it stands. */
        live: v.exactOptional(v.literal(true)),
        /** Without the lesson's files; `scenarioOf` puts them in. Checked by the scenario's own schema. */
        scenario: v.looseObject({}),
      }),
    ),
    v.minLength(1),
    v.maxLength(4),
  ),
  knobs: v.record(id, Knob),
  moments: v.record(id, Moment),
  steps: v.pipe(v.array(Step), v.minLength(1), v.maxLength(12)),
  mistakes: v.array(Mistake),
});

export type Lesson = v.InferOutput<typeof LessonSchema>;
export type LessonStep = Lesson['steps'][number];
export type LessonKnob = v.InferOutput<typeof Knob>;
export type LessonMoment = v.InferOutput<typeof Moment>;
export type LessonMistake = v.InferOutput<typeof Mistake>;
/** Absolute path on the simulated host -> text. */
export type Files = Readonly<Record<string, string>>;
