// `npm run fuzz`: see src/cli/fuzz/fuzz.ts.
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('src/cli/fuzz/fuzz');
process.exitCode = await main(process.argv.slice(2), root);
