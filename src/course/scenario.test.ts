import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../scenario/schema.ts';
import { readKnob, scenarioOf, turnKnob } from './scenario.ts';
import type { Lesson, LessonKnob } from './schema.ts';

const PATH = '/srv/diner/gunicorn.conf.py';
const workers: LessonKnob = { bind: { kind: 'file', path: PATH, before: 'workers = ' }, min: 1, max: 8, step: 1 };
const pause: LessonKnob = {
  bind: { kind: 'file', path: PATH, before: 'time.sleep(', anywhere: true },
  min: 0.5,
  max: 4,
  step: 0.5,
};
const customers: LessonKnob = { bind: { kind: 'traffic', load: 0, field: 'count' }, min: 1, max: 12, step: 1 };
const scenario: ScenarioInput = { version: 1, traffic: [{ client: 'c', kind: 'burst', count: 6, to: 'http://x' }] };

describe('knobs', () => {
  it('change their number and nothing else', () => {
    const text = '# workers = 9\nbind = "x:8000"\nworkers = 2  # two\ntimeout = 30\n';
    const { files } = turnKnob(workers, 3, { [PATH]: text }, scenario);
    expect(files[PATH]).toBe(text.replace('workers = 2', 'workers = 3'));
    const code = '    # time.sleep(9)\n    time.sleep(2)\n';
    expect(turnKnob(pause, 1.5, { [PATH]: code }, scenario).files[PATH]).toBe(code.replace('(2)', '(1.5)'));
  });

  it('stay within their bounds and on their steps', () => {
    const at = (value: number): number | null => {
      const { files } = turnKnob(pause, value, { [PATH]: 'time.sleep(2)' }, scenario);
      return readKnob(pause, files, scenario);
    };
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (value) => {
        const got = at(value) ?? Number.NaN;
        expect(got).toBe(Math.min(4, Math.max(0.5, Math.round(got * 2) / 2)));
      }),
      { seed: 1 },
    );
  });

  it('say when what they were bound to is gone, and then change nothing', () => {
    const files = { [PATH]: 'import os\nworkers = os.cpu_count()\n' };
    expect(readKnob(workers, files, scenario)).toBeNull();
    expect(turnKnob(workers, 4, files, scenario).files).toBe(files);
    expect(readKnob(workers, {}, scenario)).toBeNull();
  });

  it('turn the traffic too', () => {
    const turned = turnKnob(customers, 9, {}, scenario);
    expect(readKnob(customers, {}, turned.scenario)).toBe(9);
    expect(readKnob(customers, {}, { version: 1 })).toBeNull();
  });
});

it("puts the learner's files over the scenario's own", () => {
  const run = (id: string, name: string): Lesson['runs'][number] => ({
    id,
    model: 'wsgi',
    scenario: { version: 1, name, files: { '/a': 'theirs', '/b': 'b' } },
  });
  const lesson: Lesson = {
    version: 1,
    files: [{ path: '/a' }],
    runs: [run('one', 'first'), run('two', 'second')],
    knobs: {},
    moments: {},
    steps: [{ id: 's' }],
    mistakes: [],
  };
  const made = scenarioOf(lesson, 'two', { '/a': 'mine' });
  expect(made).toEqual({ version: 1, name: 'second', files: { '/a': 'mine', '/b': 'b' } });
});
