import { isWanted, MOST_FILES, sift, type Brought, type Finding } from '../../classroom/bring/index.ts';

/** More than this is not even read: the bounds of what is kept are far below. */
const MOST_READ = MOST_FILES * 3;
const MOST_BYTES = 2_000_000;

interface Held {
  readonly path: string;
  readonly file: File;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** One batch of a folder; the browser gives them in hundreds until there are none. */
const batchOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));

async function walk(entry: FileSystemEntry, at: string, into: Held[]): Promise<void> {
  const path = at + entry.name;
  if (!isWanted(path) || into.length >= MOST_READ) return;
  if (entry.isFile) {
    into.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (let batch = await batchOf(reader); batch.length > 0; batch = await batchOf(reader))
    for (const one of batch) await walk(one, `${path}/`, into);
}

/** What was dropped, folders and all. The entries must be taken before anything is awaited. */
export async function droppedFiles(data: DataTransfer): Promise<Held[]> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const held: Held[] = [];
  if (entries.length === 0) return chosenFiles(data.files);
  for (const entry of entries) await walk(entry, '', held);
  return held;
}

export const chosenFiles = (files: Iterable<File>): Held[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));

export async function readHeld(
  held: readonly Held[],
): Promise<{ files: readonly Brought[]; left: readonly Finding[] }> {
  const wanted = held.filter(({ path }) => isWanted(path)).slice(0, MOST_READ);
  const given = await Promise.all(
    wanted.map(async ({ path, file }) => ({
      path,
      // Too big to be kept is known by its length: as many bytes as are too many.
      bytes: new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer()),
    })),
  );
  return sift(given);
}
