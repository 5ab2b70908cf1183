import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { loadMessages } from '../i18n/index.ts';
import { useSettings } from '../store/settings.ts';
import '../views/global.css';
import { WordsContext } from '../views/messages.ts';
import { List } from './List.tsx';
import { prepare } from './prepare.ts';
import { Shown } from './Shown.tsx';
import { readQuery } from './view.ts';

async function start(root: HTMLElement): Promise<void> {
  const { view, theme, skin, locale } = readQuery(window.location.search);
  useSettings.setState({ theme, skin, locale });
  document.documentElement.lang = locale;
  document.documentElement.dataset['theme'] = theme;
  const messages = await loadMessages(locale);
  if (view !== null) await prepare(view, locale);
  createRoot(root).render(
    <StrictMode>
      <WordsContext value={{ locale, messages }}>
        <Suspense fallback={null}>{view === null ? <List /> : <Shown view={view} />}</Suspense>
      </WordsContext>
    </StrictMode>,
  );
  // Two frames later it has been painted; what comes late (dialogs) is for the looker to wait for.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => (document.documentElement.dataset['shown'] = view?.id ?? '')),
  );
}

const root = document.getElementById('root');
if (root) void start(root);
