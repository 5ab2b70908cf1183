/**
 * Peg people: symbols for bodies, heads, hair, faces and what they carry. Origin = the point between the feet, y grows downward,
 * height 134, width 62. Colours are inherited: --c clothes (the path), --sk skin, --hr hair, --cap cap, --pg pager lamp.
 */
import { C, E, G, L, P, R, U, symbol, type Shape } from '../shapes';

const INK = 'var(--face,#2B1F2E)';
const CLOTH = 'var(--c,#B5557C)';
const SKIN = 'var(--sk,#E2AC7C)';
const HAIR = 'var(--hr,#3A2A2E)';
const CAP = 'var(--cap,#56606F)';
const SH = 'var(--shade)';
const SH2 = 'var(--shade-2)';
export const CREAM = 'var(--cream)';
export const CREAM_2 = 'var(--cream-2)';

export const BODY = 'M-28-8C-31-42-26-82 0-84C26-82 31-42 28-8Q0 3-28-8Z';
export const BODY_SIDE = 'M9-82.5C27-77 31-42 28-8Q22-5.500 13-4C21-30 20-60 9-82.500Z';
const FACE_SHADE = 'M9-130.400A26 26 0 0 1 9-81.600A34 34 0 0 0 9-130.400Z';
const PAPER = '#FFFCF5';
const PENCIL = '#8A7A78';

const foot = (x: number, y: number, rx: number, ry: number, turn?: string): Shape =>
  E(x, y, rx, ry, 'var(--shoe)', turn === undefined ? {} : { transform: turn });
export const FEET: readonly Shape[] = [foot(-13, -3, 12, 6.5), foot(13, -3, 12, 6.5)];

const bodies: readonly Shape[] = [
  symbol('shadow', E(7, 1, 37, 9, 'var(--cast)')),
  symbol('feet', ...FEET),
  symbol('feet-a', foot(-17, -4, 12, 6, 'rotate(18 -17 -4)'), foot(17, -2, 12.5, 6.5)),
  symbol('feet-b', foot(-6, -2, 12.5, 6.5), foot(8, -4, 12, 6, 'rotate(-14 8 -4)')),
  symbol(
    'body',
    P(BODY, CLOTH),
    P('M-29.2-28Q0-18 29.2-28Q29-16 28-8Q0 3-28-8Q-29-16-29.2-28Z', SH2),
    P(BODY_SIDE, SH),
  ),
  symbol('head', C(0, -106, 26, SKIN), P(FACE_SHADE, SH)),
];

/** The path marks, centred on the origin: a shape for each colour, because colour alone is never information. */
const marks: readonly Shape[] = [
  symbol('mk-burger', C(0, 0, 8.5, 'currentColor')),
  symbol('mk-fries', P('M0-9.500L10 7.500H-10Z', 'currentColor')),
  symbol('mk-report', R(-8, -8, 16, 16, 2, 'currentColor')),
  symbol('mk-static', P('M0-11L11 0L0 11L-11 0Z', 'currentColor')),
  symbol('mk-other', P('M-3.500-10h7v6.500h6.500v7h-6.500v6.500h-7v-6.500h-6.500v-7h6.500Z', 'currentColor')),
];

const CURLS: readonly (readonly [number, number, number])[] = [
  [-23, -112, 8],
  [-18, -124, 10],
  [-6, -132, 11],
  [8, -132, 11],
  [19, -124, 10],
  [24, -112, 8],
  [-25, -101, 6],
  [25, -101, 6],
];
const PEAK = 'M-27-118H20Q42-119 47-113Q45-110 30-111L-27-111Z';
const hair: readonly Shape[] = [
  symbol(
    'hair-1',
    P(
      'M-26-104C-30-134-10-140 3-137C21-138 31-124 26.500-104C22-116 13-122 2-120C-8-118-16-120-19-113C-21-108-22-104-23-100Q-26-101-26-104Z',
      HAIR,
    ),
  ),
  symbol('hair-2-back', P('M-29-84C-34-120-24-138 0-138C24-138 34-120 29-84Q24-79 16-83H-16Q-24-79-29-84Z', HAIR)),
  symbol('hair-2', P('M-26-102C-28-130-12-136 0-136C14-136 28-128 26-102C24-114 16-121 6-121Q-4-108-26-102Z', HAIR)),
  symbol(
    'hair-3',
    C(-5, -141, 11, HAIR),
    P('M-26-104C-28-130-12-136 0-136C12-136 28-130 26-104C21-117 12-122 0-122C-12-122-21-117-26-104Z', HAIR),
    L('M-13-133Q-5-129 4-133', SH2, 3),
  ),
  symbol(
    'hair-4',
    P('M-27-104Q-27-112-25-116L-18-114Q-21-108-22-101Q-26-101-27-104Z', HAIR),
    P('M-27-114C-28-134-14-140 0-140C14-140 27-133 27-116Z', CAP),
    P(PEAK, CAP),
    P(PEAK, SH2),
    C(0, -140, 3.5, CAP),
  ),
  symbol(
    'hair-5',
    ...CURLS.map(([x, y, r]) => C(x, y, r, HAIR)),
    P('M-22-110Q-16-128 0-128Q16-128 22-110Q12-121 0-120Q-12-121-22-110Z', HAIR),
  ),
  symbol('hair-6-back', P('M-32-74C-38-122-24-139 0-139C24-139 38-122 32-74Q18-64 0-64Q-18-64-32-74Z', HAIR)),
  symbol(
    'hair-6',
    P(
      'M-29-90C-35-124-22-138 0-138C22-138 35-124 29-90C28-76 14-74 2-74C-14-74-27-76-29-90ZM3-128C-15-128-21-116-20-104C-19-90-9-83 4-83C17-83 24-92 24-104C24-118 18-128 3-128Z',
      HAIR,
      { 'fill-rule': 'evenodd' },
    ),
  ),
];

const eyes = (dx: number, r = 3.3, y = -106): readonly Shape[] => [C(-8 + dx, y, r, INK), C(9 + dx, y, r, INK)];
const CHEEK = 'var(--cheek,#E0705A)';
const cheeks: readonly Shape[] = [
  C(-12, -97, 4.5, CHEEK, { opacity: 0.35 }),
  C(20, -97, 4.5, CHEEK, { opacity: 0.35 }),
];
const RED = '#C8401F';
/** Faces sit 4 units to the right, so that a peg looks towards the counter; mirrored when it leaves. */
const faces: readonly Shape[] = [
  symbol('face-calm', ...eyes(4), L('M0-95Q5-91 10-95', INK, 2.6), ...cheeks),
  symbol('face-wait', ...eyes(6), L('M2-94H11', INK, 2.6)),
  symbol(
    'face-impatient',
    ...eyes(6),
    L('M-6-114L2-112M12-112L20-115', INK, 2.8),
    L('M0-93Q3-96 6-93T12-93', INK, 2.6),
  ),
  symbol(
    'face-happy',
    L('M-9-105Q-5-111-1-105M9-105Q13-111 17-105', INK, 3),
    P('M-2-98H12Q11-88 5-88Q-1-88-2-98Z', INK),
    ...cheeks,
  ),
  symbol('face-sad', ...eyes(4, 3), L('M-9-114L-1-117M10-117L18-114', INK, 2.6), L('M0-91Q5-96 10-91', INK, 2.6)),
  symbol(
    'face-angry',
    ...eyes(4, 3),
    L('M-10-117L0-111M19-117L9-111', INK, 3.4),
    P('M-2-90Q5-100 12-90Q5-93-2-90Z', INK),
    C(-12, -97, 5, RED, { opacity: 0.5 }),
    C(20, -97, 5, RED, { opacity: 0.5 }),
  ),
  symbol('face-look', ...eyes(10, 3.3, -107), L('M6-95H15', INK, 2.6)),
  symbol(
    'face-focus',
    C(-4, -103, 3.2, INK),
    C(13, -103, 3.2, INK),
    L('M-9-111H0M9-111H18', INK, 2.8),
    L('M2-93Q5-95 9-93', INK, 2.6),
  ),
  symbol(
    'face-frozen',
    L('M-10-109L-2-103M-2-109L-10-103M8-109L16-103M16-109L8-103', INK, 2.8),
    L('M-1-93H11', INK, 2.6),
  ),
];

/** Things to carry; origin = the hand. */
const things: readonly Shape[] = [
  symbol(
    'burger',
    P('M-15-2Q-15-15 0-15Q15-15 15-2Z', 'var(--g-bun)'),
    R(-17, -3, 34, 5, 2.5, 'var(--g-lettuce)'),
    R(-15, 1, 30, 6, 3, 'var(--g-patty)'),
    R(-15, 6, 30, 6, 3, 'var(--g-bun-2)'),
    C(-6, -10, 1.4, CREAM),
    C(2, -12, 1.4, CREAM),
    C(7, -8, 1.4, CREAM),
  ),
  symbol(
    'bag',
    P('M-15-14L-12-18L-8-14L-4-18L0-14L4-18L8-14L12-18L15-14L17 22H-17Z', 'var(--kraft)'),
    P('M6-16L8-14L12-18L15-14L17 22H8Z', SH),
    R(-13, -6, 26, 22, 3, CREAM),
    U('burger', 'translate(0 4) scale(.62)'),
  ),
  symbol(
    'cup',
    P('M-11-16H11L8 16H-8Z', CREAM),
    P('M3-16H11L8 16H3Z', SH),
    R(-13, -21, 26, 6, 2, 'var(--g-cup)'),
    L('M2-21L6-33L13-35', 'var(--g-cup)', 3),
    P('M-9.800-4H9.800L8.900 4H-8.900Z', 'var(--g-cup)'),
  ),
  symbol(
    'slip',
    G(
      { transform: 'rotate(8)' },
      P('M-12-20H12V18L8 14L4 18L0 14L-4 18L-8 14L-12 18Z', PAPER),
      R(-12, -20, 24, 8, 0, 'var(--st-err)'),
      L('M-6-5H6M-6 1H3', PENCIL, 2.6),
      L('M-4 6L4 12M4 6L-4 12', 'var(--st-err)', 2.6),
    ),
  ),
  symbol(
    'pager',
    R(-12, -15, 24, 30, 7, 'var(--g-dark)'),
    C(0, -4, 6.5, 'var(--pg,var(--st-io))', { stroke: 'var(--pg-ring,none)', 'stroke-width': 3 }),
    R(-6, 6, 12, 3, 1.5, '#F6E8CE', { opacity: 0.7 }),
  ),
  symbol(
    'note',
    G({ transform: 'rotate(-8)' }, R(-11, -16, 22, 28, 2, PAPER), L('M-6-9H6M-6-3H6M-6 3H2', PENCIL, 2.4)),
  ),
  symbol(
    'puff',
    C(-34, -128, 5, 'var(--ink-3)', { opacity: 0.55 }),
    C(-44, -136, 7, 'var(--ink-3)', { opacity: 0.4 }),
    C(-38, -146, 4, 'var(--ink-3)', { opacity: 0.4 }),
  ),
];

/** Crowd forms: a faceless peg for small sizes, and one block that stands for ten people. */
const crowd: readonly Shape[] = [
  symbol(
    'ten',
    E(14, 2, 17, 4, 'var(--cast)'),
    P('M0 0V-16Q0-24 8-24H20Q28-24 28-16V0Z', CLOTH),
    P('M20-24Q28-24 28-16V0H21V-14Z', SH),
    C(6, -26, 6, 'var(--sk-2)'),
    C(22, -26, 6, 'var(--sk-4)'),
    C(14, -29, 6.5, 'var(--sk-1)'),
    P('M0-27A6 6 0 0 1 12-27Q6-31 0-27ZM16-27A6 6 0 0 1 28-27Q22-31 16-27Z', 'var(--hr-5)'),
    P('M7.500-30A6.500 6.500 0 0 1 20.500-30Q14-35 7.500-30Z', 'var(--hr-2)'),
  ),
];

export const peopleSymbols: readonly Shape[] = [...bodies, ...marks, ...hair, ...faces, ...things, ...crowd];

const arm = (d: string): readonly Shape[] => [L(d, CLOTH, 12), L(d, SH, 12)];
export const hand = (x: number, y: number): Shape => C(x, y, 6.5, SKIN);

interface PoseDrawing {
  readonly walks: boolean;
  readonly face: string;
  readonly behind: readonly Shape[];
  readonly front: readonly Shape[];
  readonly lean: number;
}
const leftDown = [...arm('M-25-62Q-34-50-31-36'), hand(-31, -32)];
const rightDown = [...arm('M25-62Q34-50 31-36'), hand(31, -32)];
const rightForward = arm('M23-60Q34-48 42-50');
const leftBack = [...arm('M-25-62Q-36-54-40-42'), hand(-41, -38)];
const carry = (id: string, x: number, y: number, hx: number, hy: number): readonly Shape[] => [
  ...rightForward,
  U(id, `translate(${x} ${y})`),
  hand(hx, hy),
];

export const POSES = {
  order: { walks: false, face: 'calm', behind: leftDown, front: carry('note', 46, -56, 43, -49), lean: 0 },
  walk: { walks: true, face: 'calm', behind: leftBack, front: [...arm('M24-62Q34-54 37-40'), hand(37, -36)], lean: 4 },
  wait: { walks: false, face: 'wait', behind: leftDown, front: rightDown, lean: 0 },
  impatient: {
    walks: false,
    face: 'impatient',
    behind: [],
    front: [...arm('M-26-62Q-28-44-4-46'), ...arm('M26-62Q28-42 2-40'), hand(-2, -46), hand(4, -40)],
    lean: 0,
  },
  bag: { walks: true, face: 'happy', behind: leftBack, front: carry('bag', 44, -28, 43, -48), lean: 3 },
  refund: { walks: true, face: 'sad', behind: leftDown, front: carry('slip', 47, -52, 43, -47), lean: 0 },
  storm: {
    walks: true,
    face: 'angry',
    behind: [U('puff'), ...leftBack],
    front: [...arm('M24-62Q40-58 38-76'), hand(38, -79)],
    lean: 9,
  },
  drink: { walks: true, face: 'happy', behind: leftBack, front: carry('cup', 45, -52, 43, -46), lean: 3 },
  called: {
    walks: true,
    face: 'happy',
    behind: leftBack,
    front: [...arm('M23-60Q36-56 40-72'), U('pager', 'translate(41 -80) scale(.9)'), hand(39, -70)],
    lean: 4,
  },
  pager: {
    walks: false,
    face: 'calm',
    behind: leftDown,
    front: [...arm('M23-60Q34-46 22-42'), U('pager', 'translate(20 -46) scale(.9)'), hand(14, -36)],
    lean: 0,
  },
} as const satisfies Record<string, PoseDrawing>;
export type PoseName = keyof typeof POSES;
