// Plays the beginning of every lesson and keeps its traces beside it: the picture that moves before Python is loaded.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lazyGuest } from '../../src/cli/python.ts';
import { scenarioOf } from '../../src/course/scenario.ts';
import { encodeTrace } from '../../src/trace/codec.ts';
import { readLessonFolders, traceName } from './folders.ts';
import { loadPack, play } from './play.ts';

/** Records the lessons whose folder or id begins with one of `wanted` (all when there is none). */
export async function main(wanted: readonly string[], root: string): Promise<number> {
  const guest = lazyGuest();
  const folders = readLessonFolders(join(root, 'lessons'));
  for (const folder of folders) {
    if (wanted.length > 0 && !wanted.some((name) => [folder.folder, folder.id].some((own) => own.startsWith(name))))
      continue;
    const { lesson, start } = await loadPack(folder);
    for (const { id } of lesson.runs) {
      const events = await play(scenarioOf(lesson, id, start), guest);
      const text = encodeTrace(events);
      writeFileSync(join(folder.dir, traceName(id)), text);
      const kb = (gzipSync(text).length / 1000).toFixed(1);
      process.stdout.write(`${folder.folder}/${traceName(id)}: ${events.length} events, ${kb} kB compressed\n`);
    }
  }
  return 0;
}
