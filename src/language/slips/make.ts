import type { Both, Severity, Slip, TextEdit } from '../model.ts';

/** A slip on one line; columns count from 0 here, as in strings. */
export function slip(
  id: string,
  severity: Severity,
  place: { readonly line: number; readonly from: number; readonly to: number },
  message: readonly [en: string, zh: string],
  fix?: { readonly title: readonly [en: string, zh: string]; readonly edits: readonly TextEdit[] },
): Slip {
  const both = ([en, zh]: readonly [string, string]): Both => ({ en, zh });
  return {
    id,
    severity,
    line: place.line,
    column: place.from + 1,
    endColumn: Math.max(place.from, place.to) + 1,
    message: both(message),
    fix: fix === undefined ? null : { title: both(fix.title), edits: fix.edits },
  };
}

/** How far two words are apart: letters to change, add, drop, or swap with their neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= b.length; j++) {
      const at = (y: number, x: number): number => (y === i ? row[x] : rows[y]?.[x]) ?? 0;
      if (i === 0 || j === 0) row.push(i + j);
      else {
        const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
        const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
        row.push(Math.min(change, at(i - 1, j) + 1, at(i, j - 1) + 1, swapped ? at(i - 2, j - 2) + 1 : Infinity));
      }
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** The one known word that was probably meant; null when none is near, or several are equally near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const most = word.length < 5 ? 1 : 2;
  let best = most + 1;
  let found: string | null = null;
  for (const one of known) {
    if (Math.abs(one.length - word.length) > most) continue;
    const far = distance(word, one);
    if (far < best) [best, found] = [far, one];
    else if (far === best) found = null;
  }
  return found;
}
