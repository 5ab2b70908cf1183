/** The Python packages that `npm run frameworks` has fetched, read when a run first needs one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageShelf } from '../machine/packages.ts';
import { makeShelf, readList } from '../python/shelf.ts';

const HOME = join('node_modules', '.cache', 'gateway-diner', 'packages');

let shelf: PackageShelf | null = null;

/** Empty where none were fetched. */
export function nodeShelf(): PackageShelf {
  const read = (file: string): Uint8Array | null => {
    try {
      return new Uint8Array(readFileSync(join(HOME, file)));
    } catch {
      return null;
    }
  };
  const index = read('index.json');
  return (shelf ??= index ? makeShelf(readList(new TextDecoder().decode(index)), read) : new Map());
}
