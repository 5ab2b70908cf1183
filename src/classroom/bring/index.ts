/** The way in: files that somebody has, on the simulated machine. */
export { nameFor } from './classify.ts';
export { GRAVE, type Brought, type Finding, type Kitchen } from './model.ts';
export { ownKitchen } from './own.ts';
export { placeKitchen } from './place.ts';
export { isWanted, MOST_FILES, sift } from './sift.ts';
export { withoutTls } from './site.ts';
