import { width } from './text-width.ts';

/** Candidates one below the other, in as many columns as fit; never more than fit a few screens. */
export function inColumns(list: readonly string[], columns: number): string {
  const shown = list.slice(0, 200);
  const wide = Math.max(...shown.map(width)) + 2;
  const across = Math.max(1, Math.floor(columns / wide));
  const rows = Math.ceil(shown.length / across);
  let text = '';
  for (let row = 0; row < rows; row++) {
    const line = shown.filter((_, i) => i % rows === row);
    text += `${line
      .map((one) => one + ' '.repeat(wide - width(one)))
      .join('')
      .trimEnd()}\r\n`;
  }
  return shown.length < list.length ? `${text}… ${list.length - shown.length} more\r\n` : text;
}
