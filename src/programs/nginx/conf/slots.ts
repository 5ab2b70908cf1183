/** How nginx checks values by their kind (the ngx_conf_set_*_slot functions). A returned text becomes `"name" directive text`. */
import type { ConfContext } from './context.ts';
import type { Directive, Level } from './model.ts';
import { parseNumber, parseSize, parseTime } from './units.ts';

export type Complaint = string | null;

const DUPLICATE = 'is duplicate';
/** Kinds of which several may stand on one level. */
const REPEATABLE = new Set(['keyval', 'list', 'bitmask', 'param', 'mime', 'cache-valid', 'cache-path', 'access', 'own', 'obsolete']);

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
      return parseSize(first) === null ? 'invalid value' : null;
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
      if (d.name.endsWith('_set_header') || kind === 'param') cf.template(second);
      return null;
    case 'path':
      return d.args.slice(1).every((a) => /^[1-3]$/.test(a)) ? null : 'invalid value';
    default:
      return null;
  }
}

function numberSlot(cf: ConfContext, text: string, detail: string): Complaint {
  const n = parseNumber(text);
  if (n === null) return 'invalid number';
  if (detail === '') return null;
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

function accessSlot(cf: ConfContext, d: Directive): Complaint {
  for (const arg of d.args) {
    if (!/^(?:user|group|all):(?:rw|r)$/.test(arg)) cf.fail(`invalid value "${arg}"`);
  }
  return null;
}
