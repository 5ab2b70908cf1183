import type { Sys } from '../../machine/sys.ts';
import { fileState } from './install.ts';
import { listed, UNIT_PATHS } from './load.ts';
import { unitType } from './names.ts';

interface Wanted {
  readonly type: string | null;
  readonly state: string | null;
  readonly noLegend: boolean;
}

/** `systemctl list-unit-files`: every unit file with its state. Debian's preset policy enables everything. */
export function listUnitFiles(sys: Sys, patterns: readonly string[], { type, state, noLegend }: Wanted): number {
  const names = new Set<string>();
  for (const dir of UNIT_PATHS) for (const file of listed(sys, dir)) if (unitType(file) !== null) names.add(file);
  const rows: (readonly [string, string, string])[] = [];
  for (const name of [...names].sort()) {
    if (type !== null && unitType(name) !== type) continue;
    if (patterns.length > 0 && !patterns.some((p) => matches(p, name))) continue;
    const found = fileState(sys, name) ?? 'bad';
    if (state !== null && found !== state) continue;
    rows.push([name, found, /^(static|alias|indirect)$/.test(found) ? '-' : 'enabled']);
  }
  const [a, b] = [0, 1].map((i) => Math.max(i === 0 ? 9 : 5, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly [string, string, string]): string =>
    `${row[0].padEnd(a ?? 0)} ${row[1].padEnd(b ?? 0)} ${row[2]}\n`;
  if (!noLegend) sys.print(1, line(['UNIT FILE', 'STATE', 'PRESET']));
  rows.forEach((row) => sys.print(1, line(row)));
  if (!noLegend) sys.print(1, `\n${rows.length} unit files listed.\n`);
  return 0;
}

/** A name, a name without `.service`, or a pattern with `*` and `?`. */
export function matches(pattern: string, name: string): boolean {
  if (!/[*?[]/.test(pattern)) return name === pattern || name === `${pattern}.service`;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}
