// `npm run -s calibrate [-- --measure]`: what the guest charges for Python against the real thing; see src/cli/calibration.ts.
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('src/cli/calibration');
process.exit(await main(process.argv.slice(2), root));
