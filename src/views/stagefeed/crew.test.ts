import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RunFold } from '../../projections/fold.ts';
import type { RunModel } from '../../projections/model.ts';
import { decodeTrace } from '../../trace/codec.ts';
import { counterSlots, groupsOf, queueOf, ranksAtCounter } from './crew.ts';

function modelOf(path: string): RunModel {
  const bytes = readFileSync(path);
  const decoded = decodeTrace((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  if (!decoded.ok) throw new Error(decoded.error);
  const fold = new RunFold();
  fold.push(decoded.value);
  return fold.model;
}

describe('places at the counter', () => {
  it('are those of the servers before, for servers that were started again at the same address', () => {
    const model = modelOf('lessons/53-up-again/trace.deploy.json');
    const slots = counterSlots(model);
    expect(new Set(model.workers.map((w) => w.arbiter)).size).toBe(2);
    expect([...slots.values()]).toEqual([0, 0]);
    expect(groupsOf(model, slots)).toEqual([]);
  });

  it('close ranks when the old crew of a reload has gone', () => {
    const model = modelOf('src/dev/traces/reload.json.gz');
    const slots = counterSlots(model);
    const { slots: counts, places } = ranksAtCounter(model, slots);
    expect(Math.max(...counts.map(({ value }) => value))).toBe(6);
    expect(counts.at(-1)?.value).toBe(3);
    const stay = model.workers.slice(3).map((w) => places.get(slots.get(w.pid) ?? -1)?.at(-1)?.value);
    expect(stay).toEqual([0, 1, 2]);
  });

  it('are apart for servers at different addresses', () => {
    const model = modelOf('lessons/47-two-kitchens/trace.wsgi.json');
    const groups = groupsOf(model, counterSlots(model));
    expect(groups.map(({ slots, queues }) => [slots, queues[0]?.address])).toEqual([
      [[0], '127.0.0.1:8001'],
      [[1], '127.0.0.1:8002'],
    ]);
  });

  it('are nobody’s who had gone before the doors opened', () => {
    const model = modelOf('lessons/57-not-believed/trace.branch.json');
    expect(model.workers.length).toBe(2);
    expect(counterSlots(model).size).toBe(0);
  });
});

describe('the line at the counter', () => {
  it('is the socket where customers stand, not the one at the door', () => {
    const model = modelOf('lessons/62-six-at-once/trace.apache.json');
    expect(queueOf(model)?.address).toMatch(/^unix:/);
  });
});
