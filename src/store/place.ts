import { useLesson } from './lesson.ts';
import { parseRoute } from './route.ts';
import { keep } from './settings.ts';

const KEY = 'place';

export interface LastPlace {
  readonly lesson: string;
  /** From 1. */
  readonly step: number;
}

/** The lesson and step that were open last, so that the menu can lead back there; null for who is here for the first time. */
export function lastPlace(): LastPlace | null {
  const { lesson, step } = parseRoute(keep.get(KEY) ?? '');
  return lesson === null ? null : { lesson, step };
}

/** Keeps the place of every lesson of the house that is opened. */
export function rememberPlace(): void {
  useLesson.subscribe(({ phase, id, stepIndex, course }, before) => {
    if (phase !== 'ready' || (id === before.id && stepIndex === before.stepIndex && before.phase === 'ready')) return;
    if (course?.lessons.some((one) => one.id === id) === true) keep.set(KEY, `#/${id}/${stepIndex + 1}`);
  });
}
