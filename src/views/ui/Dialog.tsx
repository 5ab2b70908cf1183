import { X } from 'lucide-react';
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useMessages } from '../messages.ts';
import { IconButton } from './Button.tsx';
import ui from './ui.module.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly size?: 'text' | 'wide' | 'full';
  /** Replaces the plain heading. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}

/** A native modal dialog: Esc, the focus and the rest of the page are the browser's matter. */
export function Dialog({ title, onClose, size = 'text', head, children }: DialogProps) {
  const t = useMessages();
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={ui['dialog']}
      data-size={size}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {head ?? (
        <div className={ui['dialogHead']}>
          <h2>{title}</h2>
          <IconButton label={t.close} onClick={onClose}>
            <X size={18} />
          </IconButton>
        </div>
      )}
      <div className={size === 'full' ? undefined : ui['dialogBody']}>{children}</div>
    </dialog>
  );
}
