import { Heap, type Timed } from '../src/base/heap.ts';
import { Sim } from '../src/engine/sim.ts';
import type { Eff } from '../src/engine/task.ts';
import { median, once, type Row } from './timing.ts';

const TASKS = 100;
const STEPS = 2_000;
const ROUNDS = 9;
const WARM_UP = 4;

interface Entry extends Timed {
  readonly gen: Generator<number, void>;
}

/** The floor: a heap, generators and nothing else. */
function bareLoop(): void {
  const heap = new Heap<Entry>();
  let sequence = 0;
  const body = function* (): Generator<number, void> {
    for (let i = 0; i < STEPS; i++) yield 10 + (i % 7);
  };
  for (let k = 0; k < TASKS; k++) heap.push({ at: 0, priority: 0, sequence: sequence++, gen: body() });
  for (;;) {
    const entry = heap.pop();
    if (!entry) return;
    const result = entry.gen.next();
    if (!result.done) heap.push({ at: entry.at + result.value, priority: 0, sequence: sequence++, gen: entry.gen });
  }
}

function engine(): void {
  const sim = new Sim(1);
  const body = function* (): Eff<void> {
    for (let i = 0; i < STEPS; i++) yield 10 + (i % 7);
  };
  for (let k = 0; k < TASKS; k++) sim.spawn('task', body());
  sim.run(Infinity);
}

/** Engine events per second against a bare heap-and-generators loop, in turn: at least a third of it. */
export async function engineRow(): Promise<Row> {
  const rounds: { bare: number; ours: number }[] = [];
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    const bare = await once(bareLoop);
    const ours = await once(engine);
    if (i >= 0) rounds.push({ bare, ours });
  }
  const perSecond = (ms: number): string => `${((TASKS * STEPS) / ms / 1000).toFixed(2)} M events/s`;
  const ratio = median(rounds.map((r) => r.bare / r.ours));
  return {
    name: 'engine events',
    value: perSecond(median(rounds.map((r) => r.ours))),
    against: `${perSecond(median(rounds.map((r) => r.bare)))} bare loop`,
    ratio,
    promise: '≥ 0.33 of it',
    kept: ratio >= 1 / 3,
  };
}
