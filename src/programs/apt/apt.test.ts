import { expect, it } from 'vitest';
import { createRun } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/schema.ts';

/** What commands print, one after the other, on a machine without nginx. */
function run(...lines: readonly string[]): readonly string[] {
  const parsed = parseScenario({
    version: 1,
    host: { init: 'systemd' },
    absent: ['nginx', 'wget'],
    inputs: lines.map((line, i) => ({ kind: 'command', at: null, id: `c${i}`, argv: ['bash', '-c', line] })),
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const run = createRun(parsed.scenario);
  run.start();
  for (let i = 0; i < 10_000 && run.phase !== 'ended'; i++) run.sim.run(600e6, 10_000);
  return lines.map(
    (_, i) =>
      run.commands
        .get(`c${i}`)
        ?.family.output.map((part) => part.text)
        .join('') ?? '',
  );
}

it('installs what the machine models, starts its service, and knows no other name', () => {
  const said = run(
    'nginx -v; systemctl status nginx',
    'apt-get install -y nginx',
    'nginx -v; curl -s localhost | grep title; systemctl is-enabled nginx',
    'apt-get install nginx',
    'apt-get install apache3',
    'sudo -u www-data apt-get install wget',
    'apt-get remove nginx; systemctl is-active nginx; systemctl start nginx; ls /usr/sbin/nginx',
  );
  expect(said[0]).toContain('command not found');
  expect(said[0]).toContain('Unit nginx.service could not be found.');
  expect(said[1]).toContain('Setting up nginx (1.22.1-9+deb12u3) ...');
  expect(said[2]).toMatch(/nginx\/1\.22\.1[\s\S]*Welcome to nginx!/);
  expect(said[2]).toContain('enabled');
  expect(said[3]).toContain('nginx is already the newest version');
  expect(said[4]).toContain('E: Unable to locate package apache3\n');
  expect(said[5]).toContain('are you root?');
  expect(said[6]).toMatch(/Removing nginx[^]*inactive[^]*Unit nginx\.service not found[^]*No such file/);
});

it('says what is there, in the ways of apt and dpkg', () => {
  const said = run('apt list --installed 2> /dev/null | grep curl', 'dpkg -s wget', 'dpkg -L curl', 'apt show certbot');
  expect(said[0]).toContain('curl/stable');
  expect(said[1]).toContain("package 'wget' is not installed");
  expect(said[2]).toBe('/usr/bin/curl\n');
  expect(said[3]).toContain("Let's Encrypt");
});
