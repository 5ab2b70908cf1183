/** The diner's set, left to right: street, facade with its door, the room with lamps, menu and rope. Drawn once, never per frame. */
import { C, E, G, L, P, R, T, U, at, DISPLAY, MONO, paint, pattern, type Shape } from '../shapes';
import { linePlace } from '../anchors';
import type { StageWords } from '../../../i18n/stage';
import { houseMark, mark } from './persons';
import type { MenuItem } from '../scene';

const CAST = 'var(--cast)';
const TRIM = 'var(--g-trim)';
const SHADE_2 = 'var(--shade-2)';
const CREAM = 'var(--cream)';
const INK_DAY = '#2B1F2E';

const grid = (d: string, stroke: string): Shape => P(d, 'none', { stroke, 'stroke-width': 2 });
export const scenePatterns: readonly Shape[] = [
  pattern('floor', 92, 62, 'translate(330 262)', grid('M0 .75H92M.75 0V62', 'var(--g-floor-l)')),
  pattern('wood', 60, 34, 'translate(990 262)', grid('M0 1H60', 'var(--g-wood-l)')),
  pattern('ktile', 68, 62, 'translate(1262 262)', grid('M0 1H68M1 0V62', 'var(--g-kit-l)')),
  pattern('kwall', 46, 30, 'translate(1262 0)', grid('M0 1H46M1 0V15M24 15V30M0 15H46', 'var(--g-kwall-l)')),
  pattern('pave', 76, 56, 'translate(66 262)', grid('M0 1H76M1 0V28M38 28V56M0 28H76', 'var(--g-walk-l)')),
];

const WINDOWS: readonly (readonly [number, number])[] = [
  [14, 140],
  [44, 112],
  [44, 150],
  [60, 188],
  [14, 190],
  [118, 176],
  [166, 144],
  [166, 184],
  [214, 204],
  [248, 204],
];
const PLANT = 'var(--g-plant)';
const tree: readonly Shape[] = [
  E(150, 352, 52, 12, CAST),
  R(122, 318, 56, 34, 6, TRIM),
  R(122, 318, 56, 10, 5, 'var(--g-counter)'),
  R(145, 270, 10, 52, 4, 'var(--hr-2)'),
  C(150, 238, 42, PLANT),
  C(126, 258, 27, PLANT),
  C(176, 262, 25, PLANT),
  P('M160 200A42 42 0 0 1 188 270A30 30 0 0 1 160 286Z', 'var(--g-plant-2)'),
];
export const street = (): readonly Shape[] => [
  R(0, 0, 290, 262, 0, 'var(--g-sky)'),
  P('M0 262V120H34V92H84V140H118V262Z', 'var(--g-far)'),
  P('M96 262V152H150V118H196V178H290V262Z', 'var(--g-far2)'),
  ...WINDOWS.map(([x, y]) => R(x, y, 14, 18, 2, 'var(--g-window,var(--g-sky))', { opacity: 0.75 })),
  R(0, 262, 290, 566, 0, 'var(--g-walk)'),
  R(0, 262, 290, 566, 0, paint('pave')),
  R(0, 262, 52, 566, 0, 'var(--g-road)'),
  R(52, 262, 14, 566, 0, 'var(--g-kerb)'),
  ...[300, 430, 560, 690].map((y) => R(4, y, 8, 70, 4, 'var(--g-kerb)', { opacity: 0.7 })),
  ...tree,
  E(112, 800, 40, 9, CAST),
  P('M84 800L96 706H138L150 800Z', TRIM),
  P('M94 790L103 716H131L140 790Z', 'var(--g-board)'),
  U('burger', 'translate(117 752) scale(.9)'),
];

const WALLS: readonly (readonly [number, number])[] = [
  [216, 490],
  [612, 700],
  [806, 828],
];
const walls: readonly Shape[] = [
  ...WALLS.map(([a, b]) => P(`M290 ${a}H330V${b}H290Z`, CAST, { transform: 'translate(14 6)' })),
  ...WALLS.flatMap(([a, b]) => [
    R(290, a - 46, 40, b - a, 0, TRIM),
    R(296, a - 40, 28, b < 820 ? b - a - 10 : b - a, 0, 'var(--g-wall-2)'),
    R(290, b - 46, 40, 46, 0, TRIM),
    R(290, b - 46, 40, 6, 0, 'var(--shade)'),
  ]),
];
const awning = (): readonly Shape[] => [
  P('M296 186H240V450H296Z', CAST, { transform: 'translate(-8 14)' }),
  ...Array.from({ length: 9 }, (_, i) => {
    const y = 172 + 30 * i;
    return P(`M296 ${y}H248Q236 ${y + 15} 248 ${y + 30}H296Z`, i % 2 === 0 ? 'var(--g-brand)' : CREAM);
  }),
  R(288, 172, 10, 262, 0, SHADE_2),
];
export function facade(words: StageWords): readonly Shape[] {
  const sign = words.language === 'en' ? 52 : 62;
  return [
    ...walls,
    ...awning(),
    G(
      { transform: 'translate(0 -38)' },
      E(360, 528, 36, 6, CAST),
      R(326, 392, 66, 136, 3, TRIM),
      R(334, 400, 50, 96, 2, 'var(--g-glass)'),
      P('M334 470L372 400H384V420L346 496H334Z', 'var(--g-glass-2)'),
      R(334, 502, 50, 18, 2, 'var(--g-counter-2)'),
      C(380, 452, 4, 'var(--g-brass)'),
    ),
    R(359 - sign / 2, 370, sign, 26, 4, CREAM, { stroke: TRIM, 'stroke-width': 2 }),
    T(359, 389, words.open, { size: words.language === 'en' ? 17 : 18, fill: '#6E1F46', weight: 700 }),
    R(338, 548, 66, 42, 6, TRIM, { opacity: 0.55 }),
    R(338, 752, 66, 40, 6, TRIM, { opacity: 0.55 }),
    T(371, 577, words.in, { size: 20, fill: CREAM, weight: 700 }),
    T(371, 779, words.out, { size: 20, fill: CREAM, weight: 700 }),
    R(40, 40, 222, 126, 16, SHADE_2, { transform: 'translate(5 7)' }),
    R(40, 40, 222, 126, 16, 'var(--g-board)'),
    R(48, 48, 206, 110, 11, 'none', { stroke: 'var(--g-brass)', 'stroke-width': 3 }),
    houseMark(151, 88, 0.98),
    T(151, 148, words.sign, {
      size: words.language === 'en' ? 24 : 26,
      fill: 'var(--g-board-tx)',
      weight: 700,
      font: DISPLAY,
    }),
    L('M262 70H292M262 132H292', 'var(--g-steel-3)', 7),
  ];
}

const MENU_SPOTS: readonly (readonly [number, number])[] = [
  [654, 132],
  [654, 164],
  [770, 132],
  [770, 164],
];
/** The menu on the wall is the legend of the paths. */
export const menuBoard = (items: readonly MenuItem[]): Shape =>
  G(
    {},
    R(626, 104, 262, 86, 4, SHADE_2, { transform: 'translate(4 5)' }),
    R(626, 104, 262, 86, 4, TRIM),
    R(633, 111, 248, 72, 2, CREAM),
    ...MENU_SPOTS.flatMap(([x, y], i) => {
      const item = items[i];
      if (item === undefined) return [];
      const label = item.label.length > 8 ? `${item.label.slice(0, 7)}…` : item.label;
      return [
        G({ class: `gd-as-${item.path}` }, mark(item.path, `translate(${x} ${y}) scale(.95)`)),
        T(x + 16, y + 7.5, label, { size: 20.5, fill: INK_DAY, weight: 600, anchor: 'start', font: MONO }),
      ];
    }),
  );
const lamp = (x: number): readonly Shape[] => [
  L(`M${x} 0V58`, 'var(--g-dark)', 3),
  P(`M${x - 24} 86Q${x - 20} 58 ${x} 58Q${x + 20} 58 ${x + 24} 86Z`, 'var(--g-brand)'),
  P(`M${x + 4} 58Q${x + 20} 60 ${x + 24} 86H${x + 10}Z`, SHADE_2),
  P(`M${x - 14} 86A14 10 0 0 0 ${x + 14} 86Z`, 'var(--g-lamp)'),
  P(`M${x - 22} 88L${x - 120} 560H${x + 120}L${x + 22} 88Z`, 'var(--g-glow)'),
];
/** It makes way when people stand behind the line. */
export const plant = at(
  246,
  0,
  E(622, 292, 24, 7, CAST),
  P('M604 258H640L634 292H610Z', TRIM),
  P('M622 262Q586 236 596 206Q620 220 622 262Q618 206 636 190Q652 222 622 262Q632 228 660 228Q656 256 622 262Z', PLANT),
);
/** The room itself. */
export function room(words: StageWords, mode: 'tills' | 'one-loop', pickup: boolean): readonly Shape[] {
  return [
    R(290, 0, 972, 262, 0, 'var(--g-wall)'),
    ...Array.from({ length: 17 }, (_, i) => R(330 + 58 * i, 196, 2.5, 54, 0, 'var(--g-wall-l)')).filter(
      (_, i) => 330 + 58 * i < 1262,
    ),
    R(290, 190, 972, 8, 0, 'var(--g-wall-2)'),
    R(290, 248, 972, 14, 0, 'var(--g-wall-2)'),
    R(290, 262, 700, 566, 0, 'var(--g-floor)'),
    R(290, 262, 700, 566, 0, paint('floor')),
    R(990, 262, 272, 566, 0, 'var(--g-wood)'),
    R(990, 262, 272, 566, 0, paint('wood')),
    R(290, 262, 972, 14, 0, 'var(--shade)'),
    R(1262, 0, 338, 262, 0, 'var(--g-kwall)'),
    R(1262, 0, 338, 262, 0, paint('kwall')),
    R(1262, 248, 338, 14, 0, 'var(--g-steel-3)'),
    R(1262, 262, 338, 566, 0, 'var(--g-kit)'),
    R(1262, 262, 338, 566, 0, paint('ktile')),
    R(1262, 262, 338, 16, 0, 'var(--shade)'),
    R(1262, 200, 22, 580, 0, 'var(--g-steel-2)'),
    R(1266, 200, 14, 580, 0, 'var(--g-steel)'),
    R(1262, 780, 22, 48, 0, 'var(--g-steel-3)'),
    R(1284, 262, 10, 566, 0, 'var(--shade)'),
    ...[640, 760, 880].flatMap(lamp),
    ...(pickup ? pickupArea(words, mode) : []),
  ];
}
const pickupArea = (words: StageWords, mode: 'tills' | 'one-loop'): readonly Shape[] => [
  R(604, 664, 304, 150, 14, 'none', { stroke: 'var(--g-floor-l)', 'stroke-width': 5, 'stroke-dasharray': '12 10' }),
  ...(mode === 'tills'
    ? [T(756, 652, words.pickup, { size: 22, fill: 'var(--g-note)', weight: 600 })]
    : [T(926, 810, `← ${words.pickup}`, { size: 22, fill: 'var(--g-note)', weight: 600, anchor: 'start' })]),
];

const POSTS = [584, 734, 884] as const;
/** Back rope and the marks on the floor; the front rope stands before the people (ropeFront). */
export const ropeBack = (): readonly Shape[] => [
  ...Array.from({ length: 5 }, (_, i) => linePlace(i, 0)).map(({ x, y }) =>
    E(x, y, 30, 10, 'none', { stroke: 'var(--g-wall-2)', 'stroke-width': 3, 'stroke-dasharray': '6 6' }),
  ),
  ...POSTS.flatMap((x) => [
    R(x - 4, 472, 8, 58, 4, 'var(--g-brass)'),
    C(x, 470, 7, 'var(--g-brass)'),
    E(x, 530, 16, 5, 'var(--g-counter-2)'),
  ]),
  L('M584 514Q660 546 734 514Q810 546 884 514', 'var(--g-rope)', 6),
];
export const ropeFront = (): Shape =>
  G(
    {},
    L('M584 556Q660 590 734 556Q810 590 884 556', 'var(--g-rope)', 7),
    ...POSTS.flatMap((x) => [
      E(x + 4, 606, 20, 6, CAST),
      E(x, 604, 16, 5.5, 'var(--g-counter-2)'),
      R(x - 4, 548, 8, 56, 4, 'var(--g-brass)'),
      C(x, 546, 7.5, 'var(--g-brass)'),
      R(x + 1, 550, 3, 54, 0, 'var(--shade)'),
    ]),
  );
