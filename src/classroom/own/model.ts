/**
 * A lesson that is none of the house's: a teacher has written it, or somebody has brought an app. It travels in the part
 * of the address that no server sees:
 *
 *   #/own/<step>~<payload>[~<state>]     payload = base64url( version byte, deflate( JSON ) )
 *
 * Strangers make such links: every byte is checked, inflating is bounded, and nothing is used unless all of it is right.
 * Scenarios keep their own schema (src/scenario/schema.ts); who opens a lesson holds them against it.
 */
import * as v from 'valibot';
import { utf8 } from '../../base/bytes.ts';
import { packPayload, unpackPayload, type PayloadError } from '../../base/payload.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { LessonSchema, type Lesson } from '../../course/schema.ts';

const VERSION = 1;
const MAX_INFLATED = 900_000;
/** Characters in the address: browsers take two million and more, but nobody should have to. */
const MAX_OWN_PAYLOAD = 600_000;
const MAX_TEXT = 400_000;
const MAX_MARKDOWN = 60_000;

const path = v.pipe(v.string(), v.regex(/^(\/(?!\.{1,2}(\/|$))[\w.@+-]{1,100}){1,12}$/));
const files = v.pipe(v.record(path, v.pipe(v.string(), v.maxLength(MAX_TEXT))), v.maxEntries(60));
const markdown = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_MARKDOWN));
const stepId = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/));

const Own = v.pipe(
  v.strictObject({
    kind: v.picklist(['lesson', 'kitchen']),
    lesson: LessonSchema,
    start: files,
    solutions: v.pipe(v.record(stepId, files), v.maxEntries(12)),
    /** Markdown as the house's lessons have it, in one language or in both. */
    texts: v.strictObject({ en: v.exactOptional(markdown), 'zh-TW': v.exactOptional(markdown) }),
    limits: v.strictObject({
      hide: v.pipe(v.array(v.picklist(['lesson', 'code', 'dock'])), v.maxLength(3)),
      locked: v.boolean(),
    }),
  }),
  v.check(({ texts }) => texts.en !== undefined || texts['zh-TW'] !== undefined),
  v.check(({ lesson, start }) => lesson.files.every((file) => Object.hasOwn(start, file.path))),
  v.check(({ lesson }) => unique(lesson.steps) && unique(lesson.runs) && soundQuestions(lesson)),
);

export type OwnLesson = v.InferOutput<typeof Own>;
export type OwnError = PayloadError | 'shape';

function unique(things: readonly { readonly id: string }[]): boolean {
  return new Set(things.map((thing) => thing.id)).size === things.length;
}

function soundQuestions({ steps }: Lesson): boolean {
  const questions = steps.flatMap((step) => step.questions ?? []);
  return unique(questions) && questions.every((one) => one.choices.includes(one.answer));
}

/** The lesson for an address; `too-big` where it is more than an address should carry. */
export function encodeOwn(own: OwnLesson): Result<string, 'too-big'> {
  const json = JSON.stringify(own);
  if (utf8(json).length > MAX_INFLATED) return err('too-big');
  const payload = packPayload(VERSION, json);
  return payload.length > MAX_OWN_PAYLOAD ? err('too-big') : ok(payload);
}

export function decodeOwn(payload: string): Result<OwnLesson, OwnError> {
  const unpacked = unpackPayload(VERSION, payload, { payload: MAX_OWN_PAYLOAD, inflated: MAX_INFLATED });
  if (!unpacked.ok) return unpacked;
  const parsed = v.safeParse(Own, unpacked.value);
  return parsed.success ? ok(parsed.output) : err('shape');
}
