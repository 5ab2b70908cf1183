/** systemctl(1) of systemd 252: what works on files is done here, the rest is asked of the manager over its socket. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { disable, enable, fileState, mask, unmask, type Installed } from './install.ts';
import { listUnitFiles } from './list-files.ts';
import { mangle } from './names.ts';
import { VERSION } from './version.ts';

export interface Options {
  readonly now: boolean;
  readonly quiet: boolean;
  readonly noBlock: boolean;
  readonly full: boolean;
  readonly all: boolean;
  readonly lines: number;
  readonly signal: string;
  readonly type: string | null;
  readonly state: string | null;
  readonly properties: readonly string[];
  readonly value: boolean;
  readonly noLegend: boolean;
}

const DEFAULTS: Options = {
  now: false,
  quiet: false,
  noBlock: false,
  full: false,
  all: false,
  lines: 10,
  signal: 'TERM',
  type: null,
  state: null,
  properties: [],
  value: false,
  noLegend: false,
};

const NO_INSTALL = `The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled using systemctl.
 
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.
`;

const FILE_VERBS = [
  'enable',
  'disable',
  'reenable',
  'mask',
  'unmask',
  'is-enabled',
  'list-unit-files',
  'preset',
  'link',
];
const NEED_UNITS = [
  ...FILE_VERBS.filter((v) => v !== 'list-unit-files'),
  'start',
  'stop',
  'restart',
  'try-restart',
  'reload',
  'reload-or-restart',
  'kill',
  'cat',
];
const BUS_VERBS = [
  'start',
  'stop',
  'restart',
  'try-restart',
  'reload',
  'reload-or-restart',
  'try-reload-or-restart',
  'status',
  'is-active',
  'is-failed',
  'is-system-running',
  'daemon-reload',
  'daemon-reexec',
  'reset-failed',
  'show',
  'cat',
  'list-units',
  'list-sockets',
  'kill',
  'list-dependencies',
  'get-default',
  'edit',
];

export function* systemctl(sys: Sys): Eff<number> {
  yield* sys.cpu(1500);
  const complain = (text: string): number => {
    sys.print(2, `${text}\n`);
    return 1;
  };
  const parsed = parseArguments(sys.argv.slice(1));
  if (typeof parsed === 'string') return complain(parsed);
  if (parsed === null) {
    sys.print(1, `${VERSION}\n`);
    return 0;
  }
  const { options, operands } = parsed;
  const [verb = 'list-units', ...units] = operands;
  if (!FILE_VERBS.includes(verb) && !BUS_VERBS.includes(verb)) return complain(`Unknown command verb ${verb}.`);
  if (NEED_UNITS.includes(verb) && units.length === 0) return complain('Too few arguments.');
  try {
    if (!FILE_VERBS.includes(verb)) return yield* askManager(sys, verb, units, options);
    return yield* onFiles(sys, verb, units, options);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return complain(`Failed to ${verb} unit: ${error.errno === 'EACCES' ? 'Access denied' : error.message}`);
  }
}

/** `null`: only the version was asked for; a string: why not. */
export function parseArguments(args: readonly string[]): { options: Options; operands: string[] } | string | null {
  let options = DEFAULTS;
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [, name = '', inline] = /^(-[a-zA-Z]|--[\w-]+)(?:=?(?<==|^-[a-zA-Z])(.*))?$/s.exec(arg) ?? [];
    if (!arg.startsWith('-')) operands.push(arg);
    else if (arg === '--version') return null;
    else if (/^(--system|--no-pager|--no-ask-password|-l|--full|--no-wall|--force|-f|--plain|--root=.*)$/.test(arg))
      options = { ...options, full: options.full || /^(-l|--full)$/.test(arg) };
    else if (arg === '--now') options = { ...options, now: true };
    else if (arg === '--quiet' || arg === '-q') options = { ...options, quiet: true };
    else if (arg === '--no-block') options = { ...options, noBlock: true };
    else if (arg === '--all' || arg === '-a') options = { ...options, all: true };
    else if (arg === '--failed') options = { ...options, state: 'failed' };
    else if (arg === '--value') options = { ...options, value: true };
    else if (arg === '--no-legend') options = { ...options, noLegend: true };
    else if (/^(-n|--lines|-s|--signal|-t|--type|--state|-p|--property)$/.test(name)) {
      const value = inline !== undefined && inline !== '' ? inline : args[++i];
      if (value === undefined) return `systemctl: option '${arg}' requires an argument`;
      options = withValue(options, name, value);
    } else
      return arg.startsWith('--')
        ? `systemctl: unrecognized option '${arg}'`
        : `systemctl: invalid option -- '${arg[1] ?? ''}'`;
  }
  return { options, operands };
}

function withValue(options: Options, name: string, value: string): Options {
  if (name === '-n' || name === '--lines') return { ...options, lines: Number(value) || 0 };
  if (name === '-s' || name === '--signal') return { ...options, signal: value.replace(/^SIG/, '') };
  if (name === '-t' || name === '--type') return { ...options, type: value };
  if (name === '--state') return { ...options, state: value };
  return { ...options, properties: [...options.properties, ...value.split(',')] };
}

/** Has the host been booted with systemd? (sd_booted(3)) */
export const isBooted = (sys: Sys): boolean => sys.fs.exists('/run/systemd/system');

function* onFiles(sys: Sys, verb: string, units: readonly string[], options: Options): Eff<number> {
  const booted = isBooted(sys);
  if (verb === 'is-enabled') return isEnabled(sys, units, options);
  if (verb === 'list-unit-files') return listUnitFiles(sys, units, options);
  if (booted && sys.process.credentials.uid !== 0) {
    sys.print(2, `Failed to ${verb} unit: Interactive authentication required.\n`);
    return 1;
  }
  const how = { verb: verb === 'reenable' ? 'reenable' : verb, booted };
  let result: Installed;
  if (verb === 'enable') result = enable(sys, units, how);
  else if (verb === 'disable') result = disable(sys, units, how);
  else if (verb === 'mask') result = mask(sys, units, how);
  else if (verb === 'unmask') result = unmask(sys, units);
  else {
    const before = disable(sys, units, how);
    const after = enable(sys, units, how);
    result = { ...after, lines: [...before.lines, ...after.lines] };
  }
  for (const line of result.lines) if (!options.quiet || line.startsWith('Failed')) sys.print(2, `${line}\n`);
  if (result.bare && !options.quiet) sys.print(2, NO_INSTALL);
  if (result.status !== 0) return result.status;
  if (booted) yield* askManager(sys, 'daemon-reload', [], { ...options, quiet: true });
  if (!options.now) return 0;
  return yield* askManager(sys, verb === 'enable' || verb === 'reenable' ? 'start' : 'stop', units, options);
}

function isEnabled(sys: Sys, units: readonly string[], options: Options): number {
  let status = 1;
  for (const name of units.map(mangle)) {
    const state = fileState(sys, name);
    if (state === null || state === 'bad') {
      const why = state === null ? 'No such file or directory' : 'Bad message';
      sys.print(2, `Failed to get unit file state for ${name}: ${why}\n`);
      return 1;
    }
    if (!options.quiet) sys.print(1, `${state}\n`);
    if (['enabled', 'static', 'alias', 'indirect'].includes(state)) status = 0;
  }
  return status;
}
