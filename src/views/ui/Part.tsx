import { Component, Suspense, type ReactNode } from 'react';
import { useMessages } from '../messages.ts';
import { Button } from './Button.tsx';
import ui from './ui.module.css';

interface PartProps {
  /** While it is on its way. */
  readonly fallback: ReactNode;
  /** In its place when it could not be fetched; left out: a word in the corner, and the rest of the page goes on. */
  readonly instead?: ReactNode;
  readonly children: ReactNode;
}

/** What could not be fetched, told apart from what broke. */
const unfetched = new WeakSet<Error>();
if (typeof window !== 'undefined')
  window.addEventListener('vite:preloadError', (event) => unfetched.add(event.payload));

/**
 * A part of the page whose code is fetched when it is wanted. Without a network, or after the site was replaced by a newer
 * version, the code may not be there: that is said, and the page goes on without it.
 */
export class Part extends Component<PartProps, { readonly error: unknown }> {
  override readonly state: { readonly error: unknown } = { error: null };
  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }
  override render(): ReactNode {
    const { error } = this.state;
    const { fallback, instead = <NotFetched />, children } = this.props;
    if (error === null) return <Suspense fallback={fallback}>{children}</Suspense>;
    if (error instanceof Error && unfetched.has(error)) return instead;
    throw error;
  }
}

function NotFetched() {
  const t = useMessages();
  return (
    <div role="alert" className={ui['notFetched']}>
      {t.unreachable.part}
      <Button small onClick={() => window.location.reload()}>
        {t.crash.reload}
      </Button>
    </div>
  );
}
