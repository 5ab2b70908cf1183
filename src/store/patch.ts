/**
 * A file as its difference from the lesson's own, in whole lines: `[keep, drop, [inserted lines], keep, drop, …]`. What
 * follows the last hunk is kept. A checksum of the text that it was made against tells when a lesson has changed since.
 */
export type Hunk = readonly [keep: number, drop: number, insert: readonly string[]];
export interface Patch {
  readonly path: string;
  /** Checksum of the start's text, or null for a file that the lesson does not have. */
  readonly base: number | null;
  readonly hunks: readonly Hunk[];
}

/** FNV-1a over UTF-16 units, 32 bits: it guards against accidents, not against malice. */
export function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Above this many pairs of lines the middle goes as one hunk: longer in the link, but never slow. */
const MAX_PAIRS = 400_000;

/** Lengths of longest common subsequences of the tails of `a` and `b`. */
function tails(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = i * width + j;
      table[here] =
        a[i] === b[j] ? (table[here + width + 1] ?? 0) + 1 : Math.max(table[here + width] ?? 0, table[here + 1] ?? 0);
    }
  }
  return table;
}

function middle(a: readonly string[], b: readonly string[], kept: number): Hunk[] {
  if (a.length === 0 && b.length === 0) return [];
  if (a.length * b.length > MAX_PAIRS) return [[kept, a.length, b]];
  const table = tails(a, b);
  const width = b.length + 1;
  const hunks: Hunk[] = [];
  let keep = kept;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      keep++;
      i++;
      j++;
      continue;
    }
    let drop = 0;
    const insert: string[] = [];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      const down = i < a.length ? (table[(i + 1) * width + j] ?? 0) : -1;
      const right = j < b.length ? (table[i * width + j + 1] ?? 0) : -1;
      if (down >= right) {
        drop++;
        i++;
      } else insert.push(b[j++] ?? '');
    }
    hunks.push([keep, drop, insert]);
    keep = 0;
  }
  return hunks;
}

export function makePatch(path: string, start: string | null, text: string): Patch {
  const a = start === null ? [] : start.split('\n');
  const b = text.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return {
    path,
    base: start === null ? null : checksum(start),
    hunks: middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
  };
}

/** The text, or null when the patch was made against another start or does not fit. */
export function applyPatch(start: string | null, patch: Patch): string | null {
  if (patch.base !== (start === null ? null : checksum(start))) return null;
  const lines = start === null ? [] : start.split('\n');
  const out: string[] = [];
  let at = 0;
  for (const [keep, drop, insert] of patch.hunks) {
    if (at + keep + drop > lines.length) return null;
    out.push(...lines.slice(at, at + keep), ...insert);
    at += keep + drop;
  }
  out.push(...lines.slice(at));
  return out.join('\n');
}
