// `npm run record [-- NN …]`: records the first run of each lesson (see scripts/lessons/record.ts).
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

/** @typedef {{ main: (wanted: readonly string[], root: string) => Promise<number> }} Recorder */
const recorder = /** @type {Recorder} */ (/** @type {unknown} */ (await load('scripts/lessons/record')));
process.exit(await recorder.main(process.argv.slice(2), root));
