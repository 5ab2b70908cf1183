/** What join(1) does with the lines of two sorted files. */
export interface JoinOptions {
  /** On which field of each file, from 0. */
  readonly fields: readonly [number, number];
  /** null: runs of blanks. */
  readonly separator: string | null;
  /** Files whose unpaired lines are shown: '1', '2'. */
  readonly unpaired: ReadonlySet<string>;
  readonly paired: boolean;
  /** Stands for a field that is missing. */
  readonly empty: string;
  /** `1.2`, `0` …; null: the join field, then the others of both. */
  readonly format: readonly string[] | null;
  readonly ignoreCase: boolean;
}

export interface Joined {
  readonly lines: readonly string[];
  /** The first line out of order, counted from 1, where lines stayed unpaired. */
  readonly unsorted: { readonly side: 0 | 1; readonly at: number; readonly line: string } | null;
}

type Row = readonly string[];

export function joinLines(left: readonly string[], right: readonly string[], options: JoinOptions): Joined {
  const { separator, fields, ignoreCase } = options;
  const rows = (lines: readonly string[]): Row[] =>
    lines.map((line) => (separator === null ? line.trim().split(/[ \t]+/) : line.split(separator)));
  const [a, b] = [rows(left), rows(right)];
  const key = (row: Row | undefined, side: 0 | 1): string => {
    const text = row?.[fields[side]] ?? '';
    return ignoreCase ? text.toUpperCase() : text;
  };
  const lines: string[] = [];
  const show = (l: Row | null, r: Row | null): void => void lines.push(layOut(l, r, options));
  let unpairable = false;
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [ka, kb] = [key(a[i], 0), key(b[j], 1)];
    if (i < a.length && j < b.length && ka === kb) {
      let end = j;
      for (; end < b.length && key(b[end], 1) === kb; end++) if (options.paired) show(a[i] ?? null, b[end] ?? null);
      i++;
      if (key(a[i], 0) !== kb || i >= a.length) j = end;
      continue;
    }
    unpairable = true;
    const takesLeft = j >= b.length || (i < a.length && ka < kb);
    if (takesLeft && options.unpaired.has('1')) show(a[i] ?? null, null);
    if (!takesLeft && options.unpaired.has('2')) show(null, b[j] ?? null);
    if (takesLeft) i++;
    else j++;
  }
  return { lines, unsorted: unpairable ? disorder([a, b], [left, right], key) : null };
}

function disorder(
  rows: readonly [readonly Row[], readonly Row[]],
  lines: readonly [readonly string[], readonly string[]],
  key: (row: Row | undefined, side: 0 | 1) => string,
): Joined['unsorted'] {
  for (const side of [0, 1] as const) {
    const at = rows[side].findIndex((row, n) => n > 0 && key(row, side) < key(rows[side][n - 1], side));
    if (at >= 0) return { side, at: at + 1, line: lines[side][at] ?? '' };
  }
  return null;
}

function layOut(left: Row | null, right: Row | null, { fields, separator, empty, format }: JoinOptions): string {
  const common = left?.[fields[0]] ?? right?.[fields[1]] ?? '';
  const rest = (row: Row | null, field: number): string[] => row?.filter((_, n) => n !== field) ?? [];
  const cells = format
    ? format.map((spec) => {
        const [file, field] = spec.split('.');
        const cell = file === '0' ? common : (file === '1' ? left : right)?.[Number(field) - 1];
        return cell === undefined || cell === '' ? empty : cell;
      })
    : [common, ...rest(left, fields[0]), ...rest(right, fields[1])];
  return cells.join(separator ?? ' ');
}
