/**
 * `npm run -s fidelity [-- FAMILY… NAME… -v]`: runs the recorded cases and says where the simulator and the real
 * programs differ. Names may be parts (`F3`, `F3/sync_2w_6x1s`, `sync_`); `-v` shows every difference, expected
 * against got. Run over everything, it writes docs/fidelity.md; `--ratchet` adds what agrees to the list of cases that
 * must go on agreeing.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Difference } from './compare.ts';
import { lazyGuest } from './python.ts';
import { FAMILIES, FAMILY_TITLES, nginxConf, recordings, type Recording } from './recordings.ts';
import { runCase, type Surroundings } from './run-case.ts';

export type Verdict =
  | { readonly name: string; readonly is: 'same' }
  | { readonly name: string; readonly is: 'different'; readonly differences: readonly Difference[] }
  | { readonly name: string; readonly is: 'unsupported'; readonly why: string };

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
    writeFileSync(join(root, 'docs/fidelity.md'), report(all));
  }
  return 0;
}

function shown(verdict: Verdict, verbose: boolean): string {
  switch (verdict.is) {
    case 'same':
      return verbose ? `same         ${verdict.name}\n` : '';
    case 'unsupported':
      return `unsupported  ${verdict.name}: ${verdict.why.slice(0, verbose ? 2000 : 160)}\n`;
    case 'different': {
      const list = verbose ? verdict.differences : verdict.differences.slice(0, 1);
      const more = verdict.differences.length - list.length;
      const limit = verbose ? 4000 : 300;
      const lines = list.map(
        (d) => `    ${d.field}\n      expected ${short(d.expected, limit)}\n      got      ${short(d.got, limit)}\n`,
      );
      return `different    ${verdict.name}${more > 0 ? ` (and ${more} more)` : ''}\n${lines.join('')}`;
    }
  }
}

const short = (value: unknown, limit: number): string => (JSON.stringify(value) ?? 'nothing').slice(0, limit);

const count = (list: readonly Verdict[], is: Verdict['is']): number => list.filter((v) => v.is === is).length;

function rows(all: ReadonlyMap<string, readonly Verdict[]>): (readonly [string, number, number, number, number])[] {
  const of = (name: string, list: readonly Verdict[]) =>
    [name, list.length, count(list, 'same'), count(list, 'different'), count(list, 'unsupported')] as const;
  return [...[...all].map(([family, list]) => of(family, list)), of('all', [...all.values()].flat())];
}

function table(all: ReadonlyMap<string, readonly Verdict[]>): string {
  const cells = [['', 'cases', 'same', 'different', 'unsupported'], ...rows(all).map((row) => row.map(String))];
  return cells.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(6) : cell.padStart(12))).join('')).join('\n');
}

function report(all: ReadonlyMap<string, readonly Verdict[]>): string {
  const lines = rows(all).map(
    ([family, ...numbers]) => `| ${family} | ${FAMILY_TITLES[family] ?? ''} | ${numbers.join(' | ')} |`,
  );
  const sections = [...all].map(([family, list]) => {
    const items = list
      .filter((v) => v.is !== 'same')
      .map(
        (v) => `* \`${v.name}\`: ${v.is === 'unsupported' ? `not run: ${oneLine(v.why)}` : difference(v.differences)}`,
      );
    return `## ${family}: ${FAMILY_TITLES[family] ?? ''}\n\n${items.length > 0 ? items.join('\n') : 'All agree.'}\n`;
  });
  return `# Simulator and real programs, case by case

Written by \`npm run fidelity\`. Each case was recorded with the real programs (see \`fidelity/README.md\`) and is run
here in virtual time; the two are compared by the rules stated there. “Not run” means that the case needs a program or
a feature that does not exist here: nothing is made up.

| family | about | cases | agree | differ | not run |
|---|---|---:|---:|---:|---:|
${lines.join('\n')}

${sections.join('\n')}`;
}

const oneLine = (text: string): string => text.split('\n')[0]?.slice(0, 160) ?? '';

function difference(list: readonly Difference[]): string {
  const [first] = list;
  if (!first) return '';
  const code = (value: unknown): string => `\`${short(value, 120).replace(/[`|]/g, ' ')}\``;
  return `${first.field}: recorded ${code(first.expected)}, here ${code(first.got)}${list.length > 1 ? ` (and ${list.length - 1} more)` : ''}`;
}
