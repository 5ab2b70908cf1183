import { describe, expect, it } from 'vitest';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';
import { formOf, LOAD_KINDS, trafficOf } from './load-form.ts';

const LESSON: ScenarioInput = {
  version: 1,
  seed: 7,
  traffic: [{ client: 'street', kind: 'burst', count: 6, to: 'http://diner.example', targets: [{ path: '/burger' }] }],
};

describe('the customers as a form', () => {
  it.each(LOAD_KINDS)('%s makes a scenario that is accepted, and reads back as it was', (kind) => {
    const form = { ...formOf(LESSON), kind, count: 40, giveUp: 2.5, keepalive: true, slowUpload: kind === 'every' };
    const scenario = { ...LESSON, traffic: [...trafficOf(form, LESSON)] };
    expect(parseScenario(scenario)).toMatchObject({ ok: true });
    expect(formOf(scenario)).toMatchObject({ kind, count: 40, giveUp: 2.5, keepalive: true, seed: 7 });
  });

  it('browsers keep what a program has not, and drop what they have not', () => {
    const form = { ...formOf(LESSON), agent: 'browser' as const, same: true, slowUpload: true };
    const scenario = { ...LESSON, traffic: [...trafficOf(form, LESSON)] };
    expect(parseScenario(scenario)).toMatchObject({ ok: true });
    expect(scenario.traffic[0]).toMatchObject({
      agent: 'browser',
      browser: { people: 'same' },
      targets: [{ path: '/burger' }],
    });
    expect(scenario.traffic[0]).not.toHaveProperty('slowUpload');
    expect(formOf(scenario)).toMatchObject({ agent: 'browser', same: true });
    expect(trafficOf({ ...form, agent: 'plain' }, scenario)[0]).not.toHaveProperty('agent');
  });

  it('holds nonsense within bounds', () => {
    const form = { ...formOf(LESSON), kind: 'closed' as const, count: 1e9, users: Number.NaN, thinkMs: -5, giveUp: 0 };
    const scenario = { ...LESSON, traffic: [...trafficOf(form, LESSON)] };
    expect(parseScenario(scenario)).toMatchObject({ ok: true });
    expect(scenario.traffic[0]).toMatchObject({ count: 500, users: 1, thinkMs: 0, giveUpMs: 100 });
  });

  it('leaves a scenario without customers alone', () => {
    expect(trafficOf(formOf({ version: 1 }), { version: 1 })).toEqual([]);
  });
});
