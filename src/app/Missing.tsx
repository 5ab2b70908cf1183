import { useLayoutEffect } from 'react';
import { MISSING } from '../i18n/missing.ts';
import { useLocale, useMessages } from '../views/messages.ts';
import { Button } from '../views/ui/Button.tsx';
import { Mark } from '../views/ui/Mark.tsx';
import ui from '../views/ui/ui.module.css';
import { useOffline } from './offline.ts';

/** A network that has just come back may need a while before anything comes over it. */
const MOST_TRIES = 6;

/** How often this page was loaded anew by itself, kept with its entry in the history. */
function triesSoFar(): number {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null && 'tries' in state ? Number(state.tries) || 0 : 0;
}

function reload(tries: number): void {
  window.history.replaceState({ tries }, '');
  window.location.reload();
}

/**
 * Nothing to show: it could not be fetched. Comes by itself when the network is back. With a network it was most likely a
 * file of a version that is gone: loading anew takes the next one over as soon as that is there.
 */
export function Missing() {
  const t = useMessages();
  const changed = MISSING[useLocale()];
  const { online, update } = useOffline();
  // Before anybody sees it: the network may be back the next moment.
  useLayoutEffect(() => {
    const back = (): void => reload(1);
    window.addEventListener('online', back);
    const tries = triesSoFar();
    const timer = tries > 0 && tries < MOST_TRIES ? setTimeout(() => reload(tries + 1), 500 * 2 ** tries) : undefined;
    return () => {
      window.removeEventListener('online', back);
      clearTimeout(timer);
    };
  }, []);
  return (
    <main className={ui['empty']} style={{ minHeight: '70dvh' }}>
      <Mark size={72} />
      <h1 style={{ font: '700 22px/1.3 var(--font-display)', color: 'var(--ink)' }}>{t.unreachable.title}</h1>
      <span>{online ? changed : t.unreachable.text}</span>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center', marginTop: 8 }}>
        <Button onClick={update ?? (() => reload(0))}>{t.crash.reload}</Button>
        <Button look="fill" onClick={() => (window.location.hash = '#/')}>
          {t.lesson.toMenu}
        </Button>
      </div>
    </main>
  );
}
