import { useLayoutEffect } from 'react';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { neighbour, nextError, SPEEDS, usePlayer } from '../../store/player.ts';
import { currentRun, useRun } from '../../store/run.ts';
import { useSettings } from '../../store/settings.ts';
import { press, type Shortcut } from '../keys/shortcut.ts';

const NUDGE_US = 100_000;

/** Where keys belong to what is focused: text, and widgets with arrow keys of their own. */
const OWN_KEYS = 'input, textarea, select, [contenteditable="true"], .monaco-editor, .xterm, dialog, [data-keys="own"]';

/** The player's own sliders keep what a slider does with keys, and give up the rest. */
const SLIDER_KEYS: ReadonlySet<string> = new Set(
  'ArrowLeft ArrowRight ArrowUp ArrowDown Home End PageUp PageDown'.split(' '),
);

function isBusy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[data-keys="player"]') !== null) return SLIDER_KEYS.has(key);
  return target.closest(OWN_KEYS) !== null;
}

function faster(direction: 1 | -1): void {
  const { speed, setSpeed } = usePlayer.getState();
  const i = SPEEDS.findIndex((one) => one >= speed);
  setSpeed(SPEEDS[Math.min(Math.max((i < 0 ? SPEEDS.length - 1 : i) + direction, 0), SPEEDS.length - 1)] ?? 1);
}

const model = () => currentRun(useRun.getState())?.model;

function go(to: number | null): void {
  const { pause, seek } = usePlayer.getState();
  pause();
  if (to !== null) seek(to);
}

export function stepByEvent(direction: 1 | -1): void {
  const run = model();
  if (run) go(neighbour(run, usePlayer.getState().at, direction));
}

function toError(direction: 1 | -1): void {
  const run = model();
  // Whether anything goes wrong may be what a question asks for.
  if (run && !isAsking(useLesson.getState())) go(nextError(run, usePlayer.getState().at, direction));
}

export function otherSkin(): void {
  const { skin, setSkin } = useSettings.getState();
  setSkin(skin === 'diner' ? 'server' : 'diner');
}

const player = usePlayer.getState;

export type PlayerKey =
  | 'play'
  | 'nudgeBack'
  | 'nudgeOn'
  | 'eventBack'
  | 'eventOn'
  | 'nextError'
  | 'lastError'
  | 'from'
  | 'to'
  | 'loop'
  | 'start'
  | 'end'
  | 'slower'
  | 'faster'
  | 'skin';

export const PLAYER_KEYS: readonly Shortcut<PlayerKey>[] = [
  { id: 'play', keys: [' '], notOnWidgets: true, run: () => player().toggle() },
  { id: 'eventBack', keys: [','], run: () => stepByEvent(-1) },
  { id: 'eventOn', keys: ['.'], run: () => stepByEvent(1) },
  { id: 'nudgeBack', keys: ['ArrowLeft'], shift: false, run: () => player().nudge(-NUDGE_US) },
  { id: 'nudgeOn', keys: ['ArrowRight'], shift: false, run: () => player().nudge(NUDGE_US) },
  { id: 'start', keys: ['Home'], run: () => player().seek(0) },
  { id: 'end', keys: ['End'], run: () => player().seek(player().to) },
  { id: 'nextError', keys: ['n'], run: () => toError(1) },
  { id: 'lastError', keys: ['N'], run: () => toError(-1) },
  { id: 'slower', keys: ['['], run: () => faster(-1) },
  { id: 'faster', keys: [']'], run: () => faster(1) },
  { id: 'from', keys: ['i'], run: () => player().markRange('from') },
  { id: 'to', keys: ['o'], run: () => player().markRange('to') },
  { id: 'loop', keys: ['l'], run: () => player().setLoop(!player().loop) },
  { id: 'skin', keys: ['d'], run: otherSkin },
];

/**
 * Keys that work everywhere on the page but in what has its own.
 * @param rows asked at every key, as they depend on what is on the screen
 */
export function usePageKeys(rows: () => readonly Shortcut[]): void {
  // Before the paint: who sees the page may press a key at once, and effects after the paint would miss it.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target, event.key))
        return;
      const onWidget = event.target instanceof Element && event.target.closest('button, a, summary') !== null;
      if (press(rows(), event.key, event.shiftKey, onWidget)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [rows]);
}
