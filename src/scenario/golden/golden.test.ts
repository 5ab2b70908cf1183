// Small runs whose whole trace is kept as text: a change of behaviour anywhere shows as a changed line.
// After a wanted change: `npm run unit -- src/scenario/golden -u`, and read the difference before you commit it.
import { describe, expect, it } from 'vitest';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { encodeTrace } from '../../trace/codec.ts';
import { printTrace } from '../../trace/text.ts';
import { createRun, type Run } from '../run.ts';
import { parseScenario, type ScenarioInput } from '../schema.ts';

const APP = `import time

def app(environ, start_response):
    if environ['PATH_INFO'] == '/slow':
        time.sleep(0.2)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'hello\\n']
`;

const local = { host: 'local' as const, to: 'http://127.0.0.1:8000' };
const gunicorn = { id: 'app', argv: ['gunicorn', '-w', '2', 'wsgi:app'], cwd: '/home/ubuntu/site' };

const SCENARIOS: Readonly<Record<string, ScenarioInput>> = {
  shell: {
    version: 1,
    until: 0,
    inputs: [
      {
        kind: 'command',
        id: 'c1',
        at: null,
        argv: ['sh', '-c', 'echo one; sleep 0.1 & wait; cat /etc/hostname | cat'],
      },
      { kind: 'command', id: 'c2', at: null, argv: ['sleep', '9'], timeout: 50_000 },
    ],
  },
  'two-workers': {
    version: 1,
    until: 600_000,
    files: { '/home/ubuntu/site/wsgi.py': APP },
    servers: [gunicorn],
    traffic: [{ ...local, client: 'guests', kind: 'burst', count: 3, targets: [{ path: '/slow' }] }],
  },
  'worker-killed': {
    version: 1,
    until: 1_500_000,
    files: { '/home/ubuntu/site/wsgi.py': APP },
    servers: [gunicorn],
    inputs: [
      { kind: 'request', id: 'r1', at: 0, to: '127.0.0.1:8000', target: '/slow' },
      { kind: 'signal', at: 100_000, server: 'app', to: 'workers', signal: 'KILL' },
      { kind: 'request', id: 'r2', at: 1_200_000, to: '127.0.0.1:8000' },
    ],
  },
};

const guest = lazyGuest();

async function traced(input: ScenarioInput): Promise<Run> {
  const parsed = parseScenario(input);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  return run;
}

describe('golden traces', () => {
  it.each(Object.keys(SCENARIOS))('%s', { timeout: 30_000 }, async (name) => {
    const scenario = SCENARIOS[name] as ScenarioInput;
    const run = await traced(scenario);
    expect(run.leaks()).toEqual([]);
    const again = await traced(scenario);
    expect(encodeTrace(again.sim.trace.events) === encodeTrace(run.sim.trace.events)).toBe(true);
    await expect(printTrace(run.sim.trace.events)).toMatchFileSnapshot(`${name}.txt`);
  });
});
