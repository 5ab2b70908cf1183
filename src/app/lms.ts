/**
 * The page inside a learning platform's package (src/classroom/packages.ts): says which steps of the lesson are done, and
 * takes over what the platform remembers. Said to any parent, since it is fit for anybody; taken from the parent alone.
 *
 *   out  { source: 'gateway-diner', v: 1, type: 'lesson', lesson, steps, of }
 *   in   { source: 'gateway-diner-host', v: 1, type: 'restore', steps }
 */
import { entryIn } from '../course/catalogue.ts';
import { useLesson } from '../store/lesson.ts';
import { parseRoute } from '../store/route.ts';

const STEP = /^[a-z][a-z0-9-]{0,39}$/;
const MOST_STEPS = 40;

/** The steps of a message that has exactly this form. By hand: a library for one message would come before the picture. */
function restored(data: unknown): readonly string[] | null {
  if (typeof data !== 'object' || data === null) return null;
  const { source, v, type, steps } = data as Readonly<Record<string, unknown>>;
  if (source !== 'gateway-diner-host' || v !== 1 || type !== 'restore') return null;
  if (!Array.isArray(steps) || steps.length > MOST_STEPS) return null;
  return steps.every((step): step is string => typeof step === 'string' && STEP.test(step)) ? steps : null;
}

export function reportToPlatform(): void {
  const { parent } = window;
  if (parent === window) return;
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== parent) return;
    const steps = restored(event.data);
    const { lesson } = parseRoute(window.location.hash);
    if (steps !== null && lesson !== null) useLesson.getState().addProgress({ [lesson]: steps });
  });
  let last = '';
  useLesson.subscribe(({ phase, id, progress, course }) => {
    const of = entryIn(course, id)?.steps;
    if (phase !== 'ready' || id === null || of === undefined) return;
    const message = { source: 'gateway-diner', v: 1, type: 'lesson', lesson: id, steps: progress[id] ?? [], of };
    const now = JSON.stringify(message);
    if (now === last) return;
    last = now;
    parent.postMessage(message, '*');
  });
}
