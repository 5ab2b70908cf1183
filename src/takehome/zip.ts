import { strToU8, zipSync } from 'fflate';
import type { Texts } from './project.ts';

/** One fixed date: the same project gives the same bytes. */
const WHEN = new Date(2026, 0, 1);

/** The project as a zip with one folder in it. */
export function zipProject(folder: string, files: Texts): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([path, text]) => [`${folder}/${path}`, strToU8(text)] as const);
  return new Uint8Array(zipSync(Object.fromEntries(entries), { level: 9, mtime: WHEN }));
}
