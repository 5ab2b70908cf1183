/** Directives of the main and events contexts (nginx.c, ngx_event.c, ngx_log.c). */
import { newLevel, type ConfContext, type Message } from '../context.ts';
import type { Level } from '../model.ts';
import { parseNumber, parseSize } from '../units.ts';
import { onceOnly, type Handler } from './handler.ts';
import { validNetwork, warnLowBits } from './tables.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];

const errorLog: Handler = (cf, d) => {
  const [target = '', ...levels] = d.args;
  if (target.startsWith('memory:')) return null;
  if (target.startsWith('syslog:')) return null;
  for (const [i, level] of levels.entries()) {
    if (LEVELS.includes(level) && i > 0) cf.fail(`duplicate log level "${level}"`);
    if (LEVELS.includes(level)) continue;
    if (level.startsWith('debug_')) continue;
    cf.fail(`invalid log level "${level}"`);
  }
  if (target !== 'stderr') cf.logs.push(cf.file(target));
  return null;
};

const user: Handler = (cf, d, level) => {
  if (level.byName.has('user')) return 'is duplicate';
  if (!cf.host.privileged) {
    cf.warn('the "user" directive makes sense only if the master process runs with super-user privileges, ignored');
    return null;
  }
  const [name = '', group = name] = d.args;
  if (!cf.host.userExists(name)) cf.fail(`getpwnam("${name}") failed`);
  if (!cf.host.groupExists(group)) cf.fail(`getgrnam("${group}") failed`);
  return null;
};

const workerProcesses: Handler = (_cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  return d.args[0] === 'auto' || parseNumber(d.args[0] ?? '') !== null ? null : 'invalid value';
};

/** A priority of 0 is as if it were not there: another may follow. */
const workerPriority: Handler = (_cf, d, level) => {
  const set = level.byName.get(d.name)?.some((before) => Number(before.args[0]) !== 0) === true;
  if (set) return onceOnly(level, d.name);
  return /^-?\d+$/.test(d.args[0] ?? '') ? null : 'invalid number';
};

/** Masks of cores, one per worker, of 0, 1 and blanks; or `auto` with one mask. */
const workerCpuAffinity: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const auto = d.args[0] === 'auto';
  if (auto && d.args.length > 2) return cf.fail('invalid number of arguments in "worker_cpu_affinity" directive');
  for (const mask of auto ? d.args.slice(1) : d.args) {
    // Read from its end, where the first core stands.
    const wrong = /([^01 ])[01 ]*$/.exec(mask)?.[1];
    if (wrong !== undefined) cf.fail(`invalid character "${wrong}" in "worker_cpu_affinity"`);
  }
  return null;
};

const threadPool: Handler = (cf, d) => {
  const [name = '', ...parameters] = d.args;
  if (cf.threadPools.has(name) && name !== 'default') cf.fail(`duplicate thread pool "${name}"`);
  for (const p of parameters) {
    const [, kind, text = ''] = /^(threads|max_queue)=(.*)$/.exec(p) ?? [];
    if (kind === undefined) continue;
    const count = parseNumber(text);
    if (count === null || (kind === 'threads' && count === 0)) cf.fail(`invalid ${kind} value "${p}"`);
  }
  if (!parameters.some((p) => p.startsWith('threads='))) cf.fail(`"${d.name}" must have "threads" parameter`);
  cf.threadPools.add(name);
  return null;
};

/** What the core modules find out when the syntax has been found right. */
export function finishCore(cf: ConfContext, main: Level): Message[] {
  const found: Message[] = [];
  const masks = main.byName.get('worker_cpu_affinity')?.[0]?.args ?? [];
  const said = main.byName.get('worker_processes')?.[0]?.args[0] ?? '1';
  const workers = said === 'auto' ? cf.host.cores : Number(said);
  if (masks[0] !== 'auto' && masks.length > 1 && masks.length !== workers)
    found.push(
      cf.report(
        'warn',
        'the number of "worker_processes" is not equal to the number of "worker_cpu_affinity" masks, using last mask for remaining worker processes',
        null,
      ),
    );
  const unknown = cf.threadsWanted.find(({ name }) => !cf.threadPools.has(name));
  if (unknown !== undefined) found.push(cf.report('emerg', `unknown thread pool "${unknown.name}"`, unknown.place));
  return found;
}

const debugConnection: Handler = (cf, d) => {
  const value = d.args[0] ?? '';
  if (value === 'unix:') return null;
  if (validNetwork(value)) warnLowBits(cf, value);
  else if (cf.host.resolve(value).length === 0) cf.fail(`host not found in debug_connection "${value}"`);
  return null;
};

const rlimitCore: Handler = (_cf, d, level) =>
  onceOnly(level, d.name) ?? (parseSize(d.args[0] ?? '', true) === null ? 'invalid value' : null);

const events: Handler = (cf, _d, level, blocks) => {
  if (cf.events !== null) return 'is duplicate';
  const inner = newLevel('events', level, cf.place);
  cf.events = inner;
  blocks.level(inner);
  return null;
};

const http: Handler = (cf, _d, level, blocks) => {
  if (cf.http !== null) return 'is duplicate';
  const inner = newLevel('http', level, cf.place);
  cf.http = inner;
  blocks.level(inner);
  return null;
};

const workerConnections: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const n = parseNumber(d.args[0] ?? '');
  if (n === null) cf.fail(`invalid number "${d.args[0] ?? ''}"`);
  return null;
};

const use: Handler = (cf, d, level) => {
  const twice = onceOnly(level, d.name);
  if (twice !== null) return twice;
  const name = d.args[0] ?? '';
  if (name === 'epoll') return null;
  return cf.fail(`invalid event type "${name}"`);
};

const loadModule: Handler = (cf, d) => {
  if (cf.events !== null) return 'is specified too late';
  const file = cf.file(d.args[0] ?? '');
  return cf.fail(`dlopen() "${file}" failed (${file}: cannot open shared object file: No such file or directory)`);
};

/** The events section's settings, with nginx's defaults. */
export function eventSettings(events: Level | null): { readonly connections: number } {
  return { connections: Number(events?.byName.get('worker_connections')?.[0]?.args[0] ?? '512') };
}

export const CORE_HANDLERS: readonly (readonly [string, Handler])[] = [
  ['error_log', errorLog],
  ['user', user],
  ['worker_processes', workerProcesses],
  ['worker_priority', workerPriority],
  ['worker_cpu_affinity', workerCpuAffinity],
  ['worker_rlimit_core', rlimitCore],
  ['debug_connection', debugConnection],
  ['thread_pool', threadPool],
  ['events', events],
  ['http', http],
  ['worker_connections', workerConnections],
  ['use', use],
  ['load_module', loadModule],
];
