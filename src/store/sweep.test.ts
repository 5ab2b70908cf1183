import { describe, expect, it } from 'vitest';
import { useFiles } from './files.ts';
import { useLesson } from './lesson.ts';
import { SpareDouble } from './spare-double.ts';
import { axesOf, createSweep } from './sweep.ts';

const CONF = '/srv/diner/gunicorn.conf.py';

/** The fewer workers the file names, the slower. */
const slowByWorkers = (): SpareDouble =>
  new SpareDouble(({ files }) => 6_000_000 / Number(/\d+/.exec(String(files[CONF]))?.[0]));
const textsOf = ({ started }: SpareDouble): readonly string[] =>
  started.map(({ scenario }) => String(scenario.files[CONF]));

function lesson(text: string): void {
  useFiles.getState().load('x', { [CONF]: text }, [CONF], {});
  const run = { id: 'wsgi', model: 'wsgi' as const, scenario: {} };
  useLesson.setState({
    pack: {
      id: 'x',
      lesson: { version: 1, files: [], runs: [run], knobs: {}, moments: {}, steps: [], mistakes: [] },
      start: {},
      solutions: {},
    },
    scenarios: { wsgi: { version: 1, seed: 7, traffic: [{ client: 'c', kind: 'poisson', rate: 2, to: 'http://x' }] } },
  });
}
const later = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

describe('a sweep', () => {
  it('offers the numbers that are set by one: of the settings, and of the customers', () => {
    lesson('bind = "x"\nworkers = 3  # three\nthreads = 2\n');
    expect(axesOf().map(({ name, now, path }) => [name, now, path])).toEqual([
      ['workers', 3, CONF],
      ['threads', 2, CONF],
      ['rate', 2, null],
    ]);
    expect(axesOf()[0]?.values).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });

  it('runs each value with each seed, changes that number alone, and lets the sandbox go', async () => {
    lesson('workers = 3  # three\n');
    const port = slowByWorkers();
    const sweep = createSweep(() => Promise.resolve(port));
    const axis = axesOf()[0];
    if (axis === undefined) throw new Error('no axis');
    sweep.getState().begin({ ...axis, values: [1, 3] }, 2);
    await later();
    expect(textsOf(port)).toEqual([
      'workers = 1  # three\n',
      'workers = 3  # three\n',
      'workers = 1  # three\n',
      'workers = 3  # three\n',
    ]);
    const { phase, samples } = sweep.getState();
    expect([phase, port.disposed]).toEqual(['done', true]);
    expect(samples.map(({ value, seed, p95 }) => [value, seed, p95])).toEqual([
      [1, 7, 6_000_000],
      [3, 7, 2_000_000],
      [1, 8, 6_000_000],
      [3, 8, 2_000_000],
    ]);
  });

  it('says when the sandbox fails', async () => {
    const port = slowByWorkers();
    const sweep = createSweep(() => Promise.resolve(port));
    sweep.getState().begin({ name: 'workers', now: 3, values: [3], path: CONF }, 1);
    await Promise.resolve();
    port.fail();
    expect(sweep.getState().phase).toBe('failed');
  });
});
