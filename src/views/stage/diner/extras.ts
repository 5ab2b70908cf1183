/** What the room shows only when it matters: a full rope, an open envelope's reader, stoves, stools, a pen, counters of several servers. */
import { C, E, G, L, MONO, P, R, T, U, fitText, named, textWidth, type Shape } from '../shapes';
import type { StageWords } from '../../../i18n/stage';
import type { CoreScene, GroupScene } from '../scene';
import { BODY, BODY_SIDE } from './people';

const CAST = 'var(--cast)';
const CREAM = 'var(--cream)';
const TRIM = 'var(--g-trim)';
const BOARD = 'var(--g-board)';
const BOARD_TX = 'var(--g-board-tx)';

/** The board that is put out before a full rope. Feet at the origin. */
export const fullSign = (text: string): Shape =>
  G(
    {},
    E(0, 2, 50, 9, CAST),
    P('M-46 0L-36-92H36L46 0Z', TRIM),
    P('M-37-10L-29-82H29L37-10Z', BOARD),
    T(0, -38, text, { size: 24, fill: 'var(--g-lamp)', weight: 700 }),
  );

/** Somebody in a coat under the tree, who looks at what passes. Feet at the origin. */
export const eavesdropper = (): Shape =>
  G(
    { transform: 'scale(.82)' },
    U('shadow'),
    P(BODY, 'var(--g-coat)'),
    P(BODY_SIDE, 'var(--shade)'),
    P('M-28-78Q0-58 28-78L20-92H-20Z', 'var(--g-coat-2)'),
    C(0, -106, 24, 'var(--sk-2)'),
    P('M-40-116Q0-104 40-116Q36-124 26-124L20-146Q0-154-20-146L-26-124Q-36-124-40-116Z', 'var(--g-coat-2)'),
    R(-18, -110, 15, 9, 4, '#221F2E'),
    R(3, -110, 15, 9, 4, '#221F2E'),
    L('M-3-106H3', '#221F2E', 2.5),
  );
/** What that one has read, on a note beside. Anchored at its left end. */
export function overheardNote(text: string, sealed: boolean): Shape {
  const shown = fitText(text, 226, 12.1, 20.5);
  const width = 46 + textWidth(shown, 12.1, 20.5);
  return G(
    {},
    R(0, -17, width, 34, 6, sealed ? 'var(--sunken)' : '#FFFCF5', { stroke: 'var(--ink)', 'stroke-width': 2 }),
    ...(sealed
      ? [R(8, -9, 22, 17, 2, CREAM, { stroke: '#8A7A78', 'stroke-width': 2 }), L('M9-8L19 1L29-8', '#8A7A78', 2)]
      : [L('M8-6H26M8 0H26M8 6H20', '#8A7A78', 2.4)]),
    T(36, 7, shown, {
      size: 20,
      anchor: 'start',
      fill: sealed ? 'var(--ink-2)' : '#2B1F2E',
      font: MONO,
    }),
  );
}

/** A picture for a wall on which nothing else hangs. Centred. */
export const picture = (of: string): Shape =>
  G(
    {},
    R(-56, -50, 112, 100, 4, TRIM),
    R(-46, -40, 92, 80, 2, CREAM),
    R(-46, 18, 92, 22, 0, 'var(--g-top)'),
    U(of, 'translate(0 8) scale(1.6)'),
  );

/** A bar stool; the one who sits on it stands behind it in the drawing. */
export const stool = (): Shape =>
  G(
    {},
    E(0, 2, 24, 6, CAST),
    L('M-12 0L-6-34M12 0L6-34M-10-14H10', 'var(--g-steel-3)', 4),
    E(0, -36, 22, 7, 'var(--g-rope)'),
  );

const STOVES = 8;
/** The processors under the hood: a flame for each that is in use, with who has it; beyond eight only counts. */
export function stoves(cores: readonly CoreScene[], runQueue: number, words: StageWords): Shape {
  const busy = cores.filter((core) => core.pid !== undefined).length;
  const few = cores.length <= 4;
  const gap = few ? 62 : 30;
  const shown = cores.slice(0, STOVES);
  const board = [words.core(busy).diner, ...(runQueue > 0 ? [words.runQueue(runQueue)] : [])].join(' · ');
  return G(
    {},
    ...shown.flatMap((core, i) => {
      const x = 1376 + i * gap;
      const lit = core.pid !== undefined;
      return [
        R(x - 13, 108, 26, 7, 3, 'var(--g-dark)'),
        ...(lit
          ? [
              P(
                `M${x - 9} 108Q${x - 13} 94 ${x - 2} 84Q${x - 1} 92 ${x + 4} 90Q${x + 3} 82 ${x + 7} 78Q${x + 15} 94 ${x + 9} 108Z`,
                'var(--st-run)',
              ),
              P(`M${x - 4} 108Q${x - 6} 99 ${x + 1} 94Q${x + 6} 101 ${x + 4} 108Z`, '#FFF3CF'),
            ]
          : []),
        ...(few && lit ? [T(x, 134, String(core.pid), { size: 19, weight: 600, font: MONO })] : []),
      ];
    }),
    ...(busy < 2 && runQueue === 0 ? [] : [T(1590, 64, board, { size: 20, weight: 600, anchor: 'end' })]),
  );
}

/** The one pen of a process (the GIL), in the hand of the thread that writes; centred. */
export const pen = (): Shape =>
  G(
    {},
    C(0, 0, 17, 'var(--st-run-bg)', { stroke: 'var(--st-run)', 'stroke-width': 3 }),
    P('M-10 9L-7-1L5-11L11-5L0 6Z', 'var(--ink)'),
  );

/** A short rope for the line of one of several servers. */
export function groupRope({ sign, line, narrow }: GroupScene): Shape {
  const from = narrow ? sign.x + sign.width + 8 : 604;
  const y = line.y;
  return G(
    {},
    ...[from, 890].flatMap((x) => [
      E(x + 3, y + 5, 14, 4, CAST),
      R(x - 3, y - 46, 6, 50, 3, 'var(--g-brass)'),
      C(x, y - 48, 5.5, 'var(--g-brass)'),
    ]),
    L(`M${from} ${y - 38}Q${(from + 890) / 2} ${y - 12} 890 ${y - 38}`, 'var(--g-rope)', 5),
  );
}
/** The plate with the name of one of several servers, in front of its line. Refs: `text`. */
export const groupSign = ({ sign: { x, y, width } }: GroupScene, text: string): Shape =>
  G(
    {},
    R(x, y, width, 28, 5, BOARD),
    named('text', T(x + width / 2, y + 21, text, { size: 20, fill: BOARD_TX, weight: 600, font: MONO })),
  );
