/**
 * The command line as click 8 reads it (click's parser.py and types.py): `--x v`, `--x=v`, `--`, its error texts. Options
 * may also come from the environment as UVICORN_NAME (auto_envvar_prefix).
 */
import { OPTIONS, type Option } from './options.ts';

export type Value = string | number | boolean | null | readonly string[];
export type Values = ReadonlyMap<string, Value>;

export type Parsed =
  | { readonly kind: 'run'; readonly app: string; readonly values: Values }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'error'; readonly message: string };

class Usage extends Error {}

const BY_FLAG = new Map<string, { readonly option: Option; readonly on: boolean }>();
for (const option of OPTIONS) {
  BY_FLAG.set(option.flag, { option, on: true });
  if (option.type.kind === 'flag' && option.type.off !== null) BY_FLAG.set(option.type.off, { option, on: false });
}

const quoted = (text: string): string =>
  text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replace(/'/g, "\\'")}'`;

/** `exists` tells whether a path can be read: click checks `--env-file` itself. */
export function parseArgs(
  argv: readonly string[],
  env: (name: string) => string | null,
  exists: (path: string) => boolean,
): Parsed {
  try {
    return read(argv, env, exists);
  } catch (error) {
    if (error instanceof Usage) return { kind: 'error', message: error.message };
    throw error;
  }
}

function read(
  argv: readonly string[],
  env: (name: string) => string | null,
  exists: (path: string) => boolean,
): Parsed {
  const given = new Map<string, (string | boolean)[]>();
  const words: string[] = [];
  for (let i = 0, options = true; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (!options || !arg.startsWith('-') || arg === '-') words.push(arg);
    else if (arg === '--') options = false;
    else {
      const { name, value, used } = take(arg, argv[i + 1]);
      if (used) i++;
      given.set(name, [...(given.get(name) ?? []), value]);
    }
  }
  // Eager options first, whatever else is wrong.
  if (given.has('help')) return { kind: 'help' };
  if (given.has('version')) return { kind: 'version' };
  const values = new Map<string, Value>();
  for (const option of OPTIONS) {
    const fromEnv = env(`UVICORN_${option.name.toUpperCase()}`);
    const raw = given.get(option.name) ?? (fromEnv === null || fromEnv === '' ? [] : [fromEnv]);
    values.set(option.name, valueOf(option, raw, exists));
  }
  const app = words[0] ?? env('UVICORN_APP');
  if (app === null || app === undefined) throw new Usage("Missing argument 'APP'.");
  if (words.length > 1) {
    const extra = words.slice(1);
    throw new Usage(`Got unexpected extra argument${extra.length > 1 ? 's' : ''} (${extra.join(' ')})`);
  }
  return { kind: 'run', app, values };
}

function take(arg: string, next: string | undefined): { name: string; value: string | boolean; used: boolean } {
  const equals = arg.indexOf('=');
  const flag = equals < 0 ? arg : arg.slice(0, equals);
  const known = BY_FLAG.get(flag);
  if (!known) throw new Usage(noSuchOption(flag));
  const { option, on } = known;
  if (option.type.kind === 'flag') {
    if (equals >= 0) throw new Usage(`Option '${flag}' does not take a value.`);
    return { name: option.name, value: on, used: false };
  }
  if (equals >= 0) return { name: option.name, value: arg.slice(equals + 1), used: false };
  if (next === undefined) throw new Usage(`Option '${flag}' requires an argument.`);
  return { name: option.name, value: next, used: true };
}

/** A short flag names its first letter; a long one the options that look like it (difflib's ratio, three at most). */
function noSuchOption(flag: string): string {
  if (!flag.startsWith('--')) return `No such option '${flag.slice(0, 2)}'.`;
  const close = [...BY_FLAG.keys()]
    .map((known) => [known, likeness(known, flag)] as const)
    .filter(([, ratio]) => ratio >= 0.6)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))
    .slice(0, 3)
    .map(([known]) => known)
    .sort();
  if (close.length === 0) return `No such option '${flag}'.`;
  const list = close.map((c) => `'${c}'`).join(', ');
  return close.length === 1
    ? `No such option '${flag}'. Did you mean ${list}?`
    : `No such option '${flag}'. (Did you mean one of: ${list}?)`;
}

/** difflib.SequenceMatcher.ratio: twice the matching characters over all. */
export function likeness(a: string, b: string): number {
  return a.length + b.length === 0 ? 1 : (2 * matching(a, b)) / (a.length + b.length);
}

function matching(a: string, b: string): number {
  let [length, atA, atB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let n = 0;
      while (i + n < a.length && j + n < b.length && a[i + n] === b[j + n]) n++;
      if (n > length) [length, atA, atB] = [n, i, j];
    }
  }
  if (length === 0) return 0;
  return length + matching(a.slice(0, atA), b.slice(0, atB)) + matching(a.slice(atA + length), b.slice(atB + length));
}

function valueOf(option: Option, raw: readonly (string | boolean)[], exists: (path: string) => boolean): Value {
  const last = raw.at(-1);
  if (last === undefined) return option.multiple ? [] : option.default;
  if (option.multiple) return raw.map((value) => String(convert(option, value, exists)));
  return convert(option, last, exists);
}

function convert(option: Option, value: string | boolean, exists: (path: string) => boolean): Value {
  const names =
    option.type.kind === 'flag' && option.type.off !== null
      ? `'${option.flag}' / '${option.type.off}'`
      : `'${option.flag}'`;
  const invalid = (why: string): Usage => new Usage(`Invalid value for ${names}: ${why}`);
  if (typeof value === 'boolean') return value;
  switch (option.type.kind) {
    case 'int':
    case 'range': {
      const text = value.trim().replace(/(\d)_(?=\d)/g, '$1');
      if (!/^[+-]?\d+$/.test(text)) throw invalid(`${quoted(value)} is not a valid integer.`);
      return Number(text);
    }
    case 'float':
      if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value))
        throw invalid(`${quoted(value)} is not a valid float.`);
      return Number(value);
    case 'choice':
      if (!option.type.choices.includes(value))
        throw invalid(`${quoted(value)} is not one of ${option.type.choices.map(quoted).join(', ')}.`);
      return value;
    case 'flag':
      return /^(1|true|t|yes|y|on)$/i.test(value);
    case 'file':
      if (!exists(value)) throw invalid(`Path ${quoted(value)} does not exist.`);
      return value;
    default:
      return value;
  }
}
