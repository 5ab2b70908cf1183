import { expect, it } from 'vitest';
import { base64, toBase64 } from '../../base/base64.ts';
import { fromUtf8, utf8 } from '../../base/bytes.ts';
import { Sim } from '../../engine/sim.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { World } from '../../machine/world.ts';
import { nano } from './index.ts';

function session(uid: number, ...args: readonly string[]) {
  const sim = new Sim(1);
  const world = new World(sim, 1_767_603_600_000_000);
  const host = world.addHost({ name: 'box', addresses: [], cores: 1, latency: 0 });
  host.files.makePath('/etc');
  host.files.writeFile('/etc/app.conf', utf8('old\n'), ROOT, 0o644);
  const tty = world.tty(0);
  const end = { kind: 'tty', tty } as const;
  const credentials = { uid, gid: uid, groups: [uid] };
  const process = world.lifecycle.start(host, nano, {
    argv: ['nano', ...args],
    credentials,
    env: new Map(),
    cwd: '/etc',
    stdio: [end, end, end],
  });
  sim.run(1000);
  const type = (text: string): void => {
    tty.input(utf8(text));
    sim.run(sim.now + 1000);
  };
  const screen = (): string => sim.trace.events.map((e) => (e.kind === 'tty.output' ? e.text : '')).join('');
  const told = (verb: string): unknown => {
    const found = new RegExp(`\\u001b\\]7700;${verb};([^\\u0007]*)\\u0007`).exec(screen())?.[1];
    return found === undefined ? null : JSON.parse(fromUtf8(base64(found)));
  };
  return { host, process, type, screen, told };
}

const save = (text: string): string => `\u001b]7700;save;${toBase64(utf8(text))}\u0007`;

it('hands the file to the page, writes what comes back, and ends when it is closed', () => {
  const { host, process, type, told, screen } = session(0, 'app.conf');
  expect(told('open')).toEqual({
    program: 'nano',
    path: '/etc/app.conf',
    isNew: false,
    isWritable: true,
    text: 'old\n',
  });
  const keys = save('new\nlines 中文\n');
  // In pieces, as a terminal may deliver it.
  type(keys.slice(0, 20));
  type(keys.slice(20));
  expect(fromUtf8(host.files.readFile('/etc/app.conf', ROOT))).toBe('new\nlines 中文\n');
  expect(screen()).toContain('[ Wrote 2 lines ]');
  expect(process.state).toBe('running');
  type('\u001b]7700;close\u0007');
  expect(process.status).toEqual({ code: 0, signal: null });
  expect(told('close')).toEqual({});
});

it('may not write what its user may not', () => {
  const { host, type, told, screen } = session(1000, '/etc/app.conf');
  expect(told('open')).toMatchObject({ isWritable: false });
  type(save('mine'));
  expect(screen()).toContain('Error writing /etc/app.conf: Permission denied');
  expect(fromUtf8(host.files.readFile('/etc/app.conf', ROOT))).toBe('old\n');
});

it('is left with Ctrl-X where no page answers, and refuses directories and missing places', () => {
  const { process, type, screen } = session(0, 'new.conf');
  expect(screen()).toContain('press Ctrl-X here');
  type('\u0018');
  expect(process.state).toBe('dead');
  expect(session(0, '/etc').screen()).toContain('Error reading /etc: Is a directory');
  expect(session(0, '/none/x').screen()).toContain('No such file or directory');
});
