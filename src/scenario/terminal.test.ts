import { expect, it } from 'vitest';
import { createRun } from './run.ts';
import { parseScenario } from './schema.ts';

it('has a shell in each terminal, where the app lives, and a new one when it is left', () => {
  const parsed = parseScenario({
    version: 1,
    until: null,
    files: { '/srv/diner/app.py': '' },
    servers: [{ id: 'idle', argv: ['sleep', '1000'], cwd: '/srv/diner', ready: { settle: 1000 } }],
    terminals: [{ tty: 1 }],
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const run = createRun(parsed.scenario);
  run.start();
  const type = (text: string): void => {
    run.input({ kind: 'keys', at: 0, tty: 1, text });
    run.sim.run(run.sim.now + 500_000);
  };
  run.sim.run(500_000);
  type('ls -1; whoami\r');
  type('sudo whoami\r');
  type('sudo -i\r');
  type('pwd; id -un; exit\r');
  type('echo back as $(whoami)\r');
  type('grep --recu\t\u0003');
  type('exit\r');
  type('echo again\r');
  const screen = run.sim.trace.events.map((e) => (e.kind === 'tty.output' ? e.text : '')).join('');
  expect(screen).toContain('ubuntu@box');
  expect(screen).toContain('/srv/diner');
  expect(screen).toContain('app.py\r\nubuntu\r\n');
  expect(screen).toContain('\r\nroot\r\n');
  expect(screen).toContain('root@box');
  expect(screen).toContain('/root\r\nroot\r\n');
  expect(screen).toContain('back as ubuntu\r\n');
  expect(screen).toContain('rsive ');
  expect(screen).toContain('exit\r\n');
  expect(screen).toContain('again\r\n');
});
