/**
 * `npm run -s fidelity [-- FAMILY… NAME… -v]`: runs the recorded cases and says where the simulator and the real
 * programs differ. Names may be parts (`F3`, `F3/sync_2w_6x1s`, `sync_`); `-v` shows every difference, expected
 * against got. Run over everything, it writes docs/fidelity.md; `--ratchet` adds what agrees to the list of cases that
 * must go on agreeing.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './compare.ts';
import { report, shown, table, type Verdict } from './fidelity-report.ts';
import { lazyGuest } from './python.ts';
import { FAMILIES, nginxConf, recordings, type Recording } from './recordings.ts';
import { runCase, type Surroundings } from './run-case.ts';

export async function judge([c, expected]: Recording, surroundings: Surroundings): Promise<Verdict> {
  const { observation, run } = await runCase(c, surroundings);
  if (observation.unsupported !== undefined) return { name: c.name, is: 'unsupported', why: observation.unsupported };
  // A clean end is part of agreeing: nothing may run or stay open after it.
  const leaks = (run?.leaks() ?? []).map((leak) => ({ field: 'left over', expected: 'nothing', got: leak }));
  const differences = [...compare(c, expected, observation), ...leaks];
  return differences.length === 0 ? { name: c.name, is: 'same' } : { name: c.name, is: 'different', differences };
}

export const surroundingsOf = (root: string): Surroundings => ({ nginxConf: nginxConf(root), guest: lazyGuest() });

/** Cases that take more of the processor are named, ms. */
const SLOW = 1500;

const RATCHET = 'fidelity/matched.json';

export function ratchet(root: string): string[] {
  const path = join(root, RATCHET);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : [];
}

const wanted = (name: string, filters: readonly string[]): boolean =>
  filters.length === 0 || filters.some((f) => (/^F\d+$/.test(f) ? name.startsWith(`${f}/`) : name.includes(f)));

export async function main(args: readonly string[], root: string): Promise<number> {
  const filters = args.filter((a) => !a.startsWith('-'));
  const verbose = args.includes('-v');
  const surroundings = surroundingsOf(root);
  const all = new Map<string, Verdict[]>();
  const begun = performance.now();
  for (const family of FAMILIES) {
    const list: Verdict[] = [];
    for (const recording of recordings(root, family).filter(([c]) => wanted(c.name, filters))) {
      const before = process.cpuUsage();
      const verdict = await judge(recording, surroundings);
      list.push(verdict);
      const { user, system } = process.cpuUsage(before);
      const took = (user + system) / 1000;
      process.stdout.write(
        shown(verdict, verbose) + (took > SLOW ? `slow         ${verdict.name}: ${(took / 1000).toFixed(1)} s\n` : ''),
      );
    }
    if (list.length > 0) all.set(family, list);
  }
  process.stdout.write(`\n${table(all)}\n${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
  const matched = [...all.values()]
    .flat()
    .filter((v) => v.is === 'same')
    .map((v) => v.name);
  if (args.includes('--ratchet')) {
    const list = [...new Set([...ratchet(root), ...matched])].sort();
    writeFileSync(join(root, RATCHET), `${JSON.stringify(list, null, 1)}\n`);
  }
  if (filters.length === 0) {
    mkdirSync(join(root, 'docs'), { recursive: true });
    writeFileSync(join(root, 'docs/fidelity.md'), report(all, readFileSync(join(root, 'fidelity/README.md'), 'utf8')));
  }
  return 0;
}
