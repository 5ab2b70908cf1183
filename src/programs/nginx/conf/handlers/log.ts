/** log_format and access_log (ngx_http_log_module.c, ngx_syslog.c). */
import type { ConfContext } from '../context.ts';
import { compileTemplate } from '../template.ts';
import { parseNumber, parseSize, parseTime } from '../units.ts';
import { onceOnly, type Handler } from './handler.ts';

const logFormat: Handler = (cf, d) => {
  const name = d.args[0] ?? '';
  if (cf.formats.has(name) || name === 'combined') cf.fail(`duplicate "log_format" name "${name}"`);
  let words = d.args.slice(1);
  let escape: 'default' | 'json' | 'none' = 'default';
  const first = words[0] ?? '';
  if (first.startsWith('escape=')) {
    const kind = first.slice(7);
    if (kind !== 'default' && kind !== 'json' && kind !== 'none') cf.fail(`unknown log format escaping "${kind}"`);
    escape = kind === 'json' || kind === 'none' ? kind : 'default';
    words = words.slice(1);
  }
  const source = words.join('');
  const bad = words.find((w) => /\$(?![A-Za-z0-9_{])/.test(w));
  if (bad !== undefined) cf.fail(`invalid parameter "${bad.slice(bad.search(/\$(?![A-Za-z0-9_{])/))}"`);
  const template = compileTemplate(source, (m) => cf.fail(m));
  for (const p of template.parts) if (p.type === 'variable') cf.used.push(p.name);
  cf.formats.set(name, { escape, template });
  return null;
};

const accessLog: Handler = (cf, d) => {
  const [target = '', ...rest] = d.args;
  if (target === 'off') {
    if (rest.length > 0) cf.fail(`invalid parameter "${rest[0] ?? ''}"`);
    return null;
  }
  if (target.startsWith('syslog:')) return syslog(cf, target.slice(7));
  const named = cf.template(target);
  if (named.parts.every((p) => p.type === 'text')) cf.logs.push(cf.file(target));
  const [format, ...parameters] = rest;
  if (format !== undefined && format !== 'combined' && !cf.formats.has(format))
    cf.fail(`unknown log format "${format}"`);
  logParameters(cf, target, parameters);
  return null;
};

/** buffer, gzip, flush and if; a file has one buffer, whoever writes to it. */
function logParameters(cf: ConfContext, target: string, parameters: readonly string[]): void {
  let size = 0;
  let flush = 0;
  let level = 0;
  for (const p of parameters) {
    const value = p.slice(p.indexOf('=') + 1);
    if (p.startsWith('buffer=')) {
      size = parseSize(value) ?? 0;
      if (size === 0) cf.fail(`invalid buffer size "${value}"`);
    } else if (p.startsWith('flush=')) {
      flush = parseTime(value) ?? 0;
      if (flush === 0) cf.fail(`invalid flush time "${value}"`);
    } else if (p.startsWith('if=')) cf.template(value);
    else if (p.startsWith('gzip=')) {
      level = /^[1-9]$/.test(value) ? Number(value) : cf.fail(`invalid compression level "${value}"`);
    } else if (p === 'gzip') level = 1;
    else cf.fail(`invalid parameter "${p}"`);
  }
  if (level > 0 && size === 0) size = 65_536;
  if (flush > 0 && size === 0) cf.fail(`no buffer is defined for access_log "${target}"`);
  if (size === 0) return;
  if (target.includes('$')) cf.fail('buffered logs cannot have variables in name');
  const asked = `${size} ${flush} ${level}`;
  const before = cf.logBuffers.get(cf.file(target)) ?? asked;
  if (before !== asked) cf.fail(`access_log "${target}" already defined with conflicting parameters`);
  cf.logBuffers.set(cf.file(target), asked);
}

const FACILITIES =
  'kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5 local6 local7';
const SEVERITIES = 'emerg alert crit error warn notice info debug';

/** The parameters of a log that goes to syslog (ngx_syslog.c). */
function syslog(cf: ConfContext, text: string): null {
  let server = false;
  for (const word of text.split(',')) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(word) ?? [];
    if (name === 'server') server = true;
    else if (name === 'facility' && !FACILITIES.split(' ').includes(value))
      cf.fail(`unknown syslog facility "${value}"`);
    else if (name === 'severity' && !SEVERITIES.split(' ').includes(value))
      cf.fail(`unknown syslog severity "${value}"`);
    else if (!['facility', 'severity', 'tag'].includes(name) && word !== 'nohostname')
      cf.fail(`unknown syslog parameter "${word}"`);
  }
  if (!server) cf.fail('no syslog server specified');
  return null;
}

const openLogFileCache: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  let max = false;
  for (const arg of d.args) {
    const [, name = '', value = ''] = /^(max|inactive|min_uses|valid)=(.*)$/.exec(arg) ?? [];
    const number = name === 'max' || name === 'min_uses';
    const good = number ? parseNumber(value) !== null : name !== '' && parseTime(value, false) !== null;
    if (arg !== 'off' && !good) cf.fail(`invalid "open_log_file_cache" parameter "${arg}"`);
    max ||= arg === 'off' || (name === 'max' && parseNumber(value) !== 0);
  }
  return max ? null : cf.fail('"open_log_file_cache" must have "max" parameter');
};

export const LOG_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['log_format', logFormat],
  ['access_log', accessLog],
  ['open_log_file_cache', openLogFileCache],
];
