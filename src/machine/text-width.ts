/** Columns that a text takes on a terminal: East Asian wide and fullwidth characters take two (Unicode UAX #11). */
export function width(text: string): number {
  let columns = 0;
  for (const char of text.replace(/\u001b\[[\d;]*m/g, '')) columns += wide(char.codePointAt(0) ?? 0) ? 2 : 1;
  return columns;
}

const RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const wide = (code: number): boolean => RANGES.some(([from, to]) => code >= from && code <= to);
