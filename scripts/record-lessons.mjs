// `npm run record [-- NN …]`: records the first run of each lesson (see scripts/lessons/record.ts).
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('scripts/lessons/record');
process.exit(await main(process.argv.slice(2), root));
