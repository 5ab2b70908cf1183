/** What people type into bash, keys and all, and what stands on the terminal then. */
import { describe, expect, it } from 'vitest';
import { HeadlessTerminal } from './headless-terminal.ts';

const terminal = async (): Promise<HeadlessTerminal> => {
  const t = new HeadlessTerminal({ version: 1 });
  await t.pass(1);
  return t;
};
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const UP = '\u001b[A';

describe('Ctrl-C', () => {
  it('ends the command with a line of its own, and what was to follow it', async () => {
    const t = await terminal();
    await t.keys('sleep 50; echo after\r', 1);
    expect(await t.keys(CTRL_C, 1)).toMatch(/^\^C\nubuntu@box.*\$ $/);
    await t.keys('for i in 1 2 3; do sleep 50; done\r', 1);
    expect(await t.keys(CTRL_C, 1)).toMatch(/^\^C\nubuntu@box.*\$ $/);
    expect(await t.command('echo $?')).toBe('130');
    await t.keys('sleep 50 | cat\r', 1);
    expect(await t.keys(CTRL_C, 1)).toMatch(/^\^C\nubuntu@box/);
  });

  it('gives up a command that is not finished', async () => {
    const t = await terminal();
    expect(await t.keys('echo "abc\r', 0.1)).toMatch(/> $/);
    expect(await t.keys(CTRL_C, 0.1)).toMatch(/\^C\nubuntu@box/);
    expect(await t.command('echo whole')).toBe('whole');
  });
});

it('Ctrl-D in the middle of a command is told, and the shell stays', async () => {
  const t = await terminal();
  await t.keys('echo "abc\r', 0.1);
  expect(await t.keys(CTRL_D, 0.1)).toContain('bash: unexpected EOF while looking for matching `"\'');
  await t.keys('if true\r', 0.1);
  expect(await t.keys(CTRL_D, 0.1)).toContain('bash: syntax error: unexpected end of file');
  expect(await t.command('echo still here')).toBe('still here');
});

it.each([
  ['for i in 1 2; do\recho $i\rdone\r', 'for i in 1 2; do echo $i; done'],
  ['if true\rthen echo y\rfi\r', 'if true; then echo y; fi'],
  ['echo a |\rcat\r', 'echo a | cat'],
  ['echo a \\\rb\r', 'echo a b'],
  ['echo "a\rb"\r', 'echo "a\nb"'],
  ['cat <<E\rx\rE\r', 'cat <<E\nx\nE'],
])('%j is one entry of the history', async (typed, entry) => {
  const t = await terminal();
  await t.keys(typed, 1);
  expect(await t.keys(UP, 0.1)).toContain(entry);
});

it('what is typed while a command runs is shown, and is the next command', async () => {
  const t = await terminal();
  await t.keys('sleep 3\r', 1);
  expect(await t.keys(`echo 中文${UP}\u007f\u007f\u007f\r`, 0.1)).toContain('echo 中文^[[A');
  expect(await t.pass(4)).toContain('\n中文\n');
  await t.keys('sleep 3\r', 1);
  await t.keys('echo partly', 0.1);
  expect(await t.pass(4)).toMatch(/\$ echo partly$/);
});

it('a program reads lines as they were typed, edited by the terminal', async () => {
  const t = await terminal();
  await t.keys('cat\r', 0.5);
  expect(await t.keys('one 中文\u007f two\u0017three\r', 0.5)).toMatch(/\none 中 three\n$/);
  await t.keys(CTRL_D, 0.5);
  await t.keys('head -n 1\r', 0.5);
  expect(await t.keys('only\recho next\r', 1)).toMatch(/\nnext\n/);
});

it('completes in quotes, behind keywords, and names with blanks', async () => {
  const t = await terminal();
  await t.command('touch "a file"');
  expect(await t.keys('cat a\t', 0.1)).toContain(String.raw`\ file `);
  await t.keys('\u0015', 0.1);
  expect(await t.keys('cat "a f\t', 0.1)).toContain('ile" ');
  await t.keys('\u0015', 0.1);
  expect(await t.keys('if wc\t', 0.1)).toMatch(/wc $/);
});

it('a login shell says so: by its name, and when it is left', async () => {
  const t = await terminal();
  await t.keys('sudo -i\r', 1);
  expect(await t.keys('nosuch\r', 0.5)).toContain('-bash: nosuch: command not found');
  expect(await t.keys('exit\r', 0.5)).toMatch(/\nlogout\nubuntu@/);
  await t.keys('sudo -i\r', 1);
  expect(await t.keys(CTRL_D, 0.5)).toContain('logout');
  await t.keys('sudo -s\r', 1);
  expect(await t.keys('nosuch\r', 0.5)).toMatch(/\nbash: nosuch: command not found/);
  expect(await t.keys('exit\r', 0.5)).toMatch(/\nexit\nubuntu@/);
});

it('openssl asks for a password at the terminal, and what it prints may go to a file', async () => {
  const t = await terminal();
  expect(await t.keys('openssl passwd -apr1 -salt abcdefgh > hash\r', 0.5)).toMatch(/Password: $/);
  expect(await t.keys('secret\r', 0.5)).toBe('\nVerifying - Password: ');
  expect(await t.keys('secret\r', 0.5)).not.toContain('secret');
  expect(await t.command('cat hash')).toBe('$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/');
});

it.each([
  ['-d ab', '151 2'],
  ['-F a=1', '188 137'],
])('curl counts what it sends as the real one does: %s', async (how, counts) => {
  const t = new HeadlessTerminal({
    version: 1,
    files: { '/etc/nginx/sites-enabled/p': 'server { listen 28177; location / { return 200; } }\n' },
    servers: [{ id: 'nginx', argv: ['nginx'], user: 'root', ready: { settle: 500_000 } }],
  });
  await t.pass(2);
  expect(await t.command(`curl -s -w '%{size_request} %{size_upload}' ${how} http://127.0.0.1:28177/x`)).toBe(counts);
});
