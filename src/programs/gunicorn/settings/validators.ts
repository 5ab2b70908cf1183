/** What each kind of setting accepts, and the errors that gunicorn 26.2 raises for the rest (config.py, "validate_…"). */
import { Callable, isDict, isList, Other, PyError, repr, str, typeName, type Value } from '../value.ts';
import { pythonInt } from '../python-int.ts';

/** What a validator may ask the machine. */
export interface Facts {
  readonly uid: number;
  readonly gid: number;
  userId(name: string): number | null;
  groupId(name: string): number | null;
  exists(path: string): boolean;
  /** To standard error. */
  warn(text: string): void;
  /** Absolute, normalised. */
  absolute(path: string): string;
}

export type Validator = (value: Value, facts: Facts) => Value;

const string: Validator = (value) => {
  if (value === null) return null;
  if (typeof value !== 'string') throw new PyError('TypeError', `Not a string: ${str(value)}`);
  return value.trim();
};

const listString: Validator = (value, facts) => {
  if (value === null || value === '' || value === false || value === 0) return [];
  if (typeof value === 'string') return [string(value, facts)];
  if (isList(value)) return value.map((v) => string(v, facts));
  if (isDict(value)) return Object.keys(value);
  throw new PyError('TypeError', `'${typeName(value)}' object is not iterable`);
};

const stringList = (value: Value, facts: Facts): string[] => {
  const text = string(value, facts);
  if (typeof text !== 'string' || text === '') return [];
  return text
    .split(',')
    .filter((v) => v !== '')
    .map((v) => v.trim());
};

const positive: Validator = (value) => {
  let n: number;
  if (typeof value === 'boolean') n = value ? 1 : 0;
  else if (typeof value === 'number') n = value;
  else if (typeof value === 'string') {
    const parsed = pythonInt(value, 0);
    if (parsed === null) throw new PyError('ValueError', `invalid literal for int() with base 0: ${repr(value)}`);
    n = parsed;
  } else throw new PyError('TypeError', "int() can't convert non-string with explicit base");
  if (n < 0) throw new PyError('ValueError', `Value must be positive: ${n}`);
  return n;
};

const bool: Validator = (value) => {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw new PyError('TypeError', `Invalid type for casting: ${str(value)}`);
  const text = value.toLowerCase().trim();
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new PyError('ValueError', `Invalid boolean: ${value}`);
};

/** One of several words; `wrong` makes the message for another. */
const word =
  (words: readonly string[], none: Value, badType: (v: Value) => string, wrong: (v: string) => string): Validator =>
  (value) => {
    if (value === null) return none;
    if (typeof value !== 'string') throw new PyError('TypeError', badType(value));
    const text = value.toLowerCase().trim();
    if (!words.includes(text)) throw new PyError('ValueError', wrong(text));
    return text;
  };

const casting = (value: Value): string => `Invalid type for casting: ${str(value)}`;

const hook: Validator = (value) => {
  if (value instanceof Callable) return value;
  if (value instanceof Other && value.type === 'missing') throw new PyError('TypeError', value.text);
  if (typeof value !== 'string') throw new PyError('TypeError', `Value is not callable: ${str(value)}`);
  const dot = value.lastIndexOf('.');
  if (dot < 0) {
    throw new PyError('TypeError', `Value '${value}' is not import string. Format: module[.submodules...].object`);
  }
  return new Callable(value);
};

const arityFault = (wanted: number): PyError => new PyError('TypeError', `Value must have an arity of: ${wanted}`);

/** Older forms with fewer parameters are wrapped. */
const postRequest: Validator = (value, facts) => {
  const found = hook(value, facts);
  if (!(found instanceof Callable) || found.arity === -1 || found.arity === 4) return found;
  if (found.arity < 2 || found.arity > 4) throw arityFault(4);
  return new Callable('validate_post_request.<locals>.<lambda>');
};

const identity =
  (own: (f: Facts) => number, lookUp: (f: Facts, name: string) => number | null, what: string): Validator =>
  (value, facts) => {
    if (value === null) return own(facts);
    if (typeof value === 'number') return value;
    if (typeof value !== 'string')
      throw new PyError('AttributeError', `'${typeName(value)}' object has no attribute 'isdigit'`);
    if (/^\d+$/.test(value)) return Number(value);
    const found = lookUp(facts, value);
    if (found === null) throw new PyError('ConfigError', `No such ${what}: '${value}'`);
    return found;
  };

const chdir: Validator = (value, facts) => {
  const path = string(value, facts);
  if (typeof path !== 'string')
    throw new PyError(
      'TypeError',
      `join() argument must be str, bytes, or os.PathLike object, not '${typeName(value)}'`,
    );
  const absolute = facts.absolute(path === '' ? '.' : path);
  if (!facts.exists(absolute)) throw new PyError('ConfigError', `can't chdir to ${repr(path)}`);
  return absolute;
};

const files: Validator = (value, facts) => {
  const list = listString(value, facts);
  for (const entry of isList(list) ? list : []) {
    if (typeof entry === 'string' && !/[*?[]/.test(entry) && !facts.exists(entry))
      throw new PyError('ValueError', `File ${entry} does not exists.`);
  }
  return list;
};

const addresses: Validator = (value, facts) => {
  const list = stringList(value, facts);
  for (const address of list) {
    if (address !== '*' && !isNetwork(address)) {
      throw new PyError('ValueError', `${repr(address)} does not appear to be an IPv4 or IPv6 network`);
    }
    if (hasHostBits(address)) throw new PyError('ValueError', `${address} has host bits set`);
  }
  return list;
};

function isNetwork(text: string): boolean {
  const [ip = '', bits, more] = text.split('/');
  if (more !== undefined || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false;
  if (ip.includes(':')) return /^[0-9a-fA-F:.]+$/.test(ip);
  const parts = ip.split('.');
  return parts.length === 4 && parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256);
}

function hasHostBits(text: string): boolean {
  const [ip = '', bits] = text.split('/');
  if (bits === undefined || ip.includes(':')) return false;
  const number = ip.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(bits)) !== 0;
}

const PROXY_PROTOCOL: Readonly<Record<string, string>> = {
  false: 'off',
  off: 'off',
  '0': 'off',
  none: 'off',
  true: 'auto',
  auto: 'auto',
  '1': 'auto',
  v1: 'v1',
  v2: 'v2',
};

const proxyProtocol: Validator = (value) => {
  if (value === null) return 'off';
  if (typeof value === 'boolean') return value ? 'auto' : 'off';
  if (typeof value !== 'string') throw new PyError('TypeError', 'proxy_protocol must be string or bool');
  const known = PROXY_PROTOCOL[value.toLowerCase().trim()];
  if (known === undefined) throw new PyError('ValueError', 'proxy_protocol must be: off, v1, v2, or auto');
  return known;
};

const httpProtocols: Validator = (value) => {
  if (value === null) return ['h1'];
  if (typeof value !== 'string') throw new PyError('TypeError', 'http_protocols must be a string');
  const list = value
    .split(',')
    .map((p) => p.trim().toLowerCase())
    .filter((p) => p !== '');
  const bad = list.find((p) => !['h1', 'h2', 'h3'].includes(p));
  if (bad !== undefined) throw new PyError('ValueError', `Invalid protocol '${bad}'. Valid protocols: h1, h2, h3`);
  if (new Set(list).size !== list.length) throw new PyError('ValueError', 'Duplicate protocols specified');
  return list.length > 0 ? list : ['h1'];
};

const VALIDATORS = {
  string,
  list_string: listString,
  string_list: (value, facts) => stringList(value, facts),
  addr_list: addresses,
  pos_int: positive,
  bool,
  class: (value, facts) =>
    value instanceof Callable || (value instanceof Other && value.type === 'type') ? value : string(value, facts),
  dict: (value) => {
    if (!isDict(value)) throw new PyError('TypeError', `Value is not a dictionary: ${str(value)} `);
    return value;
  },
  callable: hook,
  post_request: postRequest,
  user: identity(
    (f) => f.uid,
    (f, n) => f.userId(n),
    'user',
  ),
  group: identity(
    (f) => f.gid,
    (f, n) => f.groupId(n),
    'group',
  ),
  chdir,
  files,
  reload_engine: (value) => {
    if (value !== 'auto' && value !== 'poll' && value !== 'inotify')
      throw new PyError('ConfigError', `Invalid reload_engine: ${repr(value)}`);
    return value;
  },
  proxy_protocol: proxyProtocol,
  http_protocols: httpProtocols,
  http2_cleartext: (value, facts) => {
    if (typeof value === 'boolean') return value ? 'prior-knowledge' : 'off';
    return word(
      ['off', 'prior-knowledge', 'upgrade', 'both'],
      'off',
      casting,
      (v) => `Invalid http2_cleartext: ${v}`,
    )(value, facts);
  },
  http2_frame_size: (value, facts) => {
    const n = positive(value, facts);
    if (typeof n === 'number' && (n < 16_384 || n > 16_777_215)) {
      throw new PyError('ValueError', `http2_max_frame_size must be between 16384 and 16777215, got ${n}`);
    }
    return n;
  },
  header_map: word(['drop', 'refuse', 'dangerous'], null, casting, (v) => `Invalid header map behaviour: ${v}`),
  asgi_loop: word(['auto', 'asyncio', 'uvloop'], 'auto', casting, (v) => `Invalid ASGI loop: ${v}`),
  asgi_lifespan: word(['auto', 'on', 'off'], 'auto', casting, (v) => `Invalid ASGI lifespan: ${v}`),
  http_parser: word(
    ['auto', 'fast', 'python'],
    'auto',
    () => 'http_parser must be a string',
    () => 'http_parser must be one of: auto, fast, python',
  ),
  statsd_address: (value, facts) => {
    const text = string(value, facts);
    // Only a port that is no number is a fault.
    if (typeof text === 'string' && !text.startsWith('unix:') && /:(?!\d*$)[^:\]]*$/.test(text))
      throw new PyError('TypeError', "Value must be one of ('host:port', 'unix://PATH')");
    return text;
  },
  ssl_version: (value, facts) => {
    if (value !== 2)
      facts.warn('Warning: option `ssl_version` is deprecated and it is ignored. Use ssl_context instead.\n');
    return value;
  },
} as const satisfies Readonly<Record<string, Validator>>;

export type ValidatorName = keyof typeof VALIDATORS;

/** `arity` is that of a hook. Throws `PyError`. */
export function validate(name: ValidatorName, value: Value, facts: Facts, arity?: number): Value {
  const checked = VALIDATORS[name](value, facts);
  if (arity !== undefined && checked instanceof Callable && checked.arity !== -1 && checked.arity !== arity)
    throw arityFault(arity);
  return checked;
}
