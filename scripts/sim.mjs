// `npm run -s sim -- CASE.json… [--out DIR]`, `npm run -s sim -- --trace CASE.json`: see src/cli/sim.ts.
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('src/cli/sim');
process.exit(await main(process.argv.slice(2), root));
