import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connectSandbox } from '../app/connect.ts';
import { recordedRuns } from '../app/recorded.ts';
import { course } from '../course/course.ts';
import { loadMessages, pickLocale } from '../i18n/index.ts';
import { useFiles } from '../store/files.ts';
import { useLesson } from '../store/lesson.ts';
import { startClock, usePlayer } from '../store/player.ts';
import { rerunOnEdit } from '../store/rerun.ts';
import { useRun } from '../store/run.ts';
import { useSettings } from '../store/settings.ts';
import { WordsContext } from '../views/messages.ts';
import '../views/global.css';
import { Embed } from './Embed.tsx';
import { listenToHost, tellHost } from './host.ts';
import { readParams, type EmbedParams } from './params.ts';

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

async function openLesson({ lesson, step }: EmbedParams): Promise<void> {
  const { attach, open } = useLesson.getState();
  attach(course);
  const opened = await open(lesson, useSettings.getState().locale, step, { files: {} });
  const { pack } = useLesson.getState();
  if (!opened || pack === null) return;
  useRun.getState().showRecorded(await recordedRuns(course, lesson, pack.lesson));
  const first = pack.lesson.runs[0]?.id;
  if (first !== undefined) useRun.getState().show(useRun.getState().shown || first);
  tellHost({ type: 'ready', lesson });
}

async function start(root: HTMLElement): Promise<void> {
  const params = readParams(window.location.search);
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const locale = params.locale ?? pickLocale(navigator.languages);
  const theme = params.theme ?? (dark ? 'dark' : 'light');
  useSettings.setState({ locale, theme, skin: params.skin ?? 'diner' });
  document.documentElement.lang = locale;
  document.documentElement.dataset['theme'] = theme;
  const messages = await loadMessages(locale);
  document.title = messages.embed.label;
  connectSandbox();
  rerunOnEdit(useFiles, useRun, () => useLesson.getState().drafts());
  startClock(usePlayer, () => useRun.getState().pace());
  followHost();
  createRoot(root).render(
    <StrictMode>
      <WordsContext value={{ locale, messages }}>
        <Embed />
      </WordsContext>
    </StrictMode>,
  );
  await openLesson(params);
  playWhenSeen(root, params.autoplay);
}

const root = document.getElementById('root');
if (root) void start(root);
