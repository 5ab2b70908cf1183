/** The marks that both skins share: textures of the six states, rings, pills, tickets, bubbles, status badges, chips. */
import { C, G, L, MONO, P, R, SANS, T, named, paint, pattern, textWidth, type Shape } from './shapes';
import type { PathClass, Pill, WorkState } from './scene';

/** The name of a state is also its texture: dots, solid, diagonals, chevrons, cross hatch, outline. */
export const FILL: Readonly<Record<WorkState, string>> = {
  wait: paint('px-wait'),
  run: 'var(--st-run)',
  io: paint('px-io'),
  send: paint('px-send'),
  err: paint('px-err'),
  free: 'none',
};
export const STROKE: Readonly<Record<WorkState, string>> = {
  wait: 'var(--st-wait)',
  run: 'var(--st-run)',
  io: 'var(--st-io)',
  send: 'var(--st-send)',
  err: 'var(--st-err)',
  free: 'var(--st-free-bd)',
};
export const stripFill = (state: WorkState): string => (state === 'free' ? 'var(--sunken)' : FILL[state]);
export const softFill = (state: WorkState): string => (state === 'free' ? 'var(--sunken)' : `var(--st-${state}-bg)`);

export const texturePatterns: readonly Shape[] = [
  pattern(
    'px-wait',
    8,
    8,
    undefined,
    R(0, 0, 8, 8, 0, 'var(--st-wait)'),
    C(2, 2, 1.3, 'var(--st-wait-tx)', { opacity: 0.55 }),
    C(6, 6, 1.3, 'var(--st-wait-tx)', { opacity: 0.55 }),
  ),
  pattern('px-io', 7, 7, 'rotate(45)', R(0, 0, 7, 7, 0, 'var(--st-io-bg)'), R(0, 0, 3.2, 7, 0, 'var(--st-io)')),
  pattern(
    'px-send',
    9,
    10,
    undefined,
    R(0, 0, 9, 10, 0, 'var(--st-send)'),
    P('M2 0L6 5L2 10', 'none', { stroke: 'var(--on-send)', 'stroke-width': 1.3, opacity: 0.55 }),
  ),
  pattern(
    'px-err',
    8,
    8,
    undefined,
    R(0, 0, 8, 8, 0, 'var(--st-err)'),
    P('M0 0L8 8M8 0L0 8', 'none', { stroke: 'var(--on-err)', opacity: 0.6 }),
  ),
];

/** The server skin's ground. It stands here since definitions are there from the beginning, and that skin comes when it is wanted. */
export const groundPattern: Shape = pattern('dots', 25, 25, undefined, C(12.5, 12.5, 1.6, 'var(--n-dot)'));

const circumference = (r: number): number => 2 * Math.PI * r;
export const arcDash = (r: number, fraction: number): string =>
  `${(circumference(r) * fraction).toFixed(1)} ${circumference(r).toFixed(1)}`;
const arc = (x: number, y: number, r: number, w: number, stroke: string, fraction: number): Shape =>
  named(
    'arc',
    C(x, y, r, 'none', {
      stroke,
      'stroke-width': w,
      'stroke-dasharray': arcDash(r, fraction),
      transform: `rotate(-90 ${x} ${y})`,
    }),
  );

export const RING_R = 22;
/** An order's timer: what is left of it, as an arc from twelve o'clock. Ref `arc`. */
export const ring = (state: WorkState, fraction: number, label: string): Shape =>
  G(
    {},
    C(0, 0, RING_R + 7, 'var(--surface)'),
    C(0, 0, RING_R, 'none', { stroke: 'var(--sunken)', 'stroke-width': 8 }),
    arc(0, 0, RING_R, 8, STROKE[state], fraction),
    T(0, 8, label, { size: label.length > 2 ? 17 : 22, weight: 700, font: MONO }),
  );
export const MINI_RING_R = 13;
export const miniRing = (state: WorkState, fraction: number, r = MINI_RING_R, w = 6): Shape =>
  G(
    {},
    C(0, 0, r + w / 2 + 2, 'var(--surface)'),
    C(0, 0, r, 'none', { stroke: 'var(--sunken)', 'stroke-width': w }),
    arc(0, 0, r, w, STROKE[state], fraction),
  );

export const PILL_R = 11;
export const pillWidth = (text: string): number => 66 + textWidth(text, 13, 24);
/** A state pill, anchored at its left middle. Refs: `arc`, `text`, `frame`, `sign`, and `was`: the frame of the state before. */
export function pill({ state, text, fraction, was }: Pill): Shape {
  const frame = (fill: string, of: WorkState): Shape =>
    R(0, -22, pillWidth(text), 44, 22, fill, { stroke: STROKE[of], 'stroke-width': 3.5 });
  const sign =
    fraction === undefined
      ? [C(24, 0, 12, FILL[state], { stroke: STROKE[state], 'stroke-width': 2.5 })]
      : [
          C(24, 0, PILL_R, 'none', { stroke: 'var(--sunken)', 'stroke-width': 7 }),
          arc(24, 0, PILL_R, 7, STROKE[state], fraction),
        ];
  return G(
    { class: 'gd-pill' },
    named('frame', frame('var(--surface)', state)),
    ...(was === undefined ? [] : [named('was', frame('none', was.state))]),
    named('sign', G({}, ...sign)),
    named('text', T(46, 9, text, { size: 25, weight: 600, anchor: 'start' })),
  );
}

/** A speech bubble over the origin; `tip` is where it points, relative to the bubble's middle. */
export function bubble(text: string, tip: number, mono: boolean): Shape {
  const width = textWidth(text, 15.8, 26) + 36;
  const border = { stroke: 'var(--ink)', 'stroke-width': 2.5 };
  return G(
    { class: 'gd-bubble' },
    R(-width / 2, -26, width, 50, 14, 'var(--surface)', border),
    P(`M${tip - 11} 22.5L${tip + 2} 40L${tip + 11} 22.5Z`, 'var(--surface)', { ...border, 'stroke-linejoin': 'round' }),
    R(tip - 10, 17, 20, 6, 0, 'var(--surface)'),
    T(0, 8, text, { weight: 600, font: mono ? MONO : SANS }),
  );
}

/** What a stranger sees of a request under TLS: a sealed envelope. */
export const envelope = (): Shape =>
  G(
    { class: 'gd-bubble' },
    R(-40, -28, 80, 54, 6, '#FFFCF5', { stroke: 'var(--ink)', 'stroke-width': 2.5 }),
    L('M-38-25L0 4L38-25', '#8A7A78', 3),
    C(0, 4, 10, 'var(--g-brand)'),
    P('M-4 3V0A4 4 0 0 1 4 0V3H6V10H-6V3Z', '#FFF4DD'),
  );

/** Without TLS: a postcard, which everybody on the way can read. */
export const postcardWidth = (text: string): number => Math.max(130, textWidth(text, 13.5, 24) + 62);
export function postcard(text: string): Shape {
  const width = postcardWidth(text);
  return G(
    { class: 'gd-bubble' },
    R(-width / 2, -32, width, 62, 4, '#FFFCF5', { stroke: 'var(--ink)', 'stroke-width': 2.5 }),
    R(width / 2 - 36, -25, 26, 30, 2, 'var(--g-brand)'),
    L(`M${-width / 2 + 12} 18H${width / 2 - 12}`, '#8A7A78', 2.4),
    T(-width / 2 + 12, 2, text, { size: 22, weight: 600, anchor: 'start', font: MONO, fill: '#2B1F2E' }),
  );
}

export const ticketText = (ticket: number): string => String(ticket).padStart(2, '0');
/** Number ticket with a patience bar. Refs: `bar` (its width is the patience), `barBack`. */
export function ticketTag(ticket: number, selected: boolean, patience: boolean, impatient: boolean): Shape {
  const text = ticketText(ticket);
  const half = text.length > 2 ? 29 : 23;
  const bar = patience
    ? [
        R(-23, 21, 46, 7, 3.5, 'var(--surface)', { stroke: 'var(--ink)', 'stroke-width': 1.5 }),
        named('bar', R(-23, 21, 1, 7, 3.5, impatient ? 'var(--st-err)' : 'var(--st-wait-tx)')),
      ]
    : [];
  return G(
    {},
    R(-half, -17, half * 2, 33, 8, selected ? 'var(--ink)' : 'var(--surface)', {
      stroke: 'var(--ink)',
      'stroke-width': 2.5,
    }),
    T(0, 8, text, { size: 24, weight: 700, font: MONO, fill: selected ? 'var(--on-ink)' : 'var(--ink)' }),
    ...bar,
  );
}
export const BAR_W = 46;

/** Over the head of somebody who leaves; `text` where there is no status to show. */
export function statusBadge(status: number, text = String(status)): Shape {
  const state = status >= 400 ? 'err' : 'send';
  const width = Math.max(66, 24 + textWidth(text, 14, 24));
  return G(
    {},
    R(-width / 2, -17, width, 34, 17, `var(--st-${state})`),
    T(0, 8, text, { size: 23, weight: 700, font: MONO, fill: `var(--on-${state})` }),
  );
}
/** A dark chip with a count. Anchored at its middle. */
export function chip(text: string, fill = 'var(--ink)', ink = 'var(--on-ink)'): Shape {
  const width = Math.max(48, textWidth(text, 14.5, 24) + 24);
  return G(
    {},
    R(-width / 2, -17, width, 34, 17, fill),
    T(0, 8, text, { size: 24, weight: 700, font: MONO, fill: ink }),
  );
}
/** A request as a little square with its path's mark, centred. */
export const coin = (path: PathClass, mark: (path: PathClass, transform: string) => Shape): Shape =>
  G({}, R(-11, -11, 22, 22, 5, `var(--p-${path})`), mark(path, 'scale(.72)'));

/** One order among many: path above, what is left below. Ref `left`. */
export const orderSquare = (path: PathClass, mark: (path: PathClass, transform: string) => Shape): Shape =>
  G(
    {},
    R(-1, -19, 19, 36, 3, 'var(--surface)', { stroke: 'var(--line-2)', 'stroke-width': 1 }),
    R(0, -18, 17, 17, 3, `var(--p-${path})`),
    mark(path, 'translate(8.5 -9.5) scale(.55)'),
    R(1, 2, 15, 12, 2, 'var(--sunken)'),
    named('left', R(1, 2, 15, 12, 2, FILL.io)),
  );
/** The bar for so many orders that only their number counts. */
export function orderBar(text: string): Shape {
  const from = 1372 + textWidth(text, 14.6, 24);
  return G(
    {},
    R(1350, -22, 240, 44, 8, 'var(--surface)', { stroke: 'var(--st-io)', 'stroke-width': 3 }),
    T(1362, 9, text, { size: 24, weight: 700, anchor: 'start', font: MONO }),
    R(from, -10, Math.max(20, 1578 - from), 20, 4, FILL.io),
  );
}
/** An order wire from the counter to an appliance. */
export const wirePath = (x1: number, y1: number, x2: number, y2: number): string => {
  const mid = (x1 + x2) / 2;
  return `M${x1} ${y1.toFixed(1)}C${mid + 20} ${y1.toFixed(1)} ${mid - 40} ${y2} ${x2} ${y2}`;
};
/** The point at share `p` of that curve (a cubic: uniform in its parameter is even enough for a slip). */
export function wirePoint(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  p: number,
): { readonly x: number; readonly y: number } {
  const mid = (x1 + x2) / 2;
  const q = 1 - p;
  const [a, b, c, d] = [q * q * q, 3 * q * q * p, 3 * q * p * p, p * p * p];
  return { x: a * x1 + b * (mid + 20) + c * (mid - 40) + d * x2, y: a * y1 + b * y1 + c * y2 + d * y2 };
}
export const wire = (x1: number, y1: number, x2: number, y2: number): Shape =>
  L(wirePath(x1, y1, x2, y2), STROKE.io, 4.5, { 'stroke-dasharray': '3 11' });
