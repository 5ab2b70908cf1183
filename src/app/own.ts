import { chefsTable } from '../classroom/table/index.ts';
import { decodeOwn, wordsFit, type OwnError, type OwnLesson } from '../classroom/own/index.ts';
import type { Course, LessonEntry } from '../course/catalogue.ts';
import { readLesson } from '../course/markdown/index.ts';
import { scenarioOf } from '../course/scenario.ts';
import { LANGUAGES, type Language, type LessonText } from '../course/text.ts';
import { err, ok, type Result } from '../base/result.ts';
import { utf8 } from '../base/bytes.ts';
import { hex, sha256 } from '../base/hash.ts';
import { parseScenario } from '../scenario/schema.ts';
import type { Limits } from '../store/limits.ts';

export interface Guest {
  readonly id: string;
  readonly course: Course;
  readonly limits: Limits;
}

type Texts = Readonly<Record<Language, LessonText>>;

/** The words in both languages: where there is one alone, it stands for both. Null where they do not fit the data. */
function wordsOf({ lesson, texts }: OwnLesson): Texts | null {
  const read = LANGUAGES.flatMap((language): (readonly [Language, LessonText | null])[] => {
    const markdown = texts[language];
    if (markdown === undefined) return [];
    const compiled = readLesson(markdown);
    return [[language, compiled.ok && wordsFit(lesson, compiled.value) ? compiled.value : null]];
  });
  const good = new Map(read.flatMap(([language, text]) => (text === null ? [] : [[language, text] as const])));
  const [first] = good.values();
  if (first === undefined || good.size < read.length) return null;
  return { en: good.get('en') ?? first, 'zh-TW': good.get('zh-TW') ?? first };
}

/** What keeps a scenario from being run, with its places. */
export function scenarioProblems(scenario: unknown): readonly string[] {
  const parsed = parseScenario(scenario);
  return parsed.ok ? [] : parsed.problems;
}

const runnable = ({ lesson, start }: OwnLesson): boolean =>
  lesson.runs.every((run) => parseScenario(scenarioOf(lesson, run.id, start)).ok);

/** The course with the lesson that a link carries in it; or why the link is no lesson. Nothing of it has run by then. */
export function guestOf(payload: string, course: Course): Result<Guest, OwnError> {
  const decoded = decodeOwn(payload);
  if (!decoded.ok) return decoded;
  const own = decoded.value;
  const words = wordsOf(own);
  if (words === null || !runnable(own)) return err('shape');
  const id = `own-${hex(sha256(utf8(payload))).slice(0, 12)}`;
  const entry: LessonEntry = {
    id,
    order: 0,
    chapter: 'own',
    minutes: words.en.minutes,
    steps: own.lesson.steps.length,
    title: { en: words.en.title, 'zh-TW': words['zh-TW'].title },
    // What the house serves itself is told apart by what it is: anybody could write that word into a link.
    own: { kind: payload === chefsTable() ? 'house' : own.kind, payload },
  };
  const { lesson, start, solutions, limits } = own;
  return ok({
    id,
    limits,
    course: {
      ...course,
      guests: [entry],
      pack: (asked) => (asked === id ? Promise.resolve({ id, lesson, start, solutions }) : course.pack(asked)),
      text: (asked, language) => (asked === id ? Promise.resolve(words[language]) : course.text(asked, language)),
      trace: (asked, run) => (asked === id ? null : course.trace(asked, run)),
    },
  });
}
