// `npm run bench`: speed as ratios of things measured in the same run, printed as a table and kept in docs/bench.md.
// Nothing here is a test: a slow machine is no bug. `--no-page` leaves out what needs a browser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from '../scripts/bundle.mjs';
import { root } from '../scripts/tools.mjs';

const { rows } = await load('bench/main');
const measured = await rows();
if (!process.argv.includes('--no-page')) {
  const { pageRows } = await import('./page.mjs');
  measured.push(...(await pageRows()));
}
const cells = measured.map((r) => [
  r.name,
  r.value,
  r.against,
  r.ratio === null ? '' : r.ratio.toFixed(2),
  r.promise,
  r.kept ? 'kept' : 'NOT kept',
]);
const table = [
  ['what', 'measured', 'against', 'ratio', 'promise', ''],
  ['---', '---', '---', '---', '---', '---'],
  ...cells,
]
  .map((row) => `| ${row.join(' | ')} |`)
  .join('\n');
process.stdout.write(`${table}\n`);
writeFileSync(
  join(root, 'docs', 'bench.md'),
  `# Speed\n\nWritten by \`npm run bench\`. Ratios of things measured in one run on one machine; absolute numbers are that machine's.\n\n${table}\n`,
);
process.exit(0);
