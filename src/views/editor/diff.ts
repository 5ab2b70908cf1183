import { makePatch } from '../../store/patch.ts';

export type DiffRow =
  | {
      readonly kind: 'same' | 'removed' | 'added';
      readonly text: string;
      readonly number: number;
      readonly hunk: number;
    }
  /** Lines as they were that are left out. */
  | { readonly kind: 'gap'; readonly lines: number };

export interface Diff {
  readonly rows: readonly DiffRow[];
  readonly hunks: number;
}

const AROUND = 3;

/** A text beside what it was, with a few lines around each change. */
export function diffOf(start: string, text: string): Diff {
  const [before, after] = [start.split('\n'), text.split('\n')];
  const { hunks } = makePatch('/x', start, text);
  const all: Exclude<DiffRow, { kind: 'gap' }>[] = [];
  let [old, now] = [0, 0];
  const same = (n: number): void => {
    for (let i = 0; i < n; i++, old++, now++)
      all.push({ kind: 'same', text: after[now] ?? '', number: now + 1, hunk: -1 });
  };
  hunks.forEach(([keep, drop, insert], hunk) => {
    same(keep);
    for (let i = 0; i < drop; i++, old++) all.push({ kind: 'removed', text: before[old] ?? '', number: old + 1, hunk });
    for (const line of insert) all.push({ kind: 'added', text: line, number: ++now, hunk });
  });
  same(after.length - now);
  const near = new Set<number>();
  all.forEach((row, i) => {
    if (row.kind !== 'same') for (let at = i - AROUND; at <= i + AROUND; at++) near.add(at);
  });
  const rows: DiffRow[] = [];
  all.forEach((row, i) => {
    const last = rows.at(-1);
    if (near.has(i)) rows.push(row);
    else if (last?.kind === 'gap') rows[rows.length - 1] = { kind: 'gap', lines: last.lines + 1 };
    else rows.push({ kind: 'gap', lines: 1 });
  });
  return { rows, hunks: hunks.length };
}

/** The text with one of its changes taken back. */
export function withoutHunk(start: string, text: string, hunk: number): string {
  const before = start.split('\n');
  const out: string[] = [];
  let at = 0;
  makePatch('/x', start, text).hunks.forEach(([keep, drop, insert], i) => {
    out.push(...before.slice(at, at + keep), ...(i === hunk ? before.slice(at + keep, at + keep + drop) : insert));
    at += keep + drop;
  });
  return [...out, ...before.slice(at)].join('\n');
}
