import { describe, expect, it } from 'vitest';
import { InputMemory, RunRecord } from './record.ts';

const batch = (...events: readonly (readonly [seq: number, at: number])[]): string =>
  JSON.stringify(events.map(([seq, at]) => ({ seq, at, cause: 0, kind: 'run.note', note: 'x' })));
const seqs = (events: readonly { readonly seq: number }[] | null): number[] | null =>
  events?.map(({ seq }) => seq) ?? null;
const record = (): RunRecord => new RunRecord(1, {}, 'ahead', []);

describe('what the page keeps of a run', () => {
  it('takes batches that follow on each other, and no others', () => {
    const run = record();
    expect(seqs(run.take(batch([1, 0], [2, 5])))).toEqual([1, 2]);
    expect(run.take(batch([4, 9]))).toBeNull();
    expect(run.take(batch([3, 4]))).toBeNull();
    expect(seqs(run.take(batch([3, 5])))).toEqual([3]);
    expect(run.take('{}')).toBeNull();
  });

  it('hands nothing on twice when another worker takes the run up', () => {
    const run = record();
    run.take(batch([1, 0], [2, 5]));
    run.again();
    expect(seqs(run.take(batch([1, 0])))).toEqual([]);
    expect(seqs(run.take(batch([2, 5], [3, 6])))).toEqual([3]);
  });

  it('knows inputs that are lived through again from new ones', () => {
    const keys = (text: string) => ({ at: 7, input: { kind: 'keys', tty: 0, text } }) as const;
    const run = new RunRecord(1, {}, 'live', [keys('a')]);
    run.enter(keys('a'));
    run.enter(keys('b'));
    run.again();
    run.enter(keys('a'));
    run.enter(keys('b'));
    expect(run.inputs).toEqual([keys('a'), keys('b')]);
  });

  it('remembers what was put into the latest runs', () => {
    const memory = new InputMemory();
    const keys = (at: number) => ({ at, input: { kind: 'keys', tty: 0, text: 'a' } }) as const;
    for (let run = 1; run <= 100; run++) memory.keep(new RunRecord(run, {}, 'ahead', [keys(run), keys(1000)]));
    expect([memory.upTo(100, 999), memory.upTo(100, 1000).length, memory.upTo(1, 1000)]).toEqual([[keys(100)], 2, []]);
  });

  it('can end a run whose worker is gone', () => {
    const run = record();
    run.take(batch([1, 0], [2, 5]));
    run.again();
    expect(run.endedBy('lost')).toMatchObject([
      { seq: 3, at: 5, kind: 'run.note', note: 'lost' },
      { seq: 4, kind: 'run.ended', reason: 'stopped' },
    ]);
    expect(run.ended).toBe(true);
  });
});
