// Cases in which the simulator once did what the real programs did (fidelity/matched.json) go on agreeing.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge, ratchet, surroundingsOf } from './fidelity.ts';
import { FAMILIES, recordings } from './recordings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const surroundings = surroundingsOf(root);
const matched = new Set(ratchet(root));

describe('what agreed with the recordings agrees still', () => {
  it.each(FAMILIES)('%s', { timeout: 60_000 }, async (family) => {
    const faults: unknown[] = [];
    for (const recording of recordings(root, family)) {
      if (!matched.has(recording[0].name)) continue;
      const verdict = await judge(recording, surroundings);
      if (verdict.is === 'different') faults.push({ name: verdict.name, first: verdict.differences[0] });
      // A build that could not fetch Flask or Django has nothing to compare.
      else if (verdict.is === 'unsupported' && !verdict.why.startsWith('no Python package')) faults.push(verdict);
    }
    expect(faults).toEqual([]);
  });
});
