/** Lessons that are none of the house's: written in the page, carried by a link or a folder. */
export { wordsFit } from './bones.ts';
export { folderOf, lessonOf, ownOf, slugOf } from './build.ts';
export {
  emptyBoth,
  freeId,
  newCheck,
  newDraft,
  newQuestion,
  newStep,
  readDraft,
  withFile,
  withoutFile,
  withScenario,
  type Both,
  type Draft,
  type DraftCheck,
  type DraftQuestion,
  type DraftSource,
  type DraftStep,
} from './draft.ts';
export { bareOf, FORMS, formOf, readField, writeField, type FormField } from './forms.ts';
export { decodeOwn, encodeOwn, type OwnError, type OwnLesson } from './model.ts';
export { judgeDraft, type Judged, type Problem, type ScenarioProblems } from './problems.ts';
