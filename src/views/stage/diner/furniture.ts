/** Furniture of the diner: location board, fridge, lectern, appliances, hood, the manager's window, the async worker's rail and shelf. */
import {
  C,
  DISPLAY,
  E,
  G,
  L,
  MONO,
  P,
  R,
  T,
  U,
  at,
  clip,
  fitText,
  named,
  paint,
  textWidth,
  type Shape,
} from '../shapes';
import { serviceSlot } from '../anchors';
import type { StageWords } from '../../../i18n/stage';
import type { LocationScene } from '../scene';
import { bossPeg, houseMark } from './persons';

const CAST = 'var(--cast)';
const SHADE = 'var(--shade)';
const SHADE_2 = 'var(--shade-2)';
const TRIM = 'var(--g-trim)';
const BOARD_TX = 'var(--g-board-tx)';
const INK_DAY = '#2B1F2E';
const CREAM = 'var(--cream)';

/** The location table as a wall board: where does which path go? Three rows fit. */
export function whereBoard(words: StageWords, locations: readonly LocationScene[]): Shape {
  const rows = locations.slice(0, 3);
  const many = rows.length > 2;
  const [head, top, gap] = many ? [79, 107, 27] : [82, 118, 36];
  const style = { fill: BOARD_TX, anchor: 'start' } as const;
  return G(
    {},
    R(336, 42, 252, 138, 8, SHADE_2, { transform: 'translate(4 6)' }),
    R(336, 42, 252, 138, 8, TRIM),
    R(344, 50, 236, 122, 4, 'var(--g-board)'),
    T(358, head, words.whereTo, { size: 24, fill: 'var(--g-lamp)', weight: 700, anchor: 'start', font: DISPLAY }),
    ...(rows.length === 0 ? [T(358, top, words.nobodyAsked, { size: 21, ...style, extra: { opacity: 0.8 } })] : []),
    ...rows.flatMap((location, i) => {
      const leads = `→ ${words.leadsTo[location.leads]}`;
      const room = 206 - textWidth(leads, 11.5, 22);
      return [
        T(358, top + gap * i, fitText(location.match, room, 13.9, 23), { size: 23, ...style, font: MONO }),
        T(568, top + gap * i, leads, { size: 22, fill: BOARD_TX, weight: 600, anchor: 'end' }),
      ];
    }),
  );
}

const CUPS = ['var(--g-cup)', 'var(--g-brand)', 'var(--g-plant)', 'var(--g-brass)'] as const;
export const fridge = (): Shape =>
  G(
    {},
    E(548, 448, 52, 9, CAST),
    R(502, 236, 88, 208, 8, 'var(--g-steel)'),
    P('M576 236H582Q590 236 590 244V436Q590 444 582 444H576Z', SHADE),
    R(511, 262, 66, 150, 4, 'var(--g-glass)'),
    P('M511 340L560 262H577V290L511 395Z', 'var(--g-glass-2)', { opacity: 0.7 }),
    ...[306, 352, 398].flatMap((y) => [
      R(511, y, 66, 5, 0, 'var(--g-steel-2)'),
      ...[519, 533, 547, 561].flatMap((x, k) => [
        P(`M${x} ${y - 24}H${x + 11}L${x + 9} ${y}H${x + 2}Z`, CUPS[(k + y) % 4] ?? CUPS[0]),
        R(x - 1, y - 27, 13, 4, 1, CREAM),
      ]),
    ]),
    R(511, 243, 66, 13, 3, 'var(--g-cup)'),
    R(580, 300, 5, 60, 2.5, 'var(--g-steel-3)'),
  );

export const lectern = (): Shape =>
  G(
    { transform: 'translate(0 -38)' },
    E(462, 592, 44, 9, CAST),
    P('M430 536H494L488 590H436Z', 'var(--g-counter)'),
    P('M470 536H494L488 590H472Z', SHADE),
    P('M424 524H500V538H424Z', 'var(--g-top)'),
    P('M436 524L444 512H484L490 524Z', '#FFFCF5'),
    L('M450 518H478', '#8A7A78', 2.5),
    G({ transform: 'translate(462 564) scale(.42)' }, houseMark(0, 0, 1)),
  );

const SLOTS = [0, 1, 2, 3] as const;
const slotX = (j: number): number => serviceSlot('upper', j).x;
const X0 = 1346;
/** The upper appliance. Refs busy0 … busy3: oil bubbles of the slots in use. */
export function fryer(label: string): Shape {
  const y = 470;
  return G(
    {},
    E(1474, y + 3, 136, 11, CAST),
    R(X0, y - 108, 248, 108, 6, 'var(--g-steel)'),
    R(X0 + 206, y - 108, 42, 108, 0, SHADE),
    R(X0, y - 130, 248, 26, 5, 'var(--g-steel-2)'),
    ...SLOTS.flatMap((j) => {
      const x = slotX(j);
      return [
        R(x - 26, y - 126, 52, 18, 5, 'var(--g-dark)'),
        R(x - 23, y - 122, 46, 12, 4, 'var(--g-oil)'),
        named(
          `busy${j}`,
          G(
            { display: 'none' },
            named(`rise${j}0`, C(x - 10, y - 119, 4, '#F7D98A')),
            named(`rise${j}1`, C(x + 4, y - 122, 3, '#F7D98A')),
            named(`rise${j}2`, C(x + 13, y - 117, 3.5, '#F7D98A')),
          ),
        ),
        L(`M${x} ${y - 110}V${y - 86}`, 'var(--g-steel-3)', 6),
      ];
    }),
    R(X0 + 14, y - 72, 220, 34, 5, CREAM),
    T(X0 + 124, y - 47, label, { size: label.length > 20 ? 20 : 23, fill: INK_DAY, weight: 600 }),
    R(X0 + 14, y - 26, 220, 6, 3, 'var(--g-steel-3)'),
  );
}
/** The lower appliance. Refs busy0 … busy3: what lies on it, with steam. */
export function grill(label: string): Shape {
  const y = 738;
  return G(
    {},
    E(1474, y + 3, 136, 11, CAST),
    R(X0, y - 108, 248, 108, 6, 'var(--g-dark)'),
    R(X0 + 206, y - 108, 42, 108, 0, SHADE_2),
    R(X0 - 4, y - 134, 256, 30, 5, 'var(--g-steel-3)'),
    R(X0 + 2, y - 130, 244, 20, 4, 'var(--g-dark-2)'),
    ...SLOTS.flatMap((j) => {
      const x = slotX(j);
      return [
        ...[-2, -1, 0, 1, 2].map((k) => R(x + k * 10 - 1, y - 129, 2.5, 18, 0, 'var(--g-steel-3)')),
        named(
          `busy${j}`,
          G(
            { display: 'none' },
            E(x, y - 122, 22, 8, 'var(--g-patty)'),
            E(x, y - 124, 22, 7, '#7F4D39'),
            named(
              `rise${j}`,
              L(`M${x - 10} ${y - 138}q-6-7 0-13M${x + 7} ${y - 140}q-6-7 0-13`, 'var(--g-steam)', 3.4),
            ),
          ),
        ),
      ];
    }),
    R(X0 + 14, y - 74, 220, 34, 5, CREAM),
    T(X0 + 124, y - 49, label, { size: label.length > 20 ? 20 : 23, fill: INK_DAY, weight: 600 }),
    ...[0, 1, 2, 3, 4].flatMap((i) => [
      C(X0 + 32 + i * 46, y - 20, 9, 'var(--g-steel-3)'),
      L(`M${X0 + 32 + i * 46} ${y - 20}V${y - 27}`, 'var(--g-dark-2)', 3),
    ]),
  );
}

const JARS: readonly (readonly [number, string, number])[] = [
  [1332, 'var(--g-tomato)', 34],
  [1362, 'var(--g-brass)', 42],
  [1392, 'var(--g-plant)', 28],
  [1470, CREAM, 36],
  [1506, CREAM, 36],
  [1556, 'var(--g-tomato)', 30],
];
export const hood = (): readonly Shape[] => [
  P('M1330 0H1600V70L1600 96H1344Z', 'var(--g-steel-2)'),
  R(1340, 92, 260, 16, 3, 'var(--g-steel-3)'),
  R(1372, 108, 46, 7, 3, 'var(--g-lamp)'),
  R(1500, 108, 46, 7, 3, 'var(--g-lamp)'),
  R(1310, 200, 290, 10, 3, TRIM),
  ...JARS.flatMap(([x, fill, h]) => [
    R(x, 200 - h, 24, h, 5, fill),
    R(x + 16, 200 - h, 8, h, 3, SHADE),
    R(x + 4, 200 - h - 6, 16, 8, 2, 'var(--g-steel-3)'),
  ]),
];

export const OFFICE_X = 985;
export const officeClip = clip('office', R(OFFICE_X + 12, 30, 132, 122, 6, '#000'));
/** The manager's window; the beats beside it are drawn by the renderer. */
export const office = (label: string): Shape =>
  G(
    {},
    R(OFFICE_X, 26, 252, 150, 10, SHADE_2, { transform: 'translate(5 8)' }),
    R(OFFICE_X, 26, 252, 150, 10, 'var(--g-office)'),
    R(OFFICE_X, 164, 252, 30, 0, 'var(--g-office-2)'),
    R(OFFICE_X - 8, 186, 268, 12, 4, 'var(--g-office-2)'),
    R(OFFICE_X + 12, 40, 132, 112, 6, 'var(--g-lamp)'),
    P(`M${OFFICE_X + 12} 152V120L${OFFICE_X + 92} 40H${OFFICE_X + 132}L${OFFICE_X + 20} 152Z`, '#FFF3CF', {
      opacity: 0.55,
    }),
    G({ 'clip-path': paint('office') }, G({ transform: `translate(${OFFICE_X + 76} 196) scale(.98)` }, bossPeg())),
    R(OFFICE_X + 6, 148, 144, 10, 3, 'var(--g-top)'),
    R(OFFICE_X + 156, 40, 84, 112, 6, 'var(--g-office-2)'),
    T(OFFICE_X + 126, 186, label, { size: 21, fill: '#FBEFD8', weight: 600 }),
  );

/** Shelf with pagers, beside the one worker of an event loop. */
export function pagerShelf(waiting: number): Shape {
  return G(
    {},
    E(1190, 746, 66, 8, CAST),
    R(1136, 676, 108, 68, 5, 'var(--g-counter)'),
    R(1130, 668, 120, 14, 4, 'var(--g-top-2)'),
    R(1224, 682, 20, 62, 0, SHADE),
    ...[0, 1, 2, 3, 4, 5].map((j) =>
      j >= Math.min(6, waiting)
        ? U('pager', `translate(${1145 + j * 18} 658) scale(.66)`)
        : R(1139 + j * 18, 664, 12, 5, 2, SHADE_2),
    ),
  );
}
/** The rail over the counter on which the orders of the parked tasks hang; the worker's base line is `y`. */
export const rail = (y: number): Shape =>
  at(0, y, L('M985-236H1248', 'var(--g-steel-3)', 9), L('M1000-236V-250M1234-236V-250', 'var(--g-steel-3)', 6));
