import { useEffect } from 'react';
import { isAsking, useLesson } from '../../store/lesson.ts';
import { neighbour, nextError, SPEEDS, usePlayer } from '../../store/player.ts';
import { currentRun, useRun } from '../../store/run.ts';
import { useSettings } from '../../store/settings.ts';
import { timelineKey } from '../timeline/tools.ts';

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

/** One key of the page's player; true when it was one. */
function press(key: string, shift: boolean, onWidget: boolean): boolean {
  if (timelineKey(key, shift)) return true;
  const player = usePlayer.getState();
  const model = currentRun(useRun.getState())?.model;
  const go = (to: number | null): void => {
    player.pause();
    if (to !== null) player.seek(to);
  };
  switch (key) {
    case ' ':
      if (onWidget) return false;
      player.toggle();
      return true;
    case 'ArrowLeft':
      player.nudge(-NUDGE_US);
      return true;
    case 'ArrowRight':
      player.nudge(NUDGE_US);
      return true;
    case ',':
      if (model) go(neighbour(model, player.at, -1));
      return true;
    case '.':
      if (model) go(neighbour(model, player.at, 1));
      return true;
    case 'n':
    case 'N':
      // Whether anything goes wrong may be what a question asks for.
      if (model && !isAsking(useLesson.getState())) go(nextError(model, player.at, key === 'n' ? 1 : -1));
      return true;
    case 'i':
      player.markRange('from');
      return true;
    case 'o':
      player.markRange('to');
      return true;
    case 'Home':
      player.seek(0);
      return true;
    case 'End':
      player.seek(player.to);
      return true;
    case '[':
      faster(-1);
      return true;
    case ']':
      faster(1);
      return true;
    case 'l':
      player.setLoop(!player.loop);
      return true;
    case 'd': {
      const { skin, setSkin } = useSettings.getState();
      setSkin(skin === 'diner' ? 'server' : 'diner');
      return true;
    }
    default:
      return false;
  }
}

/** The player's keys work everywhere on the page but in what has its own. */
export function usePlayerKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target, event.key))
        return;
      const onWidget = event.target instanceof Element && event.target.closest('button, a, summary') !== null;
      if (press(event.key, event.shiftKey, onWidget)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
