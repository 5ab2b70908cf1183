/**
 * What a learner has done, as a file or a line of text: to keep, to carry to another device, to hand in. It is not
 * proof of anything, and the teacher's page says so: whoever can read it can write it.
 *
 *   GD1.<base64url( deflate( JSON ) )>.<check>      one line that survives a chat; `check` finds a letter that was lost
 */
import { deflateSync } from 'fflate';
import * as v from 'valibot';
import { fromBase64Url, toBase64Url } from '../base/base64url.ts';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { inflateBounded } from '../base/inflate.ts';

/** Lesson id -> ids of the steps that were done. */
export type Progress = Readonly<Record<string, readonly string[]>>;

export interface LearnerRecord {
  /** As the learner wrote it; may be empty. */
  readonly name: string;
  /** Of the day on which it was made, ISO 8601. */
  readonly made: string;
  readonly progress: Progress;
}

const LONGEST_TEXT = 40_000;
const MOST_INFLATED = 200_000;

const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,80}$/));
const Schema = v.strictObject({
  v: v.literal(1),
  name: v.pipe(v.string(), v.maxLength(80)),
  made: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT[\d:.]{5,12}Z$/)),
  progress: v.pipe(v.record(id, v.pipe(v.array(id), v.maxLength(40))), v.maxEntries(300)),
});

/** FNV-1a, 32 bits: against accidents, not against anybody. */
function check(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

export function recordLine({ name, made, progress }: LearnerRecord): string {
  const packed = toBase64Url(deflateSync(utf8(JSON.stringify({ v: 1, name, made, progress })), { level: 9 }));
  return `GD1.${packed}.${check(packed)}`;
}

function readLine(line: string): LearnerRecord | null {
  const [, packed = '', sum] = /^GD1\.([\w-]+)\.([0-9a-z]+)$/.exec(line) ?? [];
  if (packed === '' || check(packed) !== sum) return null;
  const bytes = fromBase64Url(packed);
  if (bytes === null) return null;
  try {
    const parsed = v.safeParse(Schema, JSON.parse(fromUtf8(inflateBounded(bytes, MOST_INFLATED))));
    if (!parsed.success) return null;
    const { name, made, progress } = parsed.output;
    return { name, made, progress };
  } catch {
    return null;
  }
}

export interface ReadRecords {
  readonly records: readonly LearnerRecord[];
  /** Lines that began like a record and are none: cut off, or changed on the way. */
  readonly damaged: number;
}

/** All records in a text: a file, or a whole chat with other words around them. What is there twice counts once. */
export function readRecords(text: string): ReadRecords {
  const lines = new Set(
    [...text.slice(0, LONGEST_TEXT * 100).matchAll(/GD1\.[\w.-]+/g)].map(([line]) => line.replace(/\.+$/, '')),
  );
  const read = [...lines].map((line) => (line.length > LONGEST_TEXT ? null : readLine(line)));
  const records = read.filter((one) => one !== null);
  return { records, damaged: read.length - records.length };
}

/** What is done in either; the order of the steps does not matter. */
export function mergeProgress(a: Progress, b: Progress): Progress {
  const ids = [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted();
  return Object.fromEntries(ids.map((lesson) => [lesson, [...new Set([...(a[lesson] ?? []), ...(b[lesson] ?? [])])]]));
}
