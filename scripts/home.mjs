// `npm run home [-- LESSON …]`: takes lessons home and runs them for real (see scripts/lessons/home.ts).
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

const { main } = await load('scripts/lessons/home');
process.exitCode = await main(process.argv.slice(2), root);
