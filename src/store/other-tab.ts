/** The same lesson in two tabs: each shows its own texts, the device keeps what was written last. */
import { readSaved, type FilesState, type Texts } from './files.ts';
import { PREFIX, type Keep } from './storage.ts';

const keyOf = (lesson: string): string => `files:${lesson}`;

/** Is this what the browser says when another tab has written the lesson's files? */
export const isAbout = (lesson: string | null, key: string | null): boolean =>
  lesson !== null && key === PREFIX + keyOf(lesson);

/** Of what another tab has kept: the texts of files that are shown differently here. */
export function unlike(mine: FilesState, kept: string | null): Texts {
  const theirs = { ...mine.start, ...readSaved(kept) };
  return Object.fromEntries(
    mine.order.flatMap((path) => (theirs[path] === mine.text(path) ? [] : [[path, theirs[path] ?? '']])),
  );
}

/** Those that were not changed here since: what is written here is what is kept now. */
export const untouched = (told: Texts, before: Texts, now: Texts): Texts =>
  Object.fromEntries(Object.entries(told).filter(([path]) => before[path] === now[path]));

/** The device keeps these files as they stand here; what else was changed stays. */
export function keepMine(store: Keep, mine: FilesState, paths: readonly string[]): void {
  if (mine.lesson === null) return;
  const key = keyOf(mine.lesson);
  const kept = new Map(Object.entries(readSaved(store.get(key))));
  for (const path of paths)
    if (mine.text(path) === mine.start[path]) kept.delete(path);
    else kept.set(path, mine.text(path));
  if (kept.size === 0) store.remove(key);
  else store.set(key, JSON.stringify(Object.fromEntries(kept)));
}
