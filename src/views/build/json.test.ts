import { expect, it } from 'vitest';
import { readObject } from './json.ts';

it('reads an object', () => {
  expect(readObject('{"seed": 1, "traffic": [{"kind": "burst"}, []], "x": {}}')).toEqual({
    ok: true,
    value: { seed: 1, traffic: [{ kind: 'burst' }, []], x: {} },
  });
});

it.each([
  ['{\n  "seed": 1,\n}', 3, 1],
  ['{\n  "seed" 1\n}', 2, 10],
  ['{"a": [1, 2}', 1, 12],
  ['{"a": nope}', 1, 7],
  ['{"a": 01}', 1, 8],
  ["{'a': 1}", 1, 2],
  ['{"a": 1} x', 1, 10],
  ['{"a": "b', 1, 7],
  ['', 1, 1],
  ['[1]', 1, 1],
])('tells where %j stops being one', (text, line, column) => {
  expect(readObject(text)).toEqual({ ok: false, error: { line, column } });
});
