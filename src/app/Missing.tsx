import { useEffect } from 'react';
import { useMessages } from '../views/messages.ts';
import { Button } from '../views/ui/Button.tsx';
import ui from '../views/ui/ui.module.css';

/** Nothing to show: there is no such lesson, or (`failed`) it could not be fetched. */
export function Missing({ failed }: { readonly failed: boolean }) {
  const t = useMessages();
  useEffect(() => {
    if (!failed) return undefined;
    const again = (): void => window.location.reload();
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [failed]);
  return (
    <main className={ui['empty']} style={{ minHeight: '60dvh' }}>
      <h1 style={{ font: '700 22px/1.3 var(--font-display)' }}>{failed ? t.unreachable.title : t.lesson.noneYet}</h1>
      <span>{failed ? t.unreachable.text : t.lesson.noneYetText}</span>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center' }}>
        {failed && <Button onClick={() => window.location.reload()}>{t.crash.reload}</Button>}
        <Button look="fill" onClick={() => (window.location.hash = '#/')}>
          {t.lesson.toMenu}
        </Button>
      </div>
    </main>
  );
}
