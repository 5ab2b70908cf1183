import { entryIn, isLive, type Course } from '../course/catalogue.ts';
import { useFiles, type Texts } from '../store/files.ts';
import { addressOf, entryOf, isAsking, useLesson, type Opening } from '../store/lesson.ts';
import { applyPatch } from '../store/patch.ts';
import { usePlayer } from '../store/player.ts';
import { OWN, pageOf, parseRoute, type Route } from '../store/route.ts';
import { useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import type { SharedState } from '../store/url.ts';
import { pictureStands } from '../views/late.ts';
import { useLinkError } from './link-error.ts';
import { loadPicture } from './picture.ts';
import { recordedRuns } from './recorded.ts';

/** Reads the payload of a link, or says what is wrong with it. */
async function readPayload(payload: string): Promise<SharedState | null> {
  const { decodeState } = await import('../store/url.ts');
  const result = decodeState(payload);
  if (result.ok) return result.value;
  useLinkError.getState().set(result.error);
  return null;
}

/** The link's files over the lesson's own; null when they were made for other texts than these. */
function patched(start: Texts, shared: SharedState): Texts | null {
  const texts: Record<string, string> = {};
  for (const patch of shared.files) {
    const text = applyPatch(start[patch.path] ?? null, patch);
    if (text === null) return null;
    texts[patch.path] = text;
  }
  return texts;
}

async function openingOf(course: Course, lesson: string, shared: SharedState | null): Promise<Opening> {
  if (shared === null) return {};
  const { start } = await course.pack(lesson);
  const files = patched(start, shared);
  if (files === null) useLinkError.getState().set('shape');
  return {
    files: files ?? {},
    ...(shared.traffic === undefined ? {} : { traffic: shared.traffic }),
    ...(shared.seed === undefined ? {} : { seed: shared.seed }),
    limits: { hide: shared.hide ?? [], locked: shared.locked ?? false },
  };
}

/** Shows the recorded runs at once, and makes new ones where the learner's files (or the link's) are not the lesson's. */
async function showRuns(course: Course, id: string, shared: SharedState | null): Promise<void> {
  const { pack } = useLesson.getState();
  if (pack === null) return;
  const [traces] = await Promise.all([recordedRuns(course, id, pack.lesson), loadPicture()]);
  if (useLesson.getState().id !== id) return;
  if (Object.keys(traces).length > 0) {
    useRun.getState().showRecorded(traces);
    markFirstPicture();
    if (shared?.at === undefined) playUnlessAsked();
    else usePlayer.getState().seek(shared.at);
  } else pictureStands();
  const changed =
    Object.keys(useFiles.getState().edited).length > 0 || shared?.traffic !== undefined || shared?.seed !== undefined;
  const first = entryIn(course, id)?.own !== undefined;
  if (changed || first || isLive(pack.lesson))
    useRun.getState().request(useLesson.getState().drafts(), shared?.at === undefined ? 'start' : 'same-instant');
}

/** A question of what will happen comes before its answer: the run then waits at its first instant. */
function playUnlessAsked(): void {
  if (!isAsking(useLesson.getState())) usePlayer.getState().play();
}

/** For the benchmark: two frames after the run reached the stage it has been painted. */
const markFirstPicture = (): void => {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.mark('first-picture');
      pictureStands();
    }),
  );
};

/** A lesson that the address itself holds; behind another `~` there may be a state of it. */
async function openOwn(course: Course, { payload, step }: Route, stale: () => boolean): Promise<void> {
  const [own = '', state = null] = (payload ?? '').split('~');
  const lesson = useLesson.getState();
  if (lesson.phase === 'ready' && entryOf(lesson)?.own?.payload === own && state === null) {
    lesson.goStep(step - 1);
    return;
  }
  useRun.getState().forget();
  const { guestOf } = await import('./own.ts');
  if (stale()) return;
  const guest = guestOf(own, course);
  if (!guest.ok) {
    useLinkError.getState().set(guest.error);
    const arrives = lesson.phase === 'page';
    lesson.toMenu();
    if (arrives) window.scrollTo(0, 0);
    return;
  }
  const shared = state === null ? null : await readPayload(state);
  if (shared?.language !== undefined) useSettings.getState().setLocale(shared.language);
  const { id, course: larger, limits } = guest.value;
  lesson.attach(larger);
  const opening = shared === null ? { limits } : await openingOf(larger, id, shared);
  if (stale()) return;
  const opened = await lesson.open(id, useSettings.getState().locale, step, opening);
  if (opened) await showRuns(larger, id, shared);
}

/** What the address wants to be seen is on its way beside the words; whoever uses it waits for it, and says what failed. */
function fetchAhead(lesson: string | null): void {
  (lesson === null ? import('./Menu.tsx') : loadPicture()).catch(() => undefined);
}

/** `stale`: the address has changed since. */
async function go(course: Course, stale: () => boolean): Promise<void> {
  const route = parseRoute(window.location.hash);
  const lesson = useLesson.getState();
  const page = pageOf(window.location.hash);
  if (page === null) fetchAhead(route.lesson);
  if (page !== null) {
    pictureStands();
    useRun.getState().forget();
    const arrives = lesson.page !== page;
    lesson.toPage(page);
    // A page begins at its top, whatever was read before it.
    if (arrives) window.scrollTo(0, 0);
    return;
  }
  if (route.lesson === null) {
    pictureStands();
    if (lesson.phase !== 'menu') useRun.getState().forget();
    const arrives = lesson.phase === 'page';
    lesson.toMenu();
    if (arrives) window.scrollTo(0, 0);
    return;
  }
  if (route.lesson === OWN) return openOwn(course, route, stale);
  if (lesson.id === route.lesson && route.payload === null && lesson.phase === 'ready') {
    lesson.goStep(route.step - 1);
    return;
  }
  useRun.getState().forget();
  const shared = route.payload === null ? null : await readPayload(route.payload);
  if (shared?.language !== undefined) useSettings.getState().setLocale(shared.language);
  const known = course.lessons.some((entry) => entry.id === route.lesson);
  const opening = known ? await openingOf(course, route.lesson, shared) : {};
  if (stale()) return;
  const opened = await useLesson.getState().open(route.lesson, useSettings.getState().locale, route.step, opening);
  if (opened) await showRuns(course, route.lesson, shared);
}

/** Follows the address, and keeps its step in step. */
export function followAddress(course: Course): void {
  let turn = 0;
  const follow = (): void => {
    const mine = ++turn;
    const stale = (): boolean => mine !== turn;
    go(course, stale).catch(() => {
      if (!stale()) useLesson.setState({ phase: 'failed' });
    });
  };
  window.addEventListener('hashchange', follow);
  useLesson.subscribe((state, before) => {
    if (state.phase !== 'ready' || state.stepIndex === before.stepIndex || before.phase !== 'ready') return;
    window.history.replaceState(null, '', addressOf(state, state.stepIndex + 1, null));
  });
  follow();
}
