import { useEffect } from 'react';
import { useMessages } from '../views/messages.ts';
import { Button } from '../views/ui/Button.tsx';
import { Mark } from '../views/ui/Mark.tsx';
import ui from '../views/ui/ui.module.css';

/** Nothing to show: it could not be fetched. Comes by itself when the network is back. */
export function Missing() {
  const t = useMessages();
  useEffect(() => {
    const again = (): void => window.location.reload();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, []);
  return (
    <main className={ui['empty']} style={{ minHeight: '70dvh' }}>
      <Mark size={72} />
      <h1 style={{ font: '700 22px/1.3 var(--font-display)', color: 'var(--ink)' }}>{t.unreachable.title}</h1>
      <span>{t.unreachable.text}</span>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center', marginTop: 8 }}>
        <Button onClick={() => window.location.reload()}>{t.crash.reload}</Button>
        <Button look="fill" onClick={() => (window.location.hash = '#/')}>
          {t.lesson.toMenu}
        </Button>
      </div>
    </main>
  );
}
