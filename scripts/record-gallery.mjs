// `npm run record:gallery [-- NAME …]`: records the evenings of the gallery (see scripts/gallery/evenings.ts).
import { load } from './bundle.mjs';
import { root } from './tools.mjs';

/** @typedef {{ main: (wanted: readonly string[], root: string) => Promise<number> }} Recorder */
const recorder = /** @type {Recorder} */ (/** @type {unknown} */ (await load('scripts/gallery/record')));
process.exit(await recorder.main(process.argv.slice(2), root));
