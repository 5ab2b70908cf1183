import type { Course } from '../course/catalogue.ts';
import type { Lesson } from '../course/schema.ts';
import { decodeTrace } from '../trace/codec.ts';
import type { TraceEvent } from '../trace/events.ts';

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Some hosts unpack .gz on the way and some do not: the first two bytes tell (RFC 1952 section 2.3.1).
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(unpacked).text();
}

/** A recorded trace; null where there is none that can be read. */
export async function fetchTrace(url: string): Promise<readonly TraceEvent[] | null> {
  try {
    const decoded = decodeTrace(await fetchText(url));
    return decoded.ok ? decoded.value : null;
  } catch {
    return null;
  }
}

/** The recorded first runs of a lesson, by run; those that are missing or unreadable are left out. */
export async function recordedRuns(
  course: Course,
  id: string,
  lesson: Lesson,
): Promise<Readonly<Record<string, readonly TraceEvent[]>>> {
  const traces = await Promise.all(
    lesson.runs.map(async (run): Promise<readonly [string, readonly TraceEvent[]][]> => {
      const url = course.trace(id, run.id);
      const events = url === null ? null : await fetchTrace(url);
      return events === null ? [] : [[run.id, events]];
    }),
  );
  return Object.fromEntries(traces.flat());
}
