import type { BlockReader } from '../checker.ts';
import type { ConfContext } from '../context.ts';
import type { Directive, Level } from '../model.ts';

/** Judges one directive of its own kind and keeps what it means. A returned text becomes `"name" directive text`. */
export type Handler = (cf: ConfContext, d: Directive, level: Level, blocks: BlockReader) => string | null;

const DUPLICATE = 'is duplicate';

export const onceOnly = (level: Level, name: string): string | null => (level.byName.has(name) ? DUPLICATE : null);
