import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Case } from './case.ts';
import { compare } from './compare.ts';
import type { Observation, RequestObservation } from './observation.ts';
import { FAMILIES, recordings } from './recordings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const c: Case = { name: 'F0/x', family: 'F0' };
const answer: RequestObservation = {
  status: 200,
  error: null,
  start: 0,
  end: 1,
  headers: [
    ['A', '1'],
    ['B', '2'],
  ],
  body: 'x',
};
const one = (r: Partial<RequestObservation>): Observation => ({ case: 'F0/x', requests: { r1: { ...answer, ...r } } });
const fields = (judge: Case['judge'], a: Observation, b: Observation): string[] =>
  compare({ ...c, ...(judge ? { judge } : {}) }, a, b).map((d) => d.field);

describe('comparing observations', () => {
  it('finds every recording equal to itself', () => {
    for (const family of FAMILIES)
      for (const [one, seen] of recordings(root, family)) expect(compare(one, seen, structuredClone(seen))).toEqual([]);
  });

  it('holds times to a tolerance, which a case may widen', () => {
    expect(fields(undefined, one({}), one({ end: 1.25 }))).toEqual([]);
    expect(fields(undefined, one({}), one({ end: 1.3 }))).toEqual(['requests.r1.end', 'requests.r1.first_byte']);
    expect(fields({ tol: 0.5 }, one({}), one({ end: 1.3 }))).toEqual([]);
  });

  it('takes headers as a set, and what the case ignores as it is', () => {
    expect(
      fields(
        undefined,
        one({}),
        one({
          headers: [
            ['b', '2'],
            ['a', '1'],
          ],
        }),
      ),
    ).toEqual([]);
    expect(fields(undefined, one({}), one({ headers: [['a', '1']] }))).toEqual(['requests.r1.headers.b']);
    expect(fields({ ignore: ['requests.*.headers'] }, one({}), one({ headers: [] }))).toEqual([]);
  });

  it('does not ask who of an unordered group got what', () => {
    const two = (a: string, b: string): Observation => ({
      case: 'x',
      requests: { r1: { ...answer, body: a }, r2: { ...answer, body: b } },
    });
    expect(fields({ unordered: [['r1', 'r2']] }, two('x', 'y'), two('y', 'x'))).toEqual([]);
    expect(fields({ unordered: [['r1', 'r2']] }, two('x', 'y'), two('x', 'x'))).toEqual(['unordered.0.outcomes']);
  });

  it('reads the output of each process in its own order, and tracebacks without library frames', () => {
    const s = (...lines: string[]): Observation => ({
      case: 'x',
      servers: {
        app: { exit: 0, children_seen: 0, children_at_end: [], stdout: [], stderr: lines.map((line) => [0, line]) },
      },
    });
    expect(fields(undefined, s('[<pid:w1>] a', '[<pid:w2>] b'), s('[<pid:w2>] b', '[<pid:w1>] a'))).toEqual([]);
    expect(fields(undefined, s('[<pid:w1>] a', '[<pid:w1>] b'), s('[<pid:w1>] b', '[<pid:w1>] a'))).toEqual([
      'servers.app.stderr.<pid:w1>',
    ]);
    const traceback = [
      '[<pid:w1>] Error',
      'Traceback (most recent call last):',
      '  File "/usr/lib/x.py", line 1, in f',
      '    g()',
      '    ^^^',
      'ValueError',
    ];
    expect(
      fields(undefined, s(...traceback), s('[<pid:w1>] Error', 'Traceback (most recent call last):', 'ValueError')),
    ).toEqual([]);
  });
});
