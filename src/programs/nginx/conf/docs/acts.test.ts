import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { directiveSpecs } from '../table/table.ts';
import { ACTS } from './acts.ts';

const FAMILIES = ['proxy', 'fastcgi', 'uwsgi', 'scgi'];
const sources = globSync('src/programs/nginx/{run,http}/*.ts')
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

it('names directives that exist', () => {
  expect([...ACTS].filter((name) => directiveSpecs(name).length === 0)).toEqual([]);
});

it('names all that the serving code asks for', () => {
  const asked = [...sources.matchAll(/'([a-z_\d]+)'/g)].map(([, name = '']) => name);
  const own = [...sources.matchAll(/own\(\s*'([a-z_]+)'/g)].flatMap(([, name = '']) =>
    FAMILIES.map((family) => `${family}_${name}`),
  );
  const wanted = [...asked, ...own].filter((name) => directiveSpecs(name).length > 0);
  expect([...new Set(wanted)].filter((name) => !ACTS.has(name))).toEqual([]);
});
