import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './schema.ts';

describe('the scenario schema', () => {
  it('fills in what is left out', () => {
    const parsed = parseScenario({ version: 1 });
    expect(parsed).toMatchObject({ ok: true, scenario: { seed: 1, until: 10_000_000, host: { cores: 2 } } });
  });

  it('names the place of a problem', () => {
    const parsed = parseScenario({ version: 1, servers: [{ id: 'app', argv: [] }] });
    expect(parsed).toMatchObject({ ok: false, problems: [expect.stringMatching(/^servers\.0\.argv: /)] });
  });

  it('refuses unknown fields, so that a misspelt one is never silently nothing', () => {
    expect(parseScenario({ version: 1, sede: 4 }).ok).toBe(false);
  });

  it('bounds what a hostile link could ask for', () => {
    expect(parseScenario({ version: 1, until: 1e15 }).ok).toBe(false);
    expect(parseScenario({ version: 1, host: { cores: 1e6 } }).ok).toBe(false);
    expect(parseScenario({ version: 1, files: { 'etc/passwd': 'x' } }).ok).toBe(false);
    const endless = { client: 'c', kind: 'burst', count: 1e9, to: 'http://127.0.0.1:80' };
    expect(parseScenario({ version: 1, traffic: [endless] }).ok).toBe(false);
  });

  it('survives any JSON, and parses its own output to the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parseScenario(value);
        if (parsed.ok) expect(parseScenario(JSON.parse(JSON.stringify(parsed.scenario)))).toEqual(parsed);
        return true;
      }),
    );
    const full = parseScenario({ version: 1, traffic: [{ client: 'c', kind: 'closed', to: 'http://10.0.0.5:80' }] });
    if (!full.ok) throw new Error(full.problems.join());
    expect(parseScenario(JSON.parse(JSON.stringify(full.scenario)))).toEqual(full);
  });
});
