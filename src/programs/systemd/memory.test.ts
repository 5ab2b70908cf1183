/** What the manager keeps of a unit and what it forgets, and how systemctl tells of it (compared with systemd 252). */
import { describe, expect, it } from 'vitest';
import { boot, INSTALL, unit } from './booted.fixture.ts';

const DAEMON = unit('ExecStart=/usr/bin/daemon');
const ENABLED = unit('ExecStart=/usr/bin/daemon', ...INSTALL);
const said = (results: ReturnType<typeof boot>['results'], i: number): string => results[i]?.said ?? '';

describe('a unit that rests', () => {
  it('is forgotten when nobody names it: an edited file needs no daemon-reload', () => {
    const { results } = boot({ 'p.service': DAEMON }, [
      [1, ['systemctl', 'start', 'p']],
      [2, ['systemctl', 'stop', 'p']],
      [3, ['touch', '/etc/systemd/system/p.service']],
      [4, ['systemctl', 'start', 'p']],
      [5, ['systemctl', 'stop', 'p']],
      [6, ['systemctl', 'status', 'p', '-n', '0']],
      [7, ['systemctl', 'reset-failed', 'p']],
      [8, ['systemctl', 'kill', 'p']],
    ]);
    expect(said(results, 3)).toBe('');
    expect(said(results, 5)).toMatch(/Active: inactive \(dead\)\n$/);
    expect(said(results, 6)).toBe('Failed to reset failed state of unit p.service: Unit p.service not loaded.\n');
    expect(said(results, 7)).toBe('Failed to kill unit p.service: Unit p.service not loaded.\n');
  });

  it('is kept while it is enabled: it remembers, and is stale', () => {
    const { results } = boot({ 'p.service': ENABLED }, [
      [1, ['systemctl', 'enable', '--now', 'p']],
      [2, ['systemctl', 'stop', 'p']],
      [3, ['touch', '/etc/systemd/system/p.service']],
      [4, ['systemctl', 'start', 'p']],
      [5, ['systemctl', 'stop', 'p']],
      [6, ['systemctl', 'status', 'p']],
    ]);
    expect(said(results, 3)).toContain('changed on disk');
    expect(said(results, 5)).toMatch(/Active: inactive \(dead\) since .*\n +Duration: 1s\n +Process: .*\n +Main PID:/);
  });

  it('is kept when it has failed, until reset-failed', () => {
    const { results } = boot({ 'p.service': unit('ExecStart=/usr/bin/crash 3') }, [
      [1, ['systemctl', 'start', 'p']],
      [4, ['systemctl', 'list-units', '--all', '--no-legend', 'p.s*']],
      [5, ['systemctl', 'reset-failed']],
      [6, ['systemctl', 'list-units', '--all', 'p.s*']],
    ]);
    expect(said(results, 1)).toBe('● p.service loaded failed failed Test\n');
    expect(said(results, 3)).toMatch(/^ {2}UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed\.\n/);
  });
});

it('status shows the journal of the present life only', () => {
  const { results } = boot({ 'p.service': DAEMON }, [
    [1, ['systemctl', 'start', 'p']],
    [2, ['systemctl', 'restart', 'p']],
    [3, ['systemctl', 'status', 'p']],
    [4, ['journalctl', '-u', 'p', '-o', 'cat']],
  ]);
  expect(said(results, 2)).not.toContain('Stopped');
  expect(said(results, 3)).toContain('Stopped p.service - Test.');
});

describe('before a program runs', () => {
  it.each([
    ['ExecStart=/usr/bin', 'Failed to locate executable /usr/bin: Is a directory'],
    ['ExecStart=/tmp/plain', 'Failed to locate executable /tmp/plain: No such file or directory'],
    ['User=u\nWorkingDirectory=/nope\nExecStart=/nope', 'Failed to locate executable /nope: No such file or directory'],
    ['User=x\nWorkingDirectory=/nope\nExecStart=/nope', 'Failed to determine user credentials: No such process'],
  ])('%j: the child says why, under the end of its name', (lines, why) => {
    const { results } = boot({ 'p.service': unit(lines) }, [
      [1, ['systemctl', 'start', 'p']],
      [3, ['journalctl', '-u', 'p']],
    ]);
    expect(said(results, 1)).toMatch(/ box \([a-z]{1,8}\)\[\d+\]: p\.service: Failed at step /);
    expect(said(results, 1)).toContain(why);
  });

  it('a missing program with a dash before it is passed over', () => {
    const { results } = boot({ 'p.service': unit('Type=oneshot', 'ExecStart=-/nope') }, [
      [1, ['systemctl', 'start', 'p']],
      [3, ['journalctl', '-u', 'p', '-o', 'cat']],
    ]);
    expect(results[0]?.code).toBe(0);
    expect(said(results, 1)).toContain('Executable /nope missing, skipping: No such file or directory');
  });
});

it('PIDFile= is waited for as long as a start may take', () => {
  const lines = ['Type=forking', 'PIDFile=/run/never.pid', 'TimeoutStartSec=2', 'ExecStart=/usr/bin/forks'];
  const { results } = boot({ 'p.service': unit(...lines) }, [[1, ['systemctl', 'start', 'p']]]);
  expect(said(results, 0)).toContain('failed because a timeout was exceeded');
});

it('a socket or timer whose service is not there does not start', () => {
  const units = { 'p.socket': '[Socket]\nListenStream=/run/p.sock\n', 't.timer': '[Timer]\nOnBootSec=1h\n' };
  const { results } = boot(units, [
    [1, ['systemctl', 'start', 'p.socket']],
    [2, ['systemctl', 'start', 't.timer']],
    [3, ['journalctl', '-o', 'cat', '-u', 'p.socket', '-u', 't.timer']],
  ]);
  expect(results.slice(0, 2).map((r) => r.said)).toEqual(
    [1, 2].map(() => 'Job failed. See "journalctl -xe" for details.\n'),
  );
  expect(said(results, 2)).toContain('p.socket: Socket service p.service not loaded, refusing.');
  expect(said(results, 2)).toContain(
    't.timer: Refusing to start, unit p.service to trigger not loaded.'.replace('p.', 't.'),
  );
});

it.each([
  [['start', 'a b'], 5, 'Invalid unit name "a b" escaped as "a\\x20b" (maybe you should use systemd-escape?).'],
  [['start', '/etc/x'], 5, 'Failed to start etc-x.mount: Unit etc-x.mount not found.'],
  [['start', 'p@'], 1, 'Failed to start p@.service: Unit name p@.service is missing the instance name.'],
  [['reload', 'p'], 3, 'Failed to reload p.service: Job type reload is not applicable for unit p.service.'],
  [['start', 'network.target'], 4, 'Operation refused, unit network.target may be requested by dependency only'],
  [
    ['add-wants', 'multi-user.target', 'p.service'],
    0,
    'multi-user.target.wants/p.service → /etc/systemd/system/p.service',
  ],
  [['add-wants', 'multi-user.target', 'q'], 1, 'Failed to add dependency: Unit file q.service does not exist.'],
  [['revert', 'p'], 0, 'Removed "/etc/systemd/system/p.service.d".'],
  [['list-units', '-t', 'box'], 1, "Unknown unit type or load state 'box'."],
  [['is-active', 'p', 'multi-user.target'], 0, 'inactive\nactive\n'],
  [['show', 'p', '-p', 'Environment,Nice'], 0, 'Environment=A=1 "B=x y"\nNice=5\n'],
  [['status', '4711'], 0, 'Failed to get unit for PID 4711: PID 4711 does not belong to any loaded unit.'],
])('systemctl %j', (argv, code, text) => {
  const lines = unit('ExecStart=/usr/bin/daemon', 'Environment=A=1 "B=x y"');
  const { results } = boot({ 'p.service': lines, 'p.service.d/x.conf': '[Service]\nNice=5\n' }, [
    [1, ['systemctl', ...argv]],
  ]);
  expect(results[0]?.said).toContain(text);
  if (argv[0] !== 'status') expect(results[0]?.code).toBe(code);
});

it('journalctl -x explains, one job by one number', () => {
  const { results } = boot({ 'p.service': unit('ExecStartPre=/usr/bin/crash 3', 'ExecStart=/usr/bin/daemon') }, [
    [1, ['systemctl', 'start', 'p']],
    [4, ['journalctl', '-xu', 'p']],
  ]);
  const text = said(results, 1);
  expect(text).toContain('░░ Subject: A start job for unit p.service has begun execution\n░░ Defined-By: systemd\n');
  expect(text).toContain('░░ An ExecStartPre= process belonging to unit p.service has exited.\n');
  const numbers = [...text.matchAll(/The job identifier is (\d+)/g)].map(([, n]) => n);
  expect(numbers).toHaveLength(2);
  expect(new Set(numbers).size).toBe(1);
});
