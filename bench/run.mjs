// `npm run bench`: speed as ratios of things measured in the same run, printed as a table and kept in docs/bench.md.
// Nothing here is a test: a slow machine is no bug. `--no-page` leaves out what needs a browser (and `npm run build`).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { load } from '../scripts/bundle.mjs';
import { root } from '../scripts/tools.mjs';
import { pageRows } from './page.mjs';

// So that no side of a comparison pays for the other's garbage (timing.ts).
setFlagsFromString('--expose-gc');
Object.assign(globalThis, { gc: /** @type {unknown} */ (runInNewContext('gc')) });

const bench = /** @type {typeof import('./main.ts')} */ (/** @type {unknown} */ (await load('bench/main')));
const measured = await bench.rows();
if (!process.argv.includes('--no-page')) measured.push(...(await pageRows(bench.crowdLink())));
const table = bench.table(measured);
process.stdout.write(`${table}\n`);
writeFileSync(
  join(root, 'docs', 'bench.md'),
  `# Speed\n\nWritten by \`npm run bench\`. Ratios of things measured in one run on one machine; absolute numbers are that machine's.\n\n${table}\n`,
);
process.exit(0);
