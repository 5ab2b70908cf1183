/** How curl words warnings, notes and errors of its own: lines of at most 79 characters, cut after a blank. */
import type { Manner } from './options.ts';

function lines(prefix: string, text: string): string {
  const width = 79 - prefix.length;
  let out = '';
  for (let rest = text; rest !== '';) {
    if (rest.length <= width) return out + prefix + rest;
    let cut = width - 1;
    while (cut > 0 && !/[ \t]/.test(rest.charAt(cut))) cut--;
    if (cut === 0) cut = width - 1;
    out += `${prefix}${rest.slice(0, cut + 1)}\n`;
    rest = rest.slice(cut + 1);
  }
  return out;
}

const said = (manner: Manner, prefix: string, text: string): string => (manner.silent ? '' : lines(prefix, text));

/** With its line end, which counts; a few come without. -s keeps all of these silent. */
export const warning = (manner: Manner, text: string): string => said(manner, 'Warning: ', text);
export const failure = (manner: Manner, text: string): string => said(manner, 'curl: ', text);
export const note = (manner: Manner, text: string): string =>
  manner.trace === 'none' ? '' : said(manner, 'Note: ', text);
