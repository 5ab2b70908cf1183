/** location, root, alias, limit_except and other directives of the http core (ngx_http_core_module.c). */
import { newLevel, type ConfContext } from '../context.ts';
import type { Directive, LocationBlock, LocationMatch, Regex } from '../model.ts';
import { parseNumber, parseSize, parseTime } from '../units.ts';
import { parseUrl } from '../url.ts';
import { onceOnly, type Handler } from './handler.ts';

const location: Handler = (cf, d, level, blocks) => {
  const head = locationHead(cf, d);
  const outer = level.location;
  if (outer !== null) {
    if (outer.match === 'exact') cf.fail(`location "${head.name}" cannot be inside the exact location "${outer.name}"`);
    if (outer.match === 'named') cf.fail(`location "${head.name}" cannot be inside the named location "${outer.name}"`);
    if (head.match === 'named') cf.fail(`named location "${head.name}" can be on the server level only`);
    if (head.match !== 'regex' && !head.name.startsWith(outer.name))
      cf.fail(`location "${head.name}" is outside location "${outer.name}"`);
  }
  const inner = newLevel('location', level, cf.place);
  const block: LocationBlock = { ...head, level: inner, locations: [] };
  inner.location = block;
  if (head.match === 'named') level.server?.named.set(head.name, block);
  (outer?.locations ?? level.server?.locations ?? []).push(block);
  blocks.level(inner);
  return null;
};

interface Head {
  readonly match: LocationMatch;
  readonly name: string;
  readonly regex: Regex | null;
}

function locationHead(cf: ConfContext, d: Directive): Head {
  const [first = '', second] = d.args;
  const regex = (source: string, caseless: boolean): Head => ({
    match: 'regex',
    name: source,
    regex: cf.regex(source, caseless),
  });
  if (second !== undefined) {
    switch (first) {
      case '=':
        return { match: 'exact', name: second, regex: null };
      case '^~':
        return { match: 'prefix-no-regex', name: second, regex: null };
      case '~':
        return regex(second, false);
      case '~*':
        return regex(second, true);
      default:
        return cf.fail(`invalid location modifier "${first}"`);
    }
  }
  if (first.startsWith('=')) return { match: 'exact', name: first.slice(1), regex: null };
  if (first.startsWith('^~')) return { match: 'prefix-no-regex', name: first.slice(2), regex: null };
  if (first.startsWith('~*')) return regex(first.slice(2), true);
  if (first.startsWith('~')) return regex(first.slice(1), false);
  return { match: first.startsWith('@') ? 'named' : 'prefix', name: first, regex: null };
}

const root: Handler = (cf, d, level) => {
  const before = level.byName.get('root')?.[0];
  if (before !== undefined) {
    if (before.name === d.name) return 'is duplicate';
    cf.fail(`"${d.name}" directive is duplicate, "${before.name}" directive was specified earlier`);
  }
  const value = d.args[0] ?? '';
  if (d.name === 'alias' && level.location?.match === 'named')
    cf.fail('the "alias" directive cannot be used inside the named location');
  for (const name of ['document_root', 'realpath_root']) {
    if (value.includes(`$${name}`) || value.includes(`\${${name}}`))
      cf.fail(`the $${name} variable cannot be used in the "${d.name}" directive`);
  }
  cf.template(value);
  return null;
};

const METHODS = 'GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' ');

const limitExcept: Handler = (cf, d, level, blocks) => {
  if (level.limits.length > 0) return 'is duplicate';
  for (const method of d.args) if (!METHODS.includes(method.toUpperCase())) cf.fail(`invalid method "${method}"`);
  const inner = newLevel('limit_except', level, cf.place);
  level.limits.push({ methods: d.args, level: inner });
  blocks.level(inner);
  return null;
};

const errorPage: Handler = (cf, d) => {
  const args = [...d.args];
  const uri = args.pop() ?? '';
  const answer = args.at(-1) ?? '';
  if (answer.startsWith('=')) {
    if (args.length === 1 || (answer.length > 1 && parseNumber(answer.slice(1)) === null))
      cf.fail(`invalid value "${answer}"`);
    args.pop();
  }
  cf.template(uri);
  for (const text of args) {
    const status = parseNumber(text);
    if (status === null || status === 499) cf.fail(`invalid value "${text}"`);
    if (Number(text) < 300 || Number(text) > 599) cf.fail(`value "${text}" must be between 300 and 599`);
  }
  return null;
};

const types: Handler = (cf, d, _level, blocks) => {
  const seen = new Map<string, string>();
  cf.types.set(d, seen);
  blocks.words(([type = '', ...extensions]) => {
    for (const e of extensions) {
      const key = e.toLowerCase();
      const before = seen.get(key);
      if (before !== undefined)
        cf.warn(`duplicate extension "${e}", content type: "${type}", previous content type: "${before}"`);
      seen.set(key, type);
    }
    return null;
  });
  return null;
};

const keepaliveTimeout: Handler = (_cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  return d.args.every((a) => parseTime(a) !== null) ? null : 'invalid value';
};

const resolver: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  for (const value of d.args) {
    if (value.startsWith('valid=')) {
      if (parseTime(value.slice(6), false) === null) cf.fail(`invalid parameter: ${value}`);
    } else if (/^ipv[46]=/.test(value)) {
      if (!/=(?:on|off)$/.test(value)) cf.fail(`invalid parameter: ${value}`);
    } else {
      const url = parseUrl(value, {
        listen: false,
        defaultPort: 53,
        uriPart: false,
        resolve: (name) => cf.host.resolve(name),
      });
      if (!url.ok) cf.fail(`${url.message} in resolver "${value}"`);
    }
  }
  return null;
};

const openFileCache: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  let max = false;
  for (const arg of d.args) {
    if (arg === 'off') return null;
    if (/^max=0*[1-9]\d*$/.test(arg)) max = true;
    else if (!arg.startsWith('inactive=') || parseTime(arg.slice(9), false) === null)
      cf.fail(`invalid "open_file_cache" parameter "${arg}"`);
  }
  return max ? null : cf.fail('"open_file_cache" must have the "max" parameter');
};

const aio: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const value = d.args[0] ?? '';
  // Debian's build has threads, and no kernel AIO.
  if (value === 'on') return cf.fail('"aio on" is unsupported on this platform');
  const [, name] = /^threads(?:=(.*))?$/.exec(value) ?? [];
  if (name !== undefined) cf.threadsWanted.push({ name, place: { ...cf.place } });
  return value === 'off' || value.startsWith('threads') ? null : 'invalid value';
};
const directio: Handler = (_cf, d, level) =>
  onceOnly(level, d.name) ??
  (d.args[0] === 'off' || parseSize(d.args[0] ?? '', true) !== null ? null : 'invalid value');

const disableSymlinks: Handler = (cf, d) => {
  for (const arg of d.args) {
    if (!['off', 'on', 'if_not_owner'].includes(arg) && !arg.startsWith('from=')) cf.fail(`invalid parameter "${arg}"`);
  }
  return null;
};

const gzipDisable: Handler = (cf, d) => {
  for (const arg of d.args) if (arg !== 'msie6' && arg !== 'degradation') cf.regex(arg, true);
  return null;
};

export const LOCATION_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['location', location],
  ['root', root],
  ['alias', root],
  ['limit_except', limitExcept],
  ['error_page', errorPage],
  ['types', types],
  ['keepalive_timeout', keepaliveTimeout],
  ['resolver', resolver],
  ['open_file_cache', openFileCache],
  ['aio', aio],
  ['directio', directio],
  ['disable_symlinks', disableSymlinks],
  ['gzip_disable', gzipDisable],
];
