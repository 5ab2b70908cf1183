/** How nginx checks values by their kind (the ngx_conf_set_*_slot functions). A returned text becomes `"name" directive text`. */
import type { ConfContext } from './context.ts';
import type { Directive, Level } from './model.ts';
import { parseNumber, parseSize, parseTime } from './units.ts';

export type Complaint = string | null;

const DUPLICATE = 'is duplicate';
/** Kinds of which several may stand on one level. */
const REPEATABLE = new Set([
  'keyval',
  'list',
  'bitmask',
  'param',
  'mime',
  'cache-valid',
  'cache-path',
  'access',
  'own',
  'obsolete',
]);

export function checkSlot(cf: ConfContext, d: Directive, level: Level): Complaint {
  const { kind, detail } = d.spec;
  if (!REPEATABLE.has(kind) && level.byName.has(d.name)) return DUPLICATE;
  const [first = '', second = ''] = d.args;
  switch (kind) {
    case 'flag':
      if (/^(?:on|off)$/i.test(first)) return null;
      return cf.fail(`invalid value "${first}" in "${d.name}" directive, it must be "on" or "off"`);
    case 'num':
      return numberSlot(cf, first, detail);
    case 'size':
      if (parseSize(first) === null) return 'invalid value';
      return sizeRule(cf, d.name, parseSize(first) ?? 0);
    case 'off':
      return parseSize(first, true) === null ? 'invalid value' : null;
    case 'msec':
      return parseTime(first) === null ? 'invalid value' : null;
    case 'sec':
      return parseTime(first, false) === null ? 'invalid value' : null;
    case 'bufs':
      return !parseNumber(first) || !parseSize(second) ? 'invalid value' : null;
    case 'enum':
      return detail.toLowerCase().split(',').includes(first.toLowerCase()) ? null : cf.fail(`invalid value "${first}"`);
    case 'bitmask':
      return bitmaskSlot(cf, d, level);
    case 'access':
      return accessSlot(cf, d);
    case 'value':
      cf.template(first);
      return null;
    case 'size-value': {
      const t = cf.template(first);
      return t.parts.some((p) => p.type !== 'text') || parseSize(first) !== null ? null : 'invalid value';
    }
    case 'predicate':
      for (const a of d.args) cf.template(a);
      return null;
    case 'keyval':
    case 'param':
      if (kind === 'param' && d.args.length > 2 && d.args[2] !== 'if_not_empty')
        return cf.fail(`invalid parameter "${d.args[2] ?? ''}"`);
      if (d.name.endsWith('_set_header') || kind === 'param') cf.late.push({ level, source: second });
      return null;
    case 'path':
      return d.args.slice(1).every((a) => /^[1-9]\d*$/.test(a)) ? null : 'invalid value';
    case 'mime':
      return mimeSlot(cf, d, level);
    default:
      return null;
  }
}

function numberSlot(cf: ConfContext, text: string, detail: string): Complaint {
  const n = parseNumber(text);
  if (n === null) return 'invalid number';
  if (detail === '') return null;
  if (detail === 'power') return Number.isInteger(Math.log2(n)) ? null : 'must be a power of two';
  const [low = 0, high = -1] = detail.split('..').map(Number);
  if (high === -1) return n >= low ? null : cf.fail(`value must be equal to or greater than ${low}`);
  return n >= low && n <= high ? null : cf.fail(`value must be between ${low} and ${high}`);
}

function bitmaskSlot(cf: ConfContext, d: Directive, level: Level): Complaint {
  const words = d.spec.detail.toLowerCase().split(',');
  const seen = new Set((level.byName.get(d.name) ?? []).flatMap((x) => x.args.map((a) => a.toLowerCase())));
  for (const arg of d.args) {
    const word = arg.toLowerCase();
    if (!words.includes(word)) cf.fail(`invalid value "${arg}"`);
    if (seen.has(word)) cf.warn(`duplicate value "${arg}"`);
    seen.add(word);
  }
  return null;
}

function sizeRule(cf: ConfContext, name: string, bytes: number): Complaint {
  if (name === 'connection_pool_size' || name === 'request_pool_size') {
    if (bytes < 112) cf.fail('the pool size must be no less than 112');
    if (bytes % 16 !== 0) cf.fail('the pool size must be a multiple of 16');
  }
  const windows = [512, 1024, 2048, 4096, 8192, 16384, 32768];
  if (name === 'gzip_window' && !windows.includes(bytes)) return 'must be 512, 1k, 2k, 4k, 8k, 16k, or 32k';
  return null;
}

/** `text/html` is in every such list from the start. */
function mimeSlot(cf: ConfContext, d: Directive, level: Level): Complaint {
  const seen = new Set(['text/html', ...(level.byName.get(d.name) ?? []).flatMap((x) => x.args)]);
  for (const type of d.args) {
    if (type === '*') continue;
    if (seen.has(type.toLowerCase())) cf.warn(`duplicate MIME type "${type}"`);
    seen.add(type.toLowerCase());
  }
  return null;
}

function accessSlot(cf: ConfContext, d: Directive): Complaint {
  for (const arg of d.args) {
    if (!/^(?:user|group|all):(?:rw|r)$/.test(arg)) cf.fail(`invalid value "${arg}"`);
  }
  return null;
}
