import { connectSandbox } from '../app/connect.ts';
import { loadPicture } from '../app/picture.ts';
import { recordedRuns } from '../app/recorded.ts';
import { course } from '../course/course.ts';
import { loadMessages, pickLocale } from '../i18n/index.ts';
import { hasSide, WIDE_PANELS } from '../store/embed-panels.ts';
import { useFiles } from '../store/files.ts';
import { useLesson, wantsWholeRuns } from '../store/lesson.ts';
import { startClock, usePlayer } from '../store/player.ts';
import { rerunOnEdit } from '../store/rerun.ts';
import { useTerminal } from '../store/terminal.ts';
import { currentRun, useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import '../views/global.css';
import { showFirstPicture } from './first-picture.ts';
import { listenToHost, tellHost } from './host.ts';
import { readParams, type EmbedParams } from './params.ts';
import type { Widget } from './widget.tsx';

const PROGRESS_EVERY_MS = 500;

function followHost(): void {
  listenToHost((message) => {
    const { play, pause, seek } = usePlayer.getState();
    if (message.type === 'play') play();
    else if (message.type === 'pause') pause();
    else seek(message.at);
  });
  let told = '';
  setInterval(() => {
    const { calmAt, to, playing } = usePlayer.getState();
    const news = `${calmAt}/${to}/${playing}`;
    if (news === told) return;
    told = news;
    tellHost({ type: 'progress', at: calmAt, to, playing });
  }, PROGRESS_EVERY_MS);
}

/** Plays only while it can be seen: a page with ten widgets stays light. Begins by itself only when asked to. */
function playWhenSeen(root: HTMLElement, autoplay: boolean): void {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  let resume = autoplay && !calm;
  new IntersectionObserver(([entry]) => {
    const { playing, play, pause } = usePlayer.getState();
    if (entry?.isIntersecting === true) {
      if (resume) play();
      resume = false;
    } else if (playing) {
      resume = true;
      pause();
    }
  }).observe(root);
}

/** The lesson and its recorded run; false where there is no such lesson. */
async function openLesson({ lesson, step }: EmbedParams): Promise<boolean> {
  const { attach, open } = useLesson.getState();
  attach(course);
  const opened = await open(lesson, useSettings.getState().locale, step, { files: {} });
  const { pack } = useLesson.getState();
  if (!opened || pack === null) return false;
  useRun.getState().showRecorded(await recordedRuns(course, lesson, pack.lesson));
  // One stage is all that fits: a step that compares two runs shows the first.
  useRun.getState().show(useRun.getState().shown);
  return true;
}

function applyParams(params: EmbedParams): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const locale = params.locale ?? pickLocale(navigator.languages);
  const theme = params.theme ?? (dark ? 'dark' : 'light');
  useSettings.setState({ locale, theme, skin: params.skin ?? 'diner' });
  document.documentElement.lang = locale;
  document.documentElement.dataset['theme'] = theme;
}

/** React and the controls, once the picture stands. */
async function replaceBy(root: HTMLElement, widget: Widget): Promise<void> {
  const [{ mountWidget }] = await Promise.all([import('./widget.tsx'), loadPicture()]);
  mountWidget(root, widget);
}

async function start(root: HTMLElement): Promise<void> {
  const params = readParams(window.location.search);
  applyParams(params);
  const { locale } = useSettings.getState();
  const [messages, opened] = await Promise.all([loadMessages(locale), openLesson(params)]);
  document.title = messages.embed.label;
  connectSandbox();
  const { getState } = useLesson;
  rerunOnEdit(
    useFiles,
    useRun,
    () => getState().drafts(),
    () => false,
    () => !useTerminal.getState().writing && wantsWholeRuns(getState()),
  );
  startClock(usePlayer, () => useRun.getState().pace());
  followHost();
  const model = currentRun(useRun.getState())?.model;
  const title = useLesson.getState().text?.title ?? messages.brand;
  root.replaceChildren();
  const { panels } = params;
  const endPicture =
    model === undefined || panels?.includes('stage') === false
      ? (): void => undefined
      : showFirstPicture(root, { title, model, words: messages, alone: !hasSide(panels ?? WIDE_PANELS) });
  playWhenSeen(root, params.autoplay);
  if (opened) tellHost({ type: 'ready', lesson: params.lesson });
  // Two frames later the picture has been painted: what comes after it may take its time.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      performance.mark('first-picture');
      void replaceBy(root, { locale, messages, panels, endPicture });
    }),
  );
}

const root = document.getElementById('root');
if (root) void start(root);
