import { describe, expect, it } from 'vitest';
import { parseAddress, shownAddress } from './address.ts';
import { timeStamp } from './log.ts';
import { autoInt, pythonInt } from './python-int.ts';
import { shellSplit } from './shlex.ts';
import { validate, type Facts, type ValidatorName } from './settings/validators.ts';
import { Callable, repr, tuple, type Value } from './value.ts';

const facts: Facts = {
  uid: 1000,
  gid: 1000,
  userId: (name) => (name === 'www-data' ? 33 : null),
  groupId: (name) => (name === 'www-data' ? 33 : null),
  exists: (path) => path.startsWith('/home'),
  warn: () => undefined,
  absolute: (path) => (path.startsWith('/') ? path : `/home/u/${path}`),
};

describe('values of settings', () => {
  it.each<[ValidatorName, Value, Value]>([
    ['pos_int', '0x10', 16],
    ['pos_int', true, 1],
    ['bool', ' True ', true],
    ['list_string', 'a', ['a']],
    ['list_string', null, []],
    ['string_list', 'a, b,', ['a', 'b']],
    ['user', 'www-data', 33],
    ['user', '5', 5],
    ['chdir', 'p', '/home/u/p'],
    ['chdir', '', '/home/u/.'],
    ['list_string', tuple('a', ' b'), ['a', 'b']],
    ['proxy_protocol', true, 'auto'],
    ['http_protocols', 'h2,h1', ['h2', 'h1']],
  ])('%s takes %j', (name, given, kept) => {
    expect(validate(name, given, facts)).toEqual(kept);
  });

  it.each<[ValidatorName, Value, string]>([
    ['pos_int', -1, 'Value must be positive: -1'],
    ['pos_int', 'two', "invalid literal for int() with base 0: 'two'"],
    ['string', 5, 'Not a string: 5'],
    ['list_string', tuple('127.0.0.1', 8000), 'Not a string: 8000'],
    ['list_string', 8000, "'int' object is not iterable"],
    ['bool', 'yes', 'Invalid boolean: yes'],
    ['user', 'nobodyatall', "No such user: 'nobodyatall'"],
    ['chdir', '/nosuch', "can't chdir to '/nosuch'"],
    ['addr_list', 'nonsense', "'nonsense' does not appear to be an IPv4 or IPv6 network"],
    ['addr_list', '10.0.0.1/8', '10.0.0.1/8 has host bits set'],
  ])('%s refuses %j', (name, given, message) => {
    expect(() => validate(name, given, facts)).toThrow(message);
  });

  it('counts the parameters of a hook', () => {
    expect(() => validate('callable', new Callable('pre_fork', 1), facts, 2)).toThrow('Value must have an arity of: 2');
    expect(validate('post_request', new Callable('f', 2), facts)).toEqual(
      new Callable('validate_post_request.<locals>.<lambda>'),
    );
  });
});

describe('numbers, words, addresses', () => {
  it.each([
    ['007', 7],
    ['117', 117],
    ['0o17', 15],
    ['0x1f', 31],
    ['008', null],
    ['rwx', null],
  ])('umask %s', (text, value) => expect(autoInt(text)).toBe(value));

  it('reads base 10 as int() does', () => {
    expect([' 1_000 ', '-3', '0x1', '1.5', ''].map((t) => pythonInt(t, 10))).toEqual([1000, -3, null, null, null]);
  });

  it('cuts GUNICORN_CMD_ARGS as a shell would', () => {
    expect(shellSplit(`-w 3 --bind '1.2.3.4:5' "a \\"b" c\\ d ''`)).toEqual([
      '-w',
      '3',
      '--bind',
      '1.2.3.4:5',
      'a "b',
      'c d',
      '',
    ]);
    expect(shellSplit(`"open`)).toBeNull();
  });

  it.each([
    ['127.0.0.1:8001', "('127.0.0.1', 8001)"],
    ['localhost', "('localhost', 8000)"],
    ['[::1]:80', "('::1', 80)"],
    ['', "('0.0.0.0', 8000)"],
    ['unix:///run/x.sock', '/run/x.sock'],
    ['unix:x.sock', 'x.sock'],
    ['fd://3', '3'],
  ])('--bind %s', (text, shown) => expect(shownAddress(parseAddress(text))).toBe(shown));

  it('shows values as Python does', () => {
    expect(repr(['a', "it's", 1, null, { b: true }])).toBe(`['a', "it's", 1, None, {'b': True}]`);
    expect([tuple('a', 1), tuple('a'), tuple()].map((one) => repr(one))).toEqual(["('a', 1)", "('a',)", '()']);
    expect(repr('å\n\x01\xad')).toBe("'å\\n\\x01\\xad'");
    expect(timeStamp(951_782_400_000_000)).toBe('2000-02-29 00:00:00 +0000');
  });
});
