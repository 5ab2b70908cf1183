// Plays the gallery's own evenings and keeps their traces, packed, beside its pages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lazyGuest } from '../../src/cli/python.ts';
import { encodeTrace } from '../../src/trace/codec.ts';
import { play } from '../lessons/play.ts';
import { EVENINGS } from './evenings.ts';

/** Records those whose names begin with one of `wanted` (all when there is none). */
export async function main(wanted: readonly string[], root: string): Promise<number> {
  const guest = lazyGuest();
  for (const [name, scenario] of Object.entries(EVENINGS)) {
    if (wanted.length > 0 && !wanted.some((one) => name.startsWith(one))) continue;
    const events = await play(scenario, guest);
    const packed = gzipSync(encodeTrace(events), { level: 9 });
    writeFileSync(join(root, 'src/dev/traces', `${name}.json.gz`), packed);
    process.stdout.write(`${name}: ${events.length} events, ${(packed.length / 1000).toFixed(1)} kB\n`);
  }
  return 0;
}
