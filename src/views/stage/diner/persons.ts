/**
 * Whole people, put together from the symbols: guests by pose and ticket number, staff by state. A look (hair, skin, hair colour)
 * belongs to a ticket number for ever, so a person can be followed by eye and found again after a jump in time.
 */
import { C, E, G, L, P, R, U, at, named, symbol, type Shape } from '../shapes';
import { BODY, BODY_SIDE, CREAM, CREAM_2, FEET, POSES, hand, type PoseName } from './people';
import type { PathClass } from '../scene';

interface Look {
  readonly hair: number;
  readonly skin: number;
  readonly tint: number;
}
const LOOKS: readonly (readonly [number, number, number])[] = [
  [1, 2, 1],
  [4, 1, 4],
  [1, 3, 2],
  [3, 2, 5],
  [5, 4, 5],
  [6, 1, 3],
  [2, 4, 5],
  [2, 1, 1],
  [4, 2, 1],
  [1, 2, 2],
  [3, 3, 1],
  [5, 1, 4],
  [4, 1, 4],
  [1, 4, 5],
  [6, 3, 1],
  [3, 1, 2],
  [1, 1, 3],
  [2, 3, 1],
  [5, 2, 1],
  [4, 3, 5],
];
export const LOOK_COUNT = LOOKS.length;
export function lookOf(ticket: number): Look {
  const [hair, skin, tint] = LOOKS[((ticket % LOOK_COUNT) + LOOK_COUNT) % LOOK_COUNT] ?? [1, 2, 1];
  return { hair, skin, tint };
}
/** Class names that set the inherited colours: style attributes would need a looser content security policy. */
function lookClass(ticket: number, path: PathClass): string {
  const { hair, skin, tint } = lookOf(ticket);
  const scarf = hair === 6 ? `gd-scarf-${ticket % 3}` : `gd-hr-${tint}`;
  return `gd-p-${path} gd-sk-${skin} ${scarf} gd-cap-${ticket % 3}`;
}

export const mark = (path: PathClass, transform: string): Shape =>
  G({ transform, class: 'gd-on-path' }, U(`mk-${path}`));

/** A guest at the origin, looking right; the caller mirrors it. Refs: `stepA` and `stepB`, the two walking steps. */
export function guest(pose: PoseName, path: PathClass, ticket: number): Shape {
  const drawing = POSES[pose];
  const { hair } = lookOf(ticket);
  const back = hair === 2 || hair === 6 ? [U(`hair-${hair}-back`)] : [];
  const feet = drawing.walks ? [named('stepA', U('feet-a')), named('stepB', U('feet-b'))] : [U('feet')];
  return G(
    { class: lookClass(ticket, path) },
    U('shadow'),
    G(
      drawing.lean === 0 ? {} : { transform: `rotate(${drawing.lean})` },
      ...drawing.behind,
      ...back,
      ...feet,
      U('body'),
      mark(path, 'translate(0 -52)'),
      U('head'),
      U(`face-${drawing.face}`),
      U(`hair-${hair}`),
      ...drawing.front,
    ),
  );
}

const SH = 'var(--shade)';
const SIDE = P(BODY_SIDE, SH);
const STAFF = 'var(--staff)';
const INK = '#2B1F2E';
const BRAND = 'var(--g-brand)';
export const staffSymbols: readonly Shape[] = [
  symbol(
    'staff-body',
    ...FEET,
    P(BODY, CREAM),
    SIDE,
    P('M-15-60H15L24-46Q29-26 28-8Q0 3-28-8Q-29-26-24-46Z', STAFF),
    L('M-14-60L-10-80M14-60L10-80', STAFF, 5),
    P('M13-60H15L24-46Q29-26 28-8L16-5Q22-34 13-60Z', SH),
    R(-10, -38, 20, 14, 3, 'var(--staff-2)'),
  ),
  symbol(
    'staff-vest',
    ...FEET,
    P(BODY, CREAM),
    P('M-27-74Q-14-82-8-82L0-56L8-82Q14-82 27-74Q31-40 28-8Q0 3-28-8Q-31-40-27-74Z', STAFF),
    P('M12-80Q27-76 28-60Q30-34 28-8L14-4Q22-40 12-80Z', SH),
    P('M-11-82L0-77L11-82V-72L0-77L-11-72Z', BRAND),
    C(0, -46, 2.4, CREAM),
    C(0, -34, 2.4, CREAM),
  ),
  symbol(
    'staff-suit',
    ...FEET,
    P(BODY, 'var(--staff-2)'),
    P('M-10-83L0-54L10-83Q0-86-10-83Z', CREAM),
    P('M-3.500-80H3.500L5-58L0-50L-5-58Z', BRAND),
    SIDE,
  ),
  symbol(
    'staff-white',
    ...FEET,
    P(BODY, CREAM),
    P('M-28-30Q0-20 28-30L28-8Q0 3-28-8Z', STAFF),
    SIDE,
    P('M-13-82Q0-72 13-82L9-72L0-66L-9-72Z', BRAND),
    ...[-56, -44].flatMap((y) => [C(-6, y, 2.2, STAFF), C(6, y, 2.2, STAFF)]),
  ),
  symbol(
    'hat-paper',
    P('M-29-116L-20-140Q0-150 20-140L29-116Q0-124-29-116Z', CREAM),
    P('M-29-116L-27-122Q0-131 27-122L29-116Q0-124-29-116Z', BRAND),
    P('M6-145Q14-144 20-140L29-116Q20-119 12-120Z', SH),
  ),
  symbol(
    'hat-toque',
    P('M-20-120V-138C-38-142-32-164-16-160C-10-172 12-172 16-160C32-164 38-142 20-138V-120Q0-127-20-120Z', CREAM),
    P('M8-169C18-168 16-160 16-160C32-164 38-142 20-138V-120L11-122V-150Z', SH),
    L('M-9-136V-128M0-137V-129M9-136V-128', CREAM_2, 2.4),
  ),
  symbol(
    'glasses',
    ...[-4, 14].map((x) => C(x, -106, 8.5, 'none', { stroke: INK, 'stroke-width': 2.6 })),
    L('M4.500-107H5.500M-12.500-107L-24-109', INK, 2.6),
  ),
  symbol(
    'clipboard',
    G(
      { transform: 'rotate(-6)' },
      R(-16, -22, 32, 42, 3, 'var(--g-top)'),
      R(-13, -17, 26, 34, 1, '#FFFCF5'),
      R(-7, -25, 14, 7, 2, 'var(--g-steel-3)'),
      L('M-7-9H7M-7-2H7M-7 5H3', '#8A7A78', 2.6),
    ),
  ),
  symbol(
    'crowd-staff',
    P(BODY, CREAM),
    P('M-15-60H15L24-46Q29-26 28-8Q0 3-28-8Q-29-26-24-46Z', STAFF),
    C(0, -106, 26, 'var(--sk,#E2AC7C)'),
    U('hat-paper'),
  ),
];

const sleeve = (d: string): readonly Shape[] => [L(d, CREAM, 12), L(d, SH, 12)];
const rightHome = [...sleeve('M25-62Q34-52 28-44'), hand(27, -42)];
const crossed = [...sleeve('M-26-62Q-28-44-4-46'), ...sleeve('M26-62Q28-42 2-40'), hand(-2, -46), hand(4, -40)];
const FROST = G(
  { opacity: 0.95 },
  P(
    'M-30-116L-20-141Q0-151 20-141L30-116L26-104L22-114L16-100L10-116L2-108L-4-116L-12-104L-16-115L-24-102Z',
    '#CFE6EE',
  ),
  L('M-12-134L-4-140M6-136L14-134', '#FFFFFF', 3),
);
interface StaffDrawing {
  readonly face: string;
  readonly front: readonly Shape[];
}
const STAFF_AT_WORK = {
  ready: { face: 'calm', front: [...sleeve('M-25-62Q-34-52-28-44'), hand(-27, -42), ...rightHome] },
  taking: { face: 'calm', front: [...sleeve('M-24-60Q-36-52-44-54'), hand(-46, -54), ...rightHome] },
  waiting: { face: 'look', front: crossed },
  assembling: {
    face: 'focus',
    front: [
      ...sleeve('M-24-60Q-34-44-18-42'),
      hand(-16, -42),
      ...sleeve('M24-60Q34-44 18-42'),
      hand(16, -42),
      U('burger', 'translate(0 -36)'),
    ],
  },
  handing: {
    face: 'happy',
    front: [...rightHome, ...sleeve('M-24-60Q-40-56-50-58'), U('bag', 'translate(-54 -44) scale(.95)'), hand(-52, -58)],
  },
  frozen: {
    face: 'frozen',
    front: [...sleeve('M-25-62Q-34-50-31-36'), hand(-31, -34), ...sleeve('M25-62Q34-50 31-36'), hand(31, -34), FROST],
  },
  loop: {
    face: 'calm',
    front: [
      ...sleeve('M-24-60Q-38-56-46-62'),
      hand(-47, -63),
      ...sleeve('M24-60Q38-64 42-80'),
      hand(42, -83),
      U('note', 'translate(46 -92)'),
    ],
  },
} as const satisfies Record<string, StaffDrawing>;
export type StaffMood = keyof typeof STAFF_AT_WORK;

const STAFF_LOOKS: readonly (readonly [number, number, number])[] = [
  [3, 1, 2],
  [1, 2, 1],
  [2, 3, 1],
  [5, 4, 5],
];
/** A member of staff behind the counter; `seat` chooses the look, so that a replacement does not look like the one who left. */
export function staffPeg(mood: StaffMood, seat: number): Shape {
  const drawing = STAFF_AT_WORK[mood];
  const [hair, skin, tint] = STAFF_LOOKS[seat % STAFF_LOOKS.length] ?? [1, 2, 1];
  const back = hair === 2 ? [U('hair-2-back')] : [];
  return G(
    { class: `gd-staff ${mood === 'frozen' ? 'gd-sk-frost' : `gd-sk-${skin}`} gd-hr-${tint}` },
    ...back,
    U('staff-body'),
    U('head'),
    U(`face-${drawing.face}`),
    U(`hair-${hair}`),
    U('hat-paper'),
    ...drawing.front,
  );
}

/** The one at the door, who looks to the street; lifts a hand to turn somebody away. */
export const doorPerson = (refuses: boolean): Shape =>
  G(
    { class: 'gd-sk-3 gd-hr-5' },
    U('shadow'),
    U('staff-vest'),
    U('head'),
    G({ transform: 'scale(-1 1)' }, U(refuses ? 'face-wait' : 'face-calm'), U('hair-1')),
    ...(refuses
      ? [...sleeve('M-24-60Q-44-62-42-86'), hand(-42, -90)]
      : [...sleeve('M-24-60Q-38-50-44-42'), hand(-46, -40)]),
    ...sleeve('M24-60Q34-50 26-42'),
    hand(24, -42),
  );

export const bossPeg = (): Shape =>
  G(
    { class: 'gd-sk-1 gd-hr-3' },
    U('staff-suit'),
    U('head'),
    U('face-wait'),
    U('glasses'),
    U('hair-1'),
    L('M-24-62Q-32-48-16-44', 'var(--staff-2)', 12),
    hand(-14, -44),
    L('M24-62Q36-50 28-44', 'var(--staff-2)', 12),
    U('clipboard', 'translate(20 -50)'),
    hand(30, -42),
  );

export const cook = (): Shape =>
  G(
    { class: 'gd-sk-2 gd-hr-2' },
    U('shadow'),
    U('staff-white'),
    U('head'),
    U('face-calm'),
    L('M-4-97Q5-103 14-97', 'var(--hr-2)', 4.5),
    U('hat-toque'),
    ...sleeve('M-25-62Q-34-50-31-36'),
    hand(-31, -32),
    ...sleeve('M24-60Q36-52 44-58'),
    L('M46-58L58-74', 'var(--g-steel-3)', 4),
    R(52, -88, 18, 14, 2, 'var(--g-steel-2)', { transform: 'rotate(38 61 -81)' }),
    hand(46, -58),
  );

/** Our own mark: a bun that is an arch that is a gate. */
export const houseMark = (x: number, y: number, scale: number): Shape =>
  G(
    { transform: `translate(${x} ${y}) scale(${scale})` },
    P('M-30 0C-30-24-16-34 0-34C16-34 30-24 30 0Z', 'var(--g-bun)'),
    P('M-34 3Q-28-3-22 3T-10 3T2 3T14 3T26 3T34 3V9H-34Z', 'var(--g-lettuce)'),
    P('M-30 12H30V36H14V30C14 20 8 16 0 16C-8 16-14 20-14 30V36H-30Z', CREAM),
    C(-12, -20, 2.4, CREAM),
    C(2, -25, 2.4, CREAM),
    C(14, -17, 2.4, CREAM),
  );

/** A guest drawn small and without a face, for the crowd (the canvas uses the same outlines). */
export const HEAD_CAP = 'M-27-104C-30-134-12-140 0-140C14-140 30-134 27-104C21-119 12-124 0-124C-12-124-21-119-27-104Z';
/** A bag of luggage and the like stay with the vignettes; the floor ring of the selection is shared. */
export const floorRing = (): Shape => at(0, 0, E(0, 0, 46, 15, 'none', { stroke: 'var(--ink)', 'stroke-width': 4 }));
