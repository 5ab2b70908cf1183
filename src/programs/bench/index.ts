export { ab } from './ab.ts';
export { hey } from './hey.ts';
export { wrk } from './wrk.ts';
