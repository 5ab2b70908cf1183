/**
 * A drawing as plain data. Every picture of the stage is a tree of `Shape`s, so one description serves React (scenery, mounted once)
 * and the imperative renderer (actors, every frame), can be read in tests without a DOM, and never passes through an HTML parser:
 * text and attributes are set as text and attributes, whatever a stranger's link puts into them.
 */
type AttrValue = string | number;
export type Attrs = Readonly<Record<string, AttrValue>>;
export interface Shape {
  readonly tag: string;
  readonly attrs: Attrs;
  readonly kids: readonly (Shape | string)[];
  /** A name by which the imperative renderer finds this node again. */
  readonly ref?: string;
}

const NONE: readonly Shape[] = [];
const make = (tag: string, attrs: Attrs, kids: readonly (Shape | string)[] = NONE): Shape => ({ tag, attrs, kids });

/** Filled path. */
export const P = (d: string, fill: string, extra: Attrs = {}): Shape => make('path', { d, fill, ...extra });
/** Stroked path with round ends. */
export const L = (d: string, stroke: string, width: number, extra: Attrs = {}): Shape =>
  make('path', {
    d,
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    ...extra,
  });
export const C = (cx: number, cy: number, r: number, fill: string, extra: Attrs = {}): Shape =>
  make('circle', { cx, cy, r, fill, ...extra });
export const E = (cx: number, cy: number, rx: number, ry: number, fill: string, extra: Attrs = {}): Shape =>
  make('ellipse', { cx, cy, rx, ry, fill, ...extra });
export const R = (x: number, y: number, w: number, h: number, r: number, fill: string, extra: Attrs = {}): Shape =>
  make('rect', { x, y, width: w, height: h, rx: r, fill, ...extra });
export const G = (attrs: Attrs, ...kids: readonly Shape[]): Shape => make('g', attrs, kids);
export const at = (x: number, y: number, ...kids: readonly Shape[]): Shape =>
  make('g', { transform: `translate(${x} ${y})` }, kids);
/** A use of a shared symbol (see defs.ts). */
export const U = (id: string, transform?: string): Shape =>
  make('use', transform === undefined ? { href: `#gd-${id}` } : { href: `#gd-${id}`, transform });
export const symbol = (id: string, ...kids: readonly Shape[]): Shape =>
  make('symbol', { id: `gd-${id}`, overflow: 'visible' }, kids);
export const pattern = (
  id: string,
  w: number,
  h: number,
  transform: string | undefined,
  ...kids: readonly Shape[]
): Shape =>
  make(
    'pattern',
    {
      id: `gd-${id}`,
      width: w,
      height: h,
      patternUnits: 'userSpaceOnUse',
      ...(transform === undefined ? {} : { patternTransform: transform }),
    },
    kids,
  );
export const clip = (id: string, ...kids: readonly Shape[]): Shape => make('clipPath', { id: `gd-${id}` }, kids);
export const paint = (id: string): string => `url(#gd-${id})`;

export const MONO = 'var(--font-mono)';
export const SANS = 'var(--font-text)';
export const DISPLAY = 'var(--font-display)';
export interface TextStyle {
  readonly size?: number;
  readonly fill?: string;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly font?: string;
  readonly extra?: Attrs;
}
/** Text. Sizes are in stage units: never below 20 except on props that repeat what a label says. */
export const T = (x: number, y: number, text: string, style: TextStyle = {}): Shape =>
  make(
    'text',
    {
      x,
      y,
      'font-size': style.size ?? 26,
      'font-weight': style.weight ?? 400,
      fill: style.fill ?? 'var(--ink)',
      'text-anchor': style.anchor ?? 'middle',
      'font-family': style.font ?? SANS,
      ...style.extra,
    },
    [text],
  );
/** As much of a text as fits into so many units, by the rough widths of its letters. */
export function fitText(text: string, room: number, narrow: number, wide: number): string {
  if (textWidth(text, narrow, wide) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, narrow, wide) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
/** The same shape, findable by name in the renderer. */
export const named = (ref: string, shape: Shape): Shape => ({ ...shape, ref });

/** Rough width of a text in units: wide for East Asian characters, so that pills and bubbles fit without measuring. */
export function textWidth(text: string, narrow: number, wide: number): number {
  let sum = 0;
  for (const char of text) sum += (char.codePointAt(0) ?? 0) > 0x2e80 ? wide : narrow;
  return sum;
}
