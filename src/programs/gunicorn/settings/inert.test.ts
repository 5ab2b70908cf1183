import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SETTINGS } from './index.ts';
import { CHECKED, INERT } from './inert.ts';

it('is exactly what no other code of the model asks for', () => {
  const sources = [...globSync('src/programs/gunicorn/*.ts'), ...globSync('src/python/runtime/gd/servers/*.py')]
    .filter((path) => !/\.test\.ts$|unmodelled/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const asked = SETTINGS.map(({ name }) => name).filter((name) => new RegExp(`['"\`.]${name}\\b`).test(sources));
  const unasked = SETTINGS.map(({ name }) => name).filter((name) => !asked.includes(name));
  expect([...INERT].filter((name) => !CHECKED.includes(name)).toSorted()).toEqual(unasked.toSorted());
  expect(asked).toEqual(expect.arrayContaining([...CHECKED]));
});
