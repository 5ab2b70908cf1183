// Files that a uWSGI worker sends itself (core/static.c 2.0.21), as the real one was seen to.
import { describe, expect, it } from 'vitest';
import { concat, fromUtf8 } from '../../base/bytes.ts';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';

const guest = lazyGuest();
const HOME = '/home/ubuntu/site';
const APP = `def app(environ, start_response):
    start_response("200 OK", [])
    return [b"python: " + environ["PATH_INFO"].encode()]
`;

async function answers(targets: readonly string[]): Promise<string[]> {
  const argv = '--plugins python3 --http-socket 127.0.0.1:8000 --static-map /static=st --module wsgi:app';
  const parsed = parseScenario({
    version: 1,
    until: 2_000_000,
    files: { [`${HOME}/wsgi.py`]: APP, [`${HOME}/st/a.css`]: 'p{}', [`${HOME}/secret`]: 'no' },
    servers: [{ id: 'app', argv: ['uwsgi', ...argv.split(' ')], cwd: HOME }],
    inputs: targets.map((target, i) => ({
      kind: 'request',
      id: `r${i}`,
      at: i * 100_000,
      to: '127.0.0.1:8000',
      target,
    })),
  } as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  return targets.map((_, i) => {
    const r = run.requests.get(`r${i}`);
    const type = r?.head?.headers.find((h) => h.name === 'Content-Type')?.value ?? '-';
    return `${type} ${fromUtf8(concat((r?.pieces ?? []).map((piece) => piece.data)))}`;
  });
}

describe('--static-map', () => {
  it('sends what is below its directory, and leaves the rest to the application', async () => {
    expect(await answers(['/static/a.css', '/static/nope', '/static/../secret', '/x'])).toEqual([
      'text/css p{}',
      '- python: /static/nope',
      '- python: /static/../secret',
      '- python: /x',
    ]);
  });
});
