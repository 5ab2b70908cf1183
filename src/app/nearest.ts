/** Pairs of letters that follow each other, as often as they do. */
const pairsOf = (text: string): string[] => [...text].slice(1).map((letter, i) => `${text[i] ?? ''}${letter}`);

/** How much two names have in common, 0 to 1 (Dice's coefficient of their pairs of letters). */
function likeness(a: string, b: string): number {
  const mine = pairsOf(a);
  const theirs = pairsOf(b);
  const all = mine.length + theirs.length;
  if (all === 0) return 0;
  let common = 0;
  for (const pair of mine) {
    const at = theirs.indexOf(pair);
    if (at < 0) continue;
    theirs.splice(at, 1);
    common++;
  }
  return (2 * common) / all;
}

const LIKE = 0.4;
const MOST = 3;

/** What a mistyped or outdated name may have meant: the most alike first, none where none is. */
export const nearest = <T extends { readonly id: string }>(wanted: string, entries: readonly T[]): readonly T[] =>
  entries
    .map((entry) => ({ entry, like: likeness(wanted, entry.id) }))
    .filter(({ like }) => like >= LIKE)
    .sort((a, b) => b.like - a.like)
    .slice(0, MOST)
    .map(({ entry }) => entry);
