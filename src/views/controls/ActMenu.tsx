import { Hammer } from 'lucide-react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { RunModel } from '../../projections/model.ts';
import { act, mastersAt, reloadAct, requestAct, signalAct, useActing, workersAt } from '../../store/acts.ts';
import type { Act } from '../../store/branches.ts';
import { usePlayer } from '../../store/player.ts';
import { useRun } from '../../store/run.ts';
import { secondsOf } from '../format.ts';
import { useMessages } from '../messages.ts';
import { Button } from '../ui/Button.tsx';
import ui from '../ui/ui.module.css';
import css from './acts.module.css';

const SHOWN = 12;
const METHODS = ['GET', 'POST', 'HEAD', 'DELETE'] as const;
const TARGET = /^\/[\x21-\x7e]{0,500}$/;

/** Above its button where there is room, else as low as fits. */
function place(panel: HTMLElement, button: HTMLElement | null): void {
  const from = button?.getBoundingClientRect();
  if (from === undefined) return;
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(from.right - width, window.innerWidth - width - 8));
  const above = from.top - height - 8;
  const below = Math.max(8, Math.min(from.bottom + 8, window.innerHeight - height - 8));
  panel.style.left = `${left}px`;
  panel.style.top = `${above >= 8 ? above : below}px`;
}

/** Kill a worker, reload, send a request, at the instant on screen: from there the run is another one. */
export function ActMenu({ model }: { readonly model: RunModel }) {
  const t = useMessages();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return undefined;
    const onToggle = (event: ToggleEvent): void => {
      setOpen(event.newState === 'open');
      if (event.newState !== 'open') return;
      usePlayer.getState().pause();
      useRun.getState().warm();
    };
    const observer = new ResizeObserver(() => place(element, button.current));
    observer.observe(element);
    element.addEventListener('beforetoggle', onToggle);
    return () => {
      observer.disconnect();
      element.removeEventListener('beforetoggle', onToggle);
    };
  }, []);
  const run = (wanted: Act): void => {
    panel.current?.hidePopover();
    act(wanted);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={ui['icon']}
        aria-label={t.acts.open}
        title={t.acts.open}
        aria-expanded={open}
        popoverTarget={id}
      >
        <Hammer size={18} />
      </button>
      <section ref={panel} id={id} popover="auto" className={css['acts']} aria-label={t.acts.open}>
        {open && <Acts model={model} onAct={run} />}
      </section>
    </>
  );
}

function Acts({ model, onAct }: { readonly model: RunModel; readonly onAct: (act: Act) => void }) {
  const t = useMessages();
  const at = usePlayer((state) => state.at);
  const editsHere = useActing((state) => state.editsHere);
  const now = model.t0 + at;
  const workers = workersAt(model, now);
  return (
    <>
      <h2>{t.acts.title(t.seconds(secondsOf(at)))}</h2>
      <p>{t.acts.text}</p>
      <ul>
        {workers.slice(0, SHOWN).map(({ pid }) => (
          <li key={pid}>
            <span>{t.acts.worker(pid)}</span>
            <Button small aria-label={t.acts.term(pid)} onClick={() => onAct(signalAct(pid, 'TERM'))}>
              {t.acts.termShort}
            </Button>
            <Button small aria-label={t.acts.kill(pid)} onClick={() => onAct(signalAct(pid, 'KILL'))}>
              {t.acts.killShort}
            </Button>
          </li>
        ))}
      </ul>
      {mastersAt(model, now).map((master) => (
        <Button key={master.pid} small onClick={() => onAct(reloadAct(master))}>
          {t.acts.reload(master.program, master.pid)}
        </Button>
      ))}
      <RequestForm model={model} onAct={onAct} />
      <label className={css['check']}>
        <input
          type="checkbox"
          checked={editsHere}
          onChange={(event) => useActing.getState().setEditsHere(event.target.checked)}
        />
        {t.acts.edits}
      </label>
    </>
  );
}

function RequestForm({ model, onAct }: { readonly model: RunModel; readonly onAct: (act: Act) => void }) {
  const t = useMessages();
  const [method, setMethod] = useState<string>('GET');
  const [target, setTarget] = useState(model.requests[0]?.target ?? '/');
  const bad = !TARGET.test(target);
  return (
    <form
      className={css['request']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) onAct(requestAct(model, method, target));
      }}
    >
      <select aria-label={t.acts.method} value={method} onChange={(event) => setMethod(event.target.value)}>
        {METHODS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <input
        aria-label={t.acts.target}
        value={target}
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={bad}
        onChange={(event) => setTarget(event.target.value)}
      />
      <Button small type="submit" look="fill" disabled={bad}>
        {t.acts.send}
      </Button>
      {bad && <small role="alert">{t.acts.badTarget}</small>}
    </form>
  );
}
