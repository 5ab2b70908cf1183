import { describe, expect, it } from 'vitest';
import { likeness, parseArgs, type Values } from './cli.ts';
import { helpText, usageError } from './help.ts';
import { OPTIONS } from './options.ts';

const parse = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  parseArgs(
    argv,
    (name) => env[name] ?? null,
    (path) => path === 'there.env',
  );

function values(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Values {
  const parsed = parse(argv, env);
  if (parsed.kind !== 'run') throw new Error(parsed.kind === 'error' ? parsed.message : parsed.kind);
  return parsed.values;
}

describe('the command line', () => {
  it('takes options before and after the application, with = or without', () => {
    const got = values([
      '--port=9000',
      'asgi:app',
      '--host',
      '0.0.0.0',
      '--no-access-log',
      '--header',
      'A:1',
      '--header',
      'B:2',
    ]);
    expect([got.get('port'), got.get('host'), got.get('access_log'), got.get('header')]).toEqual([
      9000,
      '0.0.0.0',
      false,
      ['A:1', 'B:2'],
    ]);
  });

  it('has uvicorn’s defaults', () => {
    const got = values(['asgi:app']);
    expect([
      got.get('host'),
      got.get('port'),
      got.get('backlog'),
      got.get('timeout_keep_alive'),
      got.get('lifespan'),
      got.get('proxy_headers'),
    ]).toEqual(['127.0.0.1', 8000, 2048, 5, 'auto', true]);
  });

  it('reads UVICORN_ variables, which an option beats', () => {
    expect(values(['asgi:app'], { UVICORN_PORT: '81', UVICORN_FACTORY: 'true' }).get('port')).toBe(81);
    expect(values(['--port', '82', 'asgi:app'], { UVICORN_PORT: '81' }).get('port')).toBe(82);
    expect(parse([], { UVICORN_APP: 'a:b' })).toMatchObject({ kind: 'run', app: 'a:b' });
  });

  it.each<[string[], string]>([
    [[], "Missing argument 'APP'."],
    [['--nosuch', 'a:b'], "No such option '--nosuch'."],
    [['--hosts', 'x', 'a:b'], "No such option '--hosts'. (Did you mean one of: '--host', '--http', '--port'?)"],
    [['--cwd', 'x', 'a:b'], "No such option '--cwd'. (Did you mean one of: '--fd', '--uds', '--ws'?)"],
    [
      ['--timeout', '60', 'a:b'],
      "No such option '--timeout'. (Did you mean one of: '--timeout-keep-alive', '--ws-ping-timeout'?)",
    ],
    [['-p', '1', 'a:b'], "No such option '-p'."],
    [['--port', 'abc', 'a:b'], "Invalid value for '--port': 'abc' is not a valid integer."],
    [['--lifespan', 'maybe', 'a:b'], "Invalid value for '--lifespan': 'maybe' is not one of 'auto', 'on', 'off'."],
    [['a:b', '--workers'], "Option '--workers' requires an argument."],
    [['--factory=1', 'a:b'], "Option '--factory' does not take a value."],
    [['a:b', 'c', 'd'], 'Got unexpected extra arguments (c d)'],
    [['--env-file', 'gone.env', 'a:b'], "Invalid value for '--env-file': Path 'gone.env' does not exist."],
  ])('%j is refused', (argv, message) => {
    expect(parse(argv)).toEqual({ kind: 'error', message });
    const bare = /argument\.$|take a value/.test(message) && !message.startsWith('Missing');
    const usage = bare ? '' : "Usage: uvicorn [OPTIONS] APP\nTry 'uvicorn --help' for help.\n\n";
    expect(usageError(message)).toBe(`${usage}Error: ${message}\n`);
  });

  it('shows help and version whatever else is there', () => {
    expect(parse(['--version', '--port', 'abc']).kind).toBe('version');
    expect(parse(['--help']).kind).toBe('help');
    for (const line of helpText().split('\n')) expect(line.length).toBeLessThanOrEqual(80 + line.search(/\S|$/));
    for (const option of OPTIONS) expect(helpText()).toContain(option.flag);
  });

  it('explains every option in both languages', () => {
    for (const { en, zh } of OPTIONS) {
      expect(en).toMatch(/[.?]$/);
      expect(zh).toMatch(/[。？]$/);
    }
  });

  it('measures likeness as difflib does', () => {
    expect(likeness('abcd', 'bcde')).toBe(0.75);
    expect(likeness('', '')).toBe(1);
    expect(likeness('abc', 'xyz')).toBe(0);
  });
});
