import { ArrowLeftRight, Pin, PinOff, X } from 'lucide-react';
import { useState } from 'react';
import { asideKey, type Run } from '../../store/branches.ts';
import { usePlayer } from '../../store/player.ts';
import { currentRun, useRun, type RunState } from '../../store/run.ts';
import { useShallow } from 'zustand/shallow';
import { secondsOf } from '../format.ts';
import { useMessages } from '../messages.ts';
import { actWords, runWords } from '../run-label.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import css from './controls.module.css';

/** The runs that can take the place of the one on screen, or stand beside it: its branches, the pinned one, the one before. */
function alternatives(state: RunState): readonly Run[] {
  const now = currentRun(state);
  const all = [...(state.branches[state.shown] ?? []), state.before[state.shown], state.pinned, now];
  const unique = new Map(all.flatMap((run) => (run === null || run === undefined ? [] : [[run.id, run] as const])));
  return [...unique.values()].sort((a, b) => a.id - b.id);
}

const compareWith = (run: Run): void => {
  const { show, shown } = useRun.getState();
  show(shown, asideKey(run));
};

/** Small and only where there is a choice: the branches of the run, each to be shown or compared with. */
export function BranchBar() {
  const t = useMessages();
  const now = useRun(currentRun);
  const all = useRun(useShallow(alternatives));
  const pinned = useRun((state) => state.pinned);
  const { goTo, pin } = useRun.getState();
  if (now === null) return null;
  const isPinned = pinned?.id === now.id;
  return (
    <fieldset className={css['branches']}>
      <legend className="visually-hidden">{t.branches.label}</legend>
      {all.length > 1 &&
        all.map((run) => {
          const name = runWords(t, useRun.getState(), run);
          const here = run.id === now.id;
          return (
            <span key={run.id} className={css['branch']} data-here={here}>
              <button
                type="button"
                aria-pressed={here}
                aria-label={t.branches.show(name)}
                title={name}
                onClick={() => goTo(run.id)}
              >
                {run.fork !== null && <i aria-hidden="true" />}
                {name}
              </button>
              {!here && (
                <button
                  type="button"
                  aria-label={t.branches.compare(name)}
                  title={t.branches.compare(name)}
                  onClick={() => compareWith(run)}
                >
                  <ArrowLeftRight size={14} />
                </button>
              )}
            </span>
          );
        })}
      <IconButton
        label={isPinned ? t.branches.unpin : t.branches.pin}
        pressed={isPinned}
        onClick={() => pin(isPinned ? null : now)}
      >
        {isPinned ? <PinOff size={16} /> : <Pin size={16} />}
      </IconButton>
    </fieldset>
  );
}

/** After an act: what has become of the future, with the ways back. Lies over the foot of the stage. */
export function ForkNotice() {
  const t = useMessages();
  const run = useRun(currentRun);
  const forking = useRun((state) => state.forking);
  const parent = useRun((state) => (state.branches[state.shown] ?? []).find((one) => one.id === run?.fork?.of) ?? null);
  const { undoFork } = useRun.getState();
  const playing = usePlayer((state) => state.playing);
  const compared = useRun((state) => state.beside !== null);
  const [seen, setSeen] = useState<number | null>(null);
  if (compared) return null;
  if (forking !== null)
    return (
      <div className={css['forked']}>
        <output>{t.branches.computing}</output>
        {run !== null && (
          <Button small onClick={undoFork}>
            {t.undo}
          </Button>
        )}
      </div>
    );
  if (run === null || run.fork === null || parent === null || playing || seen === run.id) return null;
  return (
    <div className={css['forked']}>
      <output>{t.branches.replaced(t.seconds(secondsOf(run.fork.at)), actWords(t, run.fork.act))}</output>
      <Button small onClick={undoFork}>
        {t.undo}
      </Button>
      <Button small onClick={() => compareWith(parent)}>
        {t.branches.both}
      </Button>
      <IconButton label={t.close} onClick={() => setSeen(run.id)}>
        <X size={16} />
      </IconButton>
    </div>
  );
}
