// `npm run -s sim -- CASE.json… [--out DIR]`, `npm run -s sim -- --trace CASE.json`: see src/cli/sim.ts.
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('src/cli/sim');
// Not process.exit: a pipe may still hold the last lines.
process.exitCode = await main(process.argv.slice(2), root);
