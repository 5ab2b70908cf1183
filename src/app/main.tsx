import { Component, StrictMode, useEffect, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { course } from '../course/course.ts';
import { loadMessages, pickLocale } from '../i18n/index.ts';
import { editHere } from '../store/acts.ts';
import { useFiles } from '../store/files.ts';
import { useLesson, wantsWholeRuns } from '../store/lesson.ts';
import { rememberPlace } from '../store/place.ts';
import { startClock, usePlayer } from '../store/player.ts';
import { rerunOnEdit } from '../store/rerun.ts';
import { useRun } from '../store/run.ts';
import { keep, useSettings } from '../store/settings.ts';
import { useTerminal } from '../store/terminal.ts';
import { WordsContext, type Words } from '../views/messages.ts';
import '../views/global.css';
import { App } from './App.tsx';
import { connectLanguage, connectSandbox } from './connect.ts';
import { askBeforeLoss } from './leave.ts';
import { reportToPlatform } from './lms.ts';
import { followAddress } from './navigate.ts';
import { startOffline, useOffline } from './offline.ts';

/** The last resort: the page says that it broke, and that nothing typed is lost. */
class Guard extends Component<{ readonly words: Words; readonly children: ReactNode }, { readonly broken: boolean }> {
  override readonly state = { broken: false };
  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }
  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const { crash } = this.props.words.messages;
    return (
      <main style={{ padding: 32 }}>
        <h1>{crash.title}</h1>
        <p>{crash.text}</p>
        <button type="button" onClick={() => window.location.reload()}>
          {crash.reload}
        </button>
      </main>
    );
  }
}

function Root({ first }: { readonly first: Words }) {
  const locale = useSettings((state) => state.locale);
  const theme = useSettings((state) => state.theme);
  const [words, setWords] = useState(first);
  useEffect(() => {
    let current = true;
    Promise.all([loadMessages(locale), useLesson.getState().speak(locale)]).then(
      ([messages]) => {
        if (current) setWords({ locale, messages });
      },
      () => {
        if (!current || locale === words.locale) return;
        // The switch shows what is spoken, and the corner says why.
        useSettings.getState().setLocale(words.locale);
        useOffline.setState({ unfetched: true });
      },
    );
    return () => {
      current = false;
    };
  }, [locale, words.locale]);
  const lesson = useLesson((state) => state.text?.title);
  useEffect(() => {
    document.documentElement.lang = words.locale;
    const { brand } = words.messages;
    document.title = lesson === undefined ? brand : `${lesson} · ${brand}`;
  }, [words, lesson]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <WordsContext value={words}>
      <Guard words={words}>
        <App />
      </Guard>
    </WordsContext>
  );
}

function firstSettings(): void {
  if (keep.get('locale') === null) useSettings.setState({ locale: pickLocale(navigator.languages) });
  if (keep.get('theme') === null && window.matchMedia('(prefers-color-scheme: dark)').matches)
    useSettings.setState({ theme: 'dark' });
  const { locale, theme } = useSettings.getState();
  document.documentElement.lang = locale;
  document.documentElement.dataset['theme'] = theme;
}

async function start(root: HTMLElement): Promise<void> {
  firstSettings();
  const { locale } = useSettings.getState();
  // Words and lesson travel side by side: neither waits for the other.
  const words = loadMessages(locale);
  useLesson.getState().attach(course);
  connectSandbox();
  connectLanguage();
  const wantsWhole = (): boolean => !useTerminal.getState().writing && wantsWholeRuns(useLesson.getState());
  rerunOnEdit(useFiles, useRun, () => useLesson.getState().drafts(), editHere, wantsWhole);
  startClock(usePlayer, () => useRun.getState().pace());
  rememberPlace();
  reportToPlatform();
  followAddress(course);
  const first: Words = { locale, messages: await words };
  startOffline();
  askBeforeLoss();
  createRoot(root).render(
    <StrictMode>
      <Root first={first} />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
