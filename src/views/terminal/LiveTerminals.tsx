import { useRef, useState } from 'react';
import type { Run } from '../../store/run.ts';
import { useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { LiveScreen } from './LiveScreen.tsx';
import css from './terminal.module.css';

/** A shell each: a server in the foreground occupies one. The machine has no more than these. */
const TTYS = [0, 1, 2, 3] as const;

/** Shells in tabs or side by side; each screen stays as it is while another one is in front. */
export function LiveTerminals({ run }: { readonly run: Run }) {
  const t = useMessages();
  const [open, setOpen] = useState(2);
  const [front, setFront] = useState(0);
  const [beside, setBeside] = useState(false);
  /** The way out has been taken; and how often the way back has. */
  const [left, setLeft] = useState(false);
  const [called, setCalled] = useState(0);
  const back = useRef<HTMLButtonElement>(null);
  const ttys = TTYS.slice(0, open);
  const another = (): void => {
    setOpen(open + 1);
    setFront(open);
  };
  return (
    <div className={css['pane']}>
      <div className={css['shells']}>
        <Segmented
          label={t.terminal.label}
          value={String(front)}
          onChange={(value) => setFront(Number(value))}
          choices={ttys.map((tty) => ({ value: String(tty), label: t.terminal.shell(tty + 1) }))}
        />
        <Button small look="bare" disabled={open === TTYS.length} onClick={another}>
          {t.terminal.another}
        </Button>
        <Button small look="bare" aria-pressed={beside} onClick={() => setBeside(!beside)}>
          {t.terminal.beside}
        </Button>
        <output className={css['hint']}>{left ? t.terminal.left : t.terminal.leave}</output>
        <button ref={back} type="button" onClick={() => setCalled(called + 1)}>
          {t.terminal.live}
        </button>
      </div>
      <div className={css[beside ? 'beside' : 'stacked']}>
        {ttys.map((tty) => (
          <section
            key={tty}
            className={css['pane']}
            aria-label={t.terminal.shell(tty + 1)}
            hidden={!beside && tty !== front}
            data-front={beside && tty === front ? '' : undefined}
            onFocusCapture={() => setFront(tty)}
          >
            <LiveScreen
              run={run}
              tty={tty}
              inFront={tty === front}
              called={called}
              onLeave={() => {
                setLeft(true);
                back.current?.focus();
              }}
            />
          </section>
        ))}
      </div>
    </div>
  );
}
