import { describe, expect, it } from 'vitest';
import { compareSet, isNear } from './calibration.ts';

/** Programs that are known to be further off, with the reason in docs/decisions/018-what-python-costs.md. */
const FAR_OFF = ['exceptions_from_builtins', 'big_integers', 'memoised'];

describe('the price of Python', () => {
  it('is within a quarter of what CPython took, for the programs of the reference set', async () => {
    const rows = [...(await compareSet('.', 'language')), ...(await compareSet('.', 'library'))];
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => !isNear(row) && !FAR_OFF.includes(row.name))).toEqual([]);
  }, 180_000);

  it('is the same to the nanosecond in every run', async () => {
    const [once, again] = [await compareSet('.', 'unseen'), await compareSet('.', 'unseen')];
    expect(again.map(({ charged }) => charged)).toEqual(once.map(({ charged }) => charged));
    expect(once.filter(isNear).length / once.length).toBeGreaterThanOrEqual(0.7);
  }, 180_000);
});
