// `npm run -s fidelity [-- F1 F3/name … -v]`: compares the simulator with the recordings; see src/cli/fidelity.ts.
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('src/cli/fidelity');
process.exit(await main(process.argv.slice(2), root));
