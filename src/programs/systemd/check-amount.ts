import { ignore, keep, type Verdict } from './verdict.ts';
import { parseInteger, parseSize, parseSpan, parseUnsigned } from './values.ts';

const EINVAL = 'Invalid argument';
const ERANGE = 'Numerical result out of range';

type Amount = 'memory' | 'tasks' | 'quota' | 'weight' | 'nice' | 'oom' | 'limit' | 'limit-time';

/** Limits and weights (systemd.resource-control(5)). They are accepted and shown; the machine has no such limits. */
export function checkAmount(kind: Amount, key: string, value: string): Verdict {
  switch (kind) {
    case 'memory':
      return memory(value);
    case 'tasks':
      return tasks(value);
    case 'quota':
      return value === '' || (/^\d+(\.\d{1,2})?%$/.test(value) && Number.parseFloat(value) > 0)
        ? keep(value)
        : ignore(`Invalid CPU quota '${value}', ignoring.`);
    case 'weight': {
      const n = parseUnsigned(value);
      const good = value === '' || (n !== null && n >= 1 && n <= 10_000) || (key.includes('CPU') && value === 'idle');
      return good ? keep(value) : ignore(`Invalid ${key.includes('CPU') ? 'CPU ' : ''}weight, ignoring: ${value}`);
    }
    case 'nice': {
      const n = parseInteger(value);
      if (value !== '' && n === null) return ignore(`Failed to parse nice priority '${value}', ignoring: ${EINVAL}`);
      return n !== null && (n < -20 || n > 19) ? ignore(`Nice priority out of range, ignoring: ${value}`) : keep(value);
    }
    case 'oom': {
      const n = parseInteger(value);
      if (value !== '' && n === null)
        return ignore(`Failed to parse the OOM score adjust value '${value}', ignoring: ${EINVAL}`);
      return n !== null && Math.abs(n) > 1000
        ? ignore(`OOM score adjust value out of range, ignoring: ${value}`)
        : keep(value);
    }
    case 'limit':
    case 'limit-time':
      return limit(kind, key, value);
  }
}

function percent(value: string): number | null {
  const match = /^(\d+(?:\.\d{1,2})?)%$/.exec(value);
  return match ? Number(match[1]) : null;
}

function memory(value: string): Verdict {
  if (value === '' || value === 'infinity') return keep(value);
  const bad = (why: string): Verdict => ignore(`Invalid memory limit '${value}', ignoring: ${why}`);
  if (/^-\d/.test(value)) return bad(ERANGE);
  const share = percent(value);
  if (share !== null) return share > 100 ? bad(EINVAL) : keep(value);
  const bytes = parseSize(value);
  if (bytes === null) return bad(EINVAL);
  return bytes === 0 ? ignore(`Memory limit '${value}' out of range, ignoring.`) : keep(value);
}

function tasks(value: string): Verdict {
  if (value === '' || value === 'infinity') return keep(value);
  const bad = (why: string): Verdict => ignore(`Invalid maximum tasks value '${value}', ignoring: ${why}`);
  if (/^-\d/.test(value)) return bad(ERANGE);
  const n = percent(value) ?? parseUnsigned(value);
  if (n === null) return bad(EINVAL);
  return n === 0 ? ignore(`Maximum tasks value '${value}' out of range, ignoring.`) : keep(value);
}

const BYTES = /^Limit(FSIZE|DATA|STACK|CORE|RSS|AS|MEMLOCK|MSGQUEUE)$/;

/** `soft:hard`, or one for both (systemd.exec(5), "LimitCPU="). */
function limit(kind: 'limit' | 'limit-time', key: string, value: string): Verdict {
  const bad = ignore(`Failed to parse resource value, ignoring: ${value}`);
  const parts = value.split(':');
  if (parts.length > 2) return bad;
  const numbers = parts.map((part) => {
    if (part === 'infinity') return Infinity;
    if (kind === 'limit-time') return parseSpan(part);
    if (key === 'LimitNICE' && /^[+-]\d+$/.test(part)) return 20 - Number(part);
    return BYTES.test(key) ? parseSize(part) : parseUnsigned(part);
  });
  const [soft, hard] = numbers;
  if (soft === null || soft === undefined || hard === null) return bad;
  if (hard !== undefined && soft > hard)
    return ignore(`Soft resource limit chosen higher than hard limit, ignoring: ${value}`);
  return keep(value);
}
