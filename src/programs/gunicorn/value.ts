/**
 * Configuration values as Python has them: what a configuration file, a flag or an environment variable gives, and how
 * `str()` and `repr()` show it (Python reference, "Standard type hierarchy"; `repr` of str as CPython escapes it).
 */
import type { Errno, SysError } from '../../machine/errno.ts';

export type Value =
  | null
  | boolean
  | number
  | string
  | Callable
  | Other
  | Tuple
  | readonly Value[]
  | { readonly [key: string]: Value };

/** A function of the configuration file (or gunicorn's own default hook); `name` is its qualified name. */
export class Callable {
  constructor(
    readonly name: string,
    /** Positional parameters; -1 for a default, which is never checked. */
    readonly arity = -1,
  ) {}
}

/** Anything else that Python can put there: a float, a class, a module … */
export class Other {
  constructor(
    readonly type: string,
    readonly text: string,
  ) {}
}

/** A tuple is taken where a list is, and shown as what it is. */
export class Tuple extends Array<Value> {
  /** What a comprehension makes of it is a list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

export function tuple(...items: readonly Value[]): Tuple {
  const made = new Tuple();
  made.push(...items);
  return made;
}

export const callable = (name: string): Callable => new Callable(name);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isDict = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' &&
  value !== null &&
  !isList(value) &&
  !(value instanceof Callable) &&
  !(value instanceof Other);

/** The subclass of OSError that CPython raises for an errno (library reference, "OS exceptions"). */
export function osErrorType({ errno }: SysError): string {
  return OS_ERRORS[errno] ?? 'OSError';
}

const OS_ERRORS: Readonly<Partial<Record<Errno, string>>> = {
  ENOENT: 'FileNotFoundError',
  EACCES: 'PermissionError',
  EPERM: 'PermissionError',
  EEXIST: 'FileExistsError',
  EISDIR: 'IsADirectoryError',
  ENOTDIR: 'NotADirectoryError',
};

/** The name of a value's Python type, as error messages say it. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'str';
  if (value instanceof Callable) return 'function';
  if (value instanceof Other) return value.type;
  if (value instanceof Tuple) return 'tuple';
  return isList(value) ? 'list' : 'dict';
}

/** `str(value)`. */
export function str(value: Value): string {
  return typeof value === 'string' ? value : repr(value);
}

/** `repr(value)`. */
export function repr(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return reprText(value);
  if (value instanceof Callable) return `<function ${value.name} at ${addressOf(value.name)}>`;
  if (value instanceof Other) return value.text;
  if (value instanceof Tuple) return `(${[...value].map(repr).join(', ')}${value.length === 1 ? ',' : ''})`;
  if (isList(value)) return `[${value.map(repr).join(', ')}]`;
  if (isDict(value))
    return `{${Object.entries(value)
      .map(([k, v]) => `${reprText(k)}: ${repr(v)}`)
      .join(', ')}}`;
  return '';
}

/** Where CPython would have put it: a number that only depends on the name. */
function addressOf(name: string): string {
  let n = 7;
  for (const ch of name) n = (n * 31 + (ch.codePointAt(0) ?? 0)) % 2 ** 24;
  return `0x7f5c${n.toString(16).padStart(6, '0')}f0`;
}

/** Nothing to escape: the usual case, and every request has dozens of them. */
const PLAIN = /^[ !"#$%&(-[\]-~\xa1-\xac\xae-\xff]*$/;

/** `repr` of a str whose characters are bytes (latin-1): quotes chosen and escapes written as CPython does. */
export function reprText(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const ch of text) out += escaped(ch, quote);
  return out + quote;
}

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(ch: string, quote: string): string {
  if (ch === quote) return `\\${ch}`;
  const named = NAMED[ch];
  if (named !== undefined) return named;
  const code = ch.codePointAt(0) ?? 0;
  const printable = code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code <= 0xa0) && code !== 0xad;
  return printable ? ch : `\\x${code.toString(16).padStart(2, '0')}`;
}

/** An exception that gunicorn's own code would raise: its Python type and message. */
export class PyError extends Error {
  constructor(
    readonly type:
      | 'TypeError'
      | 'ValueError'
      | 'RuntimeError'
      | 'ConfigError'
      | 'AttributeError'
      | 'AppImportError'
      | 'PermissionError'
      | 'ImportError'
      | 'ModuleNotFoundError'
      | 'OverflowError',
    message: string,
  ) {
    super(message);
  }
}
