export { complete } from './complete.ts';
export { commandWords, explain } from './explain.ts';
export { applyEdits } from './model.ts';
export { reference, type ReferenceEntry, type ReferenceKind } from './reference.ts';
export { slipsOf } from './slips/index.ts';
export type {
  CommandWord,
  Explanation,
  Fact,
  Project,
  ServerLine,
  Severity,
  Slip,
  Suggestion,
  TextEdit,
} from './model.ts';
