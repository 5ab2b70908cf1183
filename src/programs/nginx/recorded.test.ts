/**
 * What nginx 1.22.1 did in further cases, one mechanism each: fixtures/recorded.json, in the form of the recordings in
 * fidelity/, made from the real program. Their backend, where they have one, answers with what it was asked.
 */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../cli/case.ts';
import { compare } from '../../cli/compare.ts';
import type { Observation } from '../../cli/observation.ts';
import { nginxConf } from '../../cli/recordings.ts';
import { runCase } from '../../cli/run-case.ts';
import { PROGRAMS } from '../../scenario/programs.ts';
import recorded from './fixtures/recorded.json';
import { rawEcho } from './testing/raw-echo.ts';

type Recorded = readonly [Case & { readonly www: boolean }, Observation];

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cases = recorded.cases as unknown as readonly Recorded[];
const shared = recorded.files as unknown as Case['files'];
const guest = {
  open: () => {
    throw new Error('no case here needs Python');
  },
};

describe('nginx, as recorded in further cases', () => {
  beforeAll(() => {
    Object.assign(PROGRAMS, { python3: { run: rawEcho, path: '/usr/bin/python3' } });
  });
  it.each(cases.map(([c, expected]) => [c.name, c, expected] as const))('%s', async (_name, c, expected) => {
    const whole: Case = { ...c, family: 'F5', title: c.name, files: { ...(c.www ? shared : {}), ...c.files } };
    const { observation } = await runCase(whole, { nginxConf: nginxConf(root), guest: guest as never });
    expect(compare(whole, expected, observation)).toEqual([]);
  });
});
