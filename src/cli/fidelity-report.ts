/** What `npm run fidelity` prints and writes: the scores, where simulator and recordings differ, what is not modelled. */
import { MODELLED } from '../i18n/modelled.ts';
import { REFERENCE_WORDS } from '../i18n/reference.ts';
import { reference } from '../language/index.ts';
import type { Difference } from './compare.ts';
import { FAMILY_TITLES } from './recordings.ts';

export type Verdict =
  | { readonly name: string; readonly is: 'same' }
  | { readonly name: string; readonly is: 'different'; readonly differences: readonly Difference[] }
  | { readonly name: string; readonly is: 'unsupported'; readonly why: string };

export function shown(verdict: Verdict, verbose: boolean): string {
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

export function table(all: ReadonlyMap<string, readonly Verdict[]>): string {
  const cells = [['', 'cases', 'same', 'different', 'unsupported'], ...rows(all).map((row) => row.map(String))];
  return cells.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(6) : cell.padStart(12))).join('')).join('\n');
}

/**
 * docs/fidelity.md.
 * @param notes fidelity/README.md, whose table names the versions that were recorded
 */
export function report(all: ReadonlyMap<string, readonly Verdict[]>, notes: string): string {
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

What differs has its reason in \`fidelity/README.md\`.

## Programs and versions

${versions(notes)}

## What is modelled

The page shows the same list under “How true it is”.

| | is | |
|---|---|---|
${truths()}

Known by name, checked, and without effect:

${inert()}

${sections.join('\n')}`;
}

const versions = (notes: string): string =>
  notes
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .join('\n');

function truths(): string {
  const { truths: words, truthGroups } = REFERENCE_WORDS.en;
  return MODELLED.map(
    ({ group, is, name, says }) => `| ${truthGroups[group]}: ${name.en} | ${words[is]} | ${says.en} |`,
  ).join('\n');
}

/** From the tables that the programs run by. */
function inert(): string {
  const { kinds } = REFERENCE_WORDS.en;
  const idle = reference().filter(({ acts }) => !acts);
  return [...Map.groupBy(idle, ({ kind }) => kind)]
    .map(([kind, list]) => `* ${kinds[kind]}: ${list.map(({ name }) => `\`${name}\``).join(', ')}`)
    .join('\n');
}

const oneLine = (text: string): string => text.split('\n')[0]?.slice(0, 160) ?? '';

function difference(list: readonly Difference[]): string {
  const [first] = list;
  if (!first) return '';
  const code = (value: unknown): string => `\`${short(value, 120).replace(/[`|]/g, ' ')}\``;
  return `${first.field}: recorded ${code(first.expected)}, here ${code(first.got)}${list.length > 1 ? ` (and ${list.length - 1} more)` : ''}`;
}
