import { describe, expect, it } from 'vitest';
import { boot, INSTALL, unit } from './booted.fixture.ts';
import { ROOT } from '../../machine/filesystem.ts';

describe('the manager', () => {
  it('starts, shows, reloads and stops a simple service', () => {
    const { results } = boot(
      {
        'p.service': unit(
          'User=u',
          'WorkingDirectory=/home/u',
          'ExecStart=/usr/bin/daemon a "b c"',
          'ExecReload=/usr/bin/hup $MAINPID',
          ...INSTALL,
        ),
      },
      [
        [1, ['systemctl', 'start', 'p']],
        [3, ['systemctl', 'status', 'p']],
        [4, ['systemctl', 'is-active', 'p']],
        [5, ['systemctl', 'reload', 'p']],
        [6, ['systemctl', 'stop', 'p']],
        [7, ['systemctl', 'status', 'p']],
        [8, ['journalctl', '-u', 'p', '--no-pager']],
      ],
    );
    expect(results.map((r) => r.code)).toEqual([0, 0, 0, 0, 0, 3, 0]);
    expect(results).toMatchSnapshot();
  });

  it.each([
    [
      'ExecStart=/usr/bin/nosuch',
      0,
      '203/EXEC',
      'Failed to locate executable /usr/bin/nosuch: No such file or directory',
    ],
    ['User=Ubuntu\nExecStart=/usr/bin/daemon', 0, '217/USER', 'Failed to determine user credentials: No such process'],
    ['Group=nope\nExecStart=/usr/bin/daemon', 0, '216/GROUP', 'Failed to determine group credentials: No such process'],
    [
      'WorkingDirectory=/nope\nExecStart=/usr/bin/daemon',
      0,
      '200/CHDIR',
      'Changing to the requested working directory failed: No such file or directory',
    ],
    ['Type=exec\nExecStart=/usr/bin/nosuch', 1, '203/EXEC', 'Failed with result'],
    [
      'ExecStart=/usr/bin/daemon\nExecStartPre=/usr/bin/crash 3',
      1,
      '3/NOTIMPLEMENTED',
      'Control process exited, code=exited, status=3/NOTIMPLEMENTED',
    ],
    ['Type=oneshot\nExecStart=/usr/bin/crash 7', 1, '7/NOTRUNNING', 'Failed to start p.service - Test.'],
  ])('tells why %j does not run', (lines, code, status, line) => {
    const { results } = boot({ 'p.service': unit(lines) }, [
      [1, ['systemctl', 'start', 'p']],
      [5, ['systemctl', 'status', 'p']],
    ]);
    expect(results[0]?.code).toBe(code);
    expect(
      results[0]?.said.includes('Job for p.service failed because the control process exited with error code.'),
    ).toBe(code === 1);
    expect(results[1]?.code).toBe(3);
    expect(results[1]?.said).toContain('× p.service - Test');
    expect(results[1]?.said).toContain('Active: failed (Result: exit-code)');
    expect(results[1]?.said).toContain(status);
    expect(results[1]?.said).toContain(line);
  });

  it('restarts what crashes, until it has crashed too often', () => {
    const { results } = boot(
      { 'p.service': unit('ExecStart=/usr/bin/crash 1', 'Restart=on-failure', 'RestartSec=500ms') },
      [
        [1, ['systemctl', 'start', 'p']],
        [2.3, ['systemctl', 'is-active', 'p']],
        [30, ['systemctl', 'show', 'p', '-p', 'NRestarts,Result,ActiveState']],
        [31, ['journalctl', '-u', 'p', '-n', '3', '-o', 'cat']],
      ],
    );
    expect(results[1]?.said).toBe('activating\n');
    // Every 1.5 s: the sixth start falls into the 10 s of the first.
    expect(results[2]?.said).toBe('Result=exit-code\nNRestarts=5\nActiveState=failed\n');
    expect(results[3]?.said).toBe(
      "p.service: Start request repeated too quickly.\np.service: Failed with result 'exit-code'.\nFailed to start p.service - Test.\n",
    );
  });

  it('gives up at the start limit', () => {
    const { results } = boot({ 'p.service': unit('ExecStart=/usr/bin/true', 'Restart=always') }, [
      [1, ['systemctl', 'start', 'p']],
      [9, ['systemctl', 'status', 'p']],
      [10, ['systemctl', 'start', 'p']],
    ]);
    expect(results[1]?.said).toContain('Active: failed (Result: start-limit-hit)');
    expect(results[1]?.said).toContain('p.service: Start request repeated too quickly.');
    expect(results[2]?.said).toContain('failed because start of the service was attempted too often.');
  });

  it('kills what does not listen, after TimeoutStopSec=', () => {
    const { results, host } = boot({ 'p.service': unit('ExecStart=/usr/bin/stubborn', 'TimeoutStopSec=2') }, [
      [1, ['systemctl', 'start', 'p']],
      [2, ['systemctl', 'stop', 'p']],
      [10, ['systemctl', 'status', 'p']],
    ]);
    expect(results[2]?.said).toContain("State 'stop-sigterm' timed out. Killing.");
    expect(results[2]?.said).toContain('(Result: timeout)');
    expect([...host.processes.keys()]).toEqual([1]);
  });

  it('follows a daemon that forks, and stops it with its group', () => {
    const { results, host } = boot({ 'p.service': unit('Type=forking', 'ExecStart=/usr/bin/forks') }, [
      [1, ['systemctl', 'start', 'p']],
      [2, ['systemctl', 'is-active', 'p']],
      [3, ['systemctl', 'stop', 'p']],
    ]);
    expect(results.map((r) => r.code)).toEqual([0, 0, 0]);
    expect([...host.processes.keys()]).toEqual([1]);
  });

  it('warns of changed files, until daemon-reload', () => {
    const { results, host } = boot({ 'p.service': unit('ExecStart=/usr/bin/daemon', ...INSTALL) }, [
      [1, ['systemctl', 'enable', '--now', 'p']],
      [3, ['systemctl', 'is-enabled', 'p']],
      [3.5, ['touch', '/etc/systemd/system/p.service']],
      [4, ['systemctl', 'stop', 'p']],
      [5, ['systemctl', 'daemon-reload']],
      [6, ['systemctl', 'start', 'p']],
      [7, ['systemctl', 'mask', 'nginx']],
      [8, ['systemctl', 'start', 'nginx']],
      [9, ['systemctl', 'start', 'nosuch']],
      [10, ['systemctl', 'list-units', '--type=service']],
    ]);
    expect(host.files.exists('/etc/systemd/system/multi-user.target.wants/p.service')).toBe(true);
    expect(results).toMatchSnapshot();
  });

  it('starts at boot what is enabled, by links', () => {
    const { results } = boot(
      { 'a.service': unit('ExecStart=/usr/bin/daemon a'), 'multi-user.target.d/x.conf': '[Unit]\nWants=a.service\n' },
      [[1, ['systemctl', 'is-active', 'a']]],
    );
    expect(results[0]?.said).toBe('active\n');
  });

  it('refuses what is no unit, in the words of verify', () => {
    const { results } = boot({ 'p.service': unit('User=a:b', 'ExecStart=/usr/bin/daemon') }, [
      [1, ['systemctl', 'start', 'p']],
      [2, ['systemctl', 'status', 'p']],
    ]);
    expect(results[0]).toEqual({
      code: 1,
      said: "Failed to start p.service: Unit p.service has a bad unit file setting.\nSee system logs and 'systemctl status p.service' for details.\n",
    });
    expect(results[1]?.said).toContain('Loaded: bad-setting (Reason: Unit p.service has a bad unit file setting.)');
  });

  it('waits for READY=1 from a notify service, and follows its journal', () => {
    const { results, sim } = boot({ 'p.service': unit('Type=notify', 'ExecStart=/usr/bin/notifies') }, [
      [1, ['systemctl', 'start', 'p']],
      [2, ['systemctl', 'is-active', 'p']],
      [2.5, ['journalctl', '-u', 'p', '-f', '-o', 'cat']],
      [5, ['systemctl', 'status', 'p', '-n0']],
    ]);
    expect(results[1]?.said).toBe('activating\n');
    expect(results[2]?.said).toBe('Starting p.service - Test...\nStarted p.service - Test.\n');
    expect(results[3]?.said).toContain('Status: "up and well"');
    const ended = sim.trace.events.find((e) => e.kind === 'process.exited');
    expect(ended?.at).toBeGreaterThan(2_000_000);
  });

  it('fails a notify service that never says so', () => {
    const { results } = boot({ 'p.service': unit('Type=notify', 'TimeoutStartSec=3', 'ExecStart=/usr/bin/daemon') }, [
      [1, ['systemctl', 'start', 'p']],
    ]);
    expect(results[0]?.said).toContain('failed because a timeout was exceeded.');
  });
});

describe('socket units', () => {
  const units = {
    'p.socket':
      '[Socket]\nListenStream=/run/p/p.sock\nSocketUser=u\nSocketMode=0660\n[Install]\nWantedBy=sockets.target\n',
    'p.service': unit('ExecStart=/usr/bin/served'),
  };

  it('listen themselves, and start the service at the first connection', () => {
    const { results, host } = boot(units, [
      [1, ['systemctl', 'enable', '--now', 'p.socket']],
      [2, ['systemctl', 'is-active', 'p.service', 'p.socket']],
      [3, ['client', '/run/p/p.sock']],
      [4, ['systemctl', 'is-active', 'p.service', 'p.socket']],
      [5, ['systemctl', 'list-sockets']],
      [6, ['systemctl', 'stop', 'p.service']],
      [7, ['client', '/run/p/p.sock']],
      [8, ['systemctl', 'stop', 'p.socket', 'p.service']],
      [9, ['client', '/run/p/p.sock']],
      [10, ['journalctl', '-u', 'p.service', '-o', 'cat']],
    ]);
    expect(results.map((r) => r.said)).toMatchObject([
      expect.stringContaining('sockets.target.wants/p.socket'),
      'inactive\nactive\n',
      'hello\n',
      'active\nactive\n',
      expect.stringContaining('/run/p/p.sock p.socket p.service'),
      'Warning: Stopping p.service, but it can still be activated by:\n  p.socket\n',
      'hello\n',
      '',
      expect.stringContaining('Connection refused'),
      expect.stringContaining('fds 1 for me true'),
    ]);
    expect(host.files.lookup('/run/p/p.sock', ROOT)).toMatchObject({ uid: 1000 });
    expect(host.files.lookup('/run/p/p.sock', ROOT).mode & 0o777).toBe(0o660);
  });

  it('give up where the service cannot be started', () => {
    const { results } = boot({ ...units, 'p.service': unit('ExecStart=/usr/bin/missing') }, [
      [1, ['systemctl', 'start', 'p.socket']],
      [2, ['client', '/run/p/p.sock']],
      [20, ['systemctl', 'is-failed', 'p.socket']],
    ]);
    expect(results[2]?.said).toBe('failed\n');
  });
});

it('timers start their service after a time and by the calendar', () => {
  const { results } = boot(
    {
      'p.timer': '[Timer]\nOnBootSec=5\nOnUnitActiveSec=10\n',
      'p.service': '[Service]\nType=oneshot\nExecStart=/usr/bin/true\n',
    },
    [
      [1, ['systemctl', 'start', 'p.timer']],
      [2, ['systemctl', 'list-timers']],
      [30, ['journalctl', '-u', 'p.service', '-o', 'cat', '-g', 'Finished']],
    ],
  );
  expect(results[1]?.said).toContain('2s left');
  expect(results[2]?.said.match(/Finished/g)).toHaveLength(3);
});

it('restarts the machine: what is enabled comes up, nothing else does', () => {
  const { results, host, sim } = boot(
    {
      'on.service': unit('ExecStart=/usr/bin/daemon on', ...INSTALL),
      'off.service': unit('ExecStart=/usr/bin/daemon off', ...INSTALL),
    },
    [
      [1, ['systemctl', 'enable', '--now', 'on']],
      [2, ['systemctl', 'start', 'off']],
      [3, ['daemon', 'by', 'hand']],
      [4, ['reboot']],
      [40, ['systemctl', 'is-active', 'on', 'off']],
      [41, ['journalctl', '--list-boots']],
      [42, ['journalctl', '-b', '-1', '-o', 'cat', '-n', '3']],
      [43, ['systemd-analyze', 'time']],
    ],
  );
  expect(results[4]?.said).toBe('active\ninactive\n');
  expect(results[5]?.said).toMatch(/^ -1 .*\n  0 /m);
  expect(results[6]?.said).toContain('Reached target reboot.target');
  expect(results[7]?.said).toMatch(/^Startup finished in 4s \(kernel\) \+ /);
  expect([...host.processes.values()].filter((p) => p.argv.includes('hand'))).toEqual([]);
  expect(host.bootedAt).toBeGreaterThan(4e6);
  expect(sim.trace.events.filter((e) => e.kind === 'run.limit')).toEqual([]);
});
