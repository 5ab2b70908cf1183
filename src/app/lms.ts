/**
 * The page inside a learning platform's package (src/classroom/packages.ts): says which steps of the lesson are done, and
 * takes over what the platform remembers. Said to any parent, since it is fit for anybody; taken from the parent alone.
 *
 *   out  { source: 'gateway-diner', v: 1, type: 'lesson', lesson, steps, of }
 *   in   { source: 'gateway-diner-host', v: 1, type: 'restore', steps }
 */
import * as v from 'valibot';
import { entryIn } from '../course/catalogue.ts';
import { useLesson } from '../store/lesson.ts';
import { parseRoute } from '../store/route.ts';

const Restore = v.object({
  source: v.literal('gateway-diner-host'),
  v: v.literal(1),
  type: v.literal('restore'),
  steps: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/))), v.maxLength(40)),
});

export function reportToPlatform(): void {
  const { parent } = window;
  if (parent === window) return;
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== parent) return;
    const said = v.safeParse(Restore, event.data);
    const { lesson } = parseRoute(window.location.hash);
    if (said.success && lesson !== null) useLesson.getState().addProgress({ [lesson]: said.output.steps });
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
