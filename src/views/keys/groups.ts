import { useLesson } from '../../store/lesson.ts';
import { usePlayer } from '../../store/player.ts';
import { useRun } from '../../store/run.ts';
import { PANELS, type Panel } from '../../store/limits.ts';
import { useSettings } from '../../store/settings.ts';
import { useShell } from '../../store/shell.ts';
import { otherSkin, PLAYER_KEYS, stepByEvent, type PlayerKey } from '../controls/keys.ts';
import { isWide } from '../media.ts';
import { TIMELINE_KEYS, type TimelineKey } from '../timeline/tools.ts';
import type { Shortcut } from './shortcut.ts';

type PageKey = 'sheet' | 'present' | Panel;
type PresentKey =
  | 'leave'
  | 'nextStep'
  | 'lastStep'
  | 'black'
  | 'file'
  | 'compare'
  | 'presentSkin'
  | 'presentPlay'
  | 'presentEventOn'
  | 'presentEventBack'
  | 'presentAgain'
  | 'presentSheet';
export type KeyId = PlayerKey | TimelineKey | PageKey | PresentKey;

const inLesson = (): boolean => useLesson.getState().phase === 'ready';
const shell = useShell.getState;

const PAGE_KEYS: readonly Shortcut<PageKey>[] = [
  { id: 'sheet', keys: ['?'], run: () => shell().showSheet(true) },
  { id: 'present', keys: ['f', 'F'], run: () => (inLesson() ? shell().present(true) : false) },
  ...PANELS.map((panel, i): Shortcut<PageKey> => ({
    id: panel,
    keys: [String(i + 1)],
    run: () => (inLesson() && isWide() ? useSettings.getState().fold(panel) : false),
  })),
];

function step(by: 1 | -1): boolean {
  const { stepIndex, text, goStep } = useLesson.getState();
  const next = stepIndex + by;
  if (text === null || next < 0 || next >= text.steps.length) return false;
  goStep(next);
  return true;
}

function compare(): boolean {
  const runs = useLesson.getState().pack?.lesson.runs ?? [];
  const { beside, show, shown } = useRun.getState();
  const [first, second] = runs;
  if (first === undefined || second === undefined) return false;
  if (beside === null) show(first.id, second.id);
  else show(shown);
  return true;
}

/** What the buttons of remote controls send: PageUp and PageDown, `b` or a full stop for black, F5 and Escape. */
const PRESENT_KEYS: readonly Shortcut<PresentKey>[] = [
  { id: 'nextStep', keys: ['PageDown'], run: () => void step(1) },
  { id: 'lastStep', keys: ['PageUp'], run: () => void step(-1) },
  { id: 'presentPlay', keys: [' '], notOnWidgets: true, run: () => usePlayer.getState().toggle() },
  { id: 'presentEventOn', keys: ['ArrowRight'], shift: false, run: () => stepByEvent(1) },
  { id: 'presentEventBack', keys: ['ArrowLeft'], shift: false, run: () => stepByEvent(-1) },
  { id: 'black', keys: ['b', 'B', '.'], run: () => shell().toggleBlack() },
  { id: 'file', keys: ['e'], run: () => shell().toggleFile() },
  { id: 'compare', keys: ['c'], run: compare },
  { id: 'presentSkin', keys: ['d'], run: otherSkin },
  {
    id: 'presentAgain',
    // Remote controls start a show with it: here it must not load the page anew.
    keys: ['F5', 'r'],
    run: () => {
      usePlayer.getState().seek(0);
      usePlayer.getState().play();
    },
  },
  { id: 'presentSheet', keys: ['?'], run: () => shell().showSheet(true) },
  { id: 'leave', keys: ['Escape', 'f', 'F'], run: () => shell().present(false) },
];

const USUAL: readonly Shortcut<KeyId>[] = [...PAGE_KEYS, ...TIMELINE_KEYS, ...PLAYER_KEYS];
const PRESENTING: readonly Shortcut<KeyId>[] = [...PRESENT_KEYS, ...TIMELINE_KEYS, ...PLAYER_KEYS];

/** The keys of this moment; of the single letters, the reader may want none (speech input types them by itself). */
export function keysNow(): readonly Shortcut<KeyId>[] {
  const rows = shell().presenting ? PRESENTING : USUAL;
  if (useSettings.getState().letterKeys) return rows;
  return rows.flatMap((row) => {
    const keys = row.keys.filter((key) => key.length > 1 || key === ' ' || key === '?');
    return keys.length === 0 ? [] : [{ ...row, keys }];
  });
}

/** The sheet's sections. */
export const GROUPS: readonly {
  readonly id: 'player' | 'timeline' | 'page' | 'present';
  readonly rows: readonly Shortcut<KeyId>[];
}[] = [
  { id: 'player', rows: PLAYER_KEYS },
  { id: 'timeline', rows: TIMELINE_KEYS },
  { id: 'page', rows: PAGE_KEYS },
  { id: 'present', rows: PRESENT_KEYS },
];
