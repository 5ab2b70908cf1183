import { afterEach, describe, expect, it, vi } from 'vitest';
import { PackageSupply, packagesOf } from './package-supply.ts';
import type { ToWorker } from './protocol.ts';

const listed = (name: string, requires: string[] = []) => ({ name, version: '1.0', requires, scripts: {}, bytes: 3 });
const INDEX = JSON.stringify({ packages: [listed('Flask', ['werkzeug']), listed('Werkzeug'), listed('Django')] });

function answering(files: Readonly<Record<string, string>>): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    const file = url.split('/').pop() ?? '';
    asked.push(file);
    const text = files[file];
    return Promise.resolve(text === undefined ? new Response('', { status: 404 }) : new Response(text));
  });
  return asked;
}

const worker = (): { told: ToWorker[]; send: (message: ToWorker) => void } => {
  const told: ToWorker[] = [];
  return { told, send: (message) => void told.push(message) };
};

describe('Python packages for the sandbox', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('reads the names in a scenario', () => {
    expect(packagesOf({ packages: ['flask', 7] })).toEqual(['flask']);
    expect(packagesOf(null)).toEqual([]);
  });

  it('fetches what a package needs, once, and tells each worker once', async () => {
    const asked = answering({ 'index.json': INDEX, 'flask-1.0.zip': 'abc', 'werkzeug-1.0.zip': 'def' });
    const supply = new PackageSupply('https://site.invalid/');
    expect(supply.load([])).toBeNull();
    await supply.load(['flask']);
    expect(asked.sort()).toEqual(['flask-1.0.zip', 'index.json', 'werkzeug-1.0.zip']);
    expect(supply.load(['flask'])).toBeNull();
    const { told, send } = worker();
    const taker = { send };
    supply.stock(taker);
    supply.stock(taker);
    expect(told.length).toBe(1);
    expect(told[0]).toMatchObject({ kind: 'packages', list: INDEX });
  });

  it('goes on without, where a build has none', async () => {
    answering({ 'index.json': '{"packages":[]}' });
    const supply = new PackageSupply('https://site.invalid/');
    await supply.load(['flask']);
    const { told, send } = worker();
    supply.stock({ send });
    expect(told).toEqual([]);
    expect(supply.load(['flask'])).toBeNull();
  });
});
