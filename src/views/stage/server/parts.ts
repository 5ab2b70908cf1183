/** Small parts of the server skin: colours, mono text, titled boxes. */
import { MONO, P, R, T, type Attrs, type Shape } from '../shapes';

export const WIRE = 'var(--n-wire)';
export const BD = 'var(--n-bd)';
export const INK_2 = 'var(--ink-2)';
export const LINE_2 = 'var(--line-2)';

export const mono = (
  x: number,
  y: number,
  text: string,
  size: number,
  fill = 'var(--ink)',
  weight = 400,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Shape => T(x, y, text, { size, fill, weight, anchor, font: MONO });
export const dashed = (dash: string): Attrs => ({ 'stroke-dasharray': dash });
export const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

export function box(x: number, y: number, w: number, h: number, title?: string, border = BD): readonly Shape[] {
  const head =
    title === undefined
      ? []
      : [
          P(
            `M${x} ${y + 36}V${y + 12}Q${x} ${y} ${x + 12} ${y}H${x + w - 12}Q${x + w} ${y} ${x + w} ${y + 12}V${y + 36}Z`,
            BD,
          ),
          mono(x + 14, y + 26, title, 23, 'var(--n-bg)', 600),
        ];
  return [
    R(x + 4, y + 5, w, h, 12, 'var(--cast)', { opacity: 0.7 }),
    R(x, y, w, h, 12, 'var(--n-box)', { stroke: border, 'stroke-width': 3 }),
    ...head,
  ];
}
