import { expect, it } from 'vitest';
import { createRun } from './run.ts';
import { parseScenario } from './schema.ts';

it('boots systemd where the scenario asks for it, and leaves nothing behind', () => {
  const command = (id: string, at: number, ...argv: string[]) => ({ kind: 'command' as const, id, at: at * 1e6, argv });
  const parsed = parseScenario({
    version: 1,
    until: 8e6,
    host: { init: 'systemd' },
    files: {
      '/etc/systemd/system/multi-user.target.wants/nginx.service': { symlink: '/lib/systemd/system/nginx.service' },
      '/etc/systemd/system/loop.service': '[Service]\nExecStart=/usr/bin/sleep 1\nRestart=always\nRestartSec=0\n',
    },
    inputs: [
      command('enabled', 1, 'systemctl', 'is-enabled', 'nginx'),
      command('active', 2, 'systemctl', 'is-active', 'nginx'),
      command('loop', 3, 'systemctl', 'start', 'loop'),
    ],
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  run.start();
  for (let i = 0; i < 100_000 && run.phase !== 'ended'; i++) run.sim.run(20e6, 10_000);
  const said = (id: string) =>
    run.commands
      .get(id)
      ?.family.output.map((part) => part.text)
      .join('');
  expect([said('enabled'), said('active'), run.commands.get('loop')?.process.status?.code]).toEqual([
    'enabled\n',
    'active\n',
    0,
  ]);
  expect(run.leaks()).toEqual([]);
});
