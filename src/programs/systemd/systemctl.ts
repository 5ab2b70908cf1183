/** systemctl(1) of systemd 252: what works on files is done here, the rest is asked of the manager over its socket. */
import type { Eff } from '../../engine/task.ts';
import { SysError } from '../../machine/errno.ts';
import { isSignal } from '../../machine/signals.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { defaultTarget, setDefault } from './default-target.ts';
import { edit } from './edit.ts';
import { disable, enable, fileState, installProblems, linkFiles, mask, unmask, type Installed } from './install.ts';
import { listUnitFiles } from './list-files.ts';
import { loadUnit } from './load.ts';
import { addDependencies, revert } from './more-files.ts';
import { mangleFile, UNIT_TYPES } from './names.ts';
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
  /** list-dependencies: who needs it, instead of what it needs. */
  readonly reverse: boolean;
  /** How status writes the journal's lines. */
  readonly output: string;
  /** The output is a terminal. */
  readonly colour: boolean;
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
  reverse: false,
  output: 'short',
  colour: false,
};

/** Of the verbs that there are. */
export const HELP = `systemctl [OPTIONS...] COMMAND ...

Query or send control commands to the system manager.

Unit Commands:
  list-units [PATTERN...]             List units currently in memory
  list-sockets, list-timers           List socket and timer units in memory
  is-active, is-failed UNIT...        Check whether units are active, failed
  status [UNIT...]                    Show runtime status of one or more units
  show [-p NAME] [UNIT...]            Show properties of one or more units
  cat UNIT...                         Show files and drop-ins of one or more units
  list-dependencies [UNIT...]         Recursively show units which are required or wanted
  start, stop, reload, restart UNIT...   Start (activate), stop, reload, restart units
  try-restart, reload-or-restart UNIT... Restart if active; reload if possible
  kill UNIT...                        Send signal to processes of a unit
  reset-failed [UNIT...]              Reset failed state for all, one, or more units

Unit File Commands:
  list-unit-files [PATTERN...]        List installed unit files
  enable [--now], disable, reenable UNIT...   Enable, disable one or more unit files
  preset UNIT...                      Enable/disable unit files based on preset policy
  is-enabled UNIT...                  Check whether unit files are enabled
  mask, unmask UNIT...                Mask or unmask one or more units
  link PATH...                        Link one or more units files into the search path
  add-wants, add-requires TARGET UNIT... Add a dependency of a target to one or more units
  revert UNIT...                      Remove drop-ins, go back to what a package brought
  edit [--full] UNIT...               Edit one or more unit files
  get-default                         Get the name of the default target

System Commands:
  show-environment                    Dump the environment that every service gets
  set-environment NAME=VALUE...       Set variables of it; unset-environment NAME...
  is-system-running                   Check whether system is fully running
  daemon-reload                       Reload systemd manager configuration
  reboot                              Shut down and reboot the system
`;

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
  'add-wants',
  'add-requires',
  'revert',
  'get-default',
  'set-default',
];
const NEED_UNITS = [
  ...FILE_VERBS.filter((v) => v !== 'list-unit-files' && v !== 'get-default'),
  'start',
  'stop',
  'restart',
  'try-restart',
  'reload',
  'reload-or-restart',
  'kill',
  'cat',
  'set-environment',
  'unset-environment',
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
  'list-timers',
  'list-dependencies',
  'list-jobs',
  'show-environment',
  'set-environment',
  'unset-environment',
  'reboot',
];

/** Older names. */
const ALIASES: Readonly<Record<string, string>> = {
  condrestart: 'try-restart',
  condreload: 'try-reload-or-restart',
  'force-reload': 'try-reload-or-restart',
};

/** Verbs of systemctl(1) that there are, but not here. */
const NOT_MODELLED =
  /^(suspend|hibernate|rescue|emergency|kexec|isolate|set-property|help|switch-root|list-machines|list-paths|list-automounts|service-log-(level|target)|log-(level|target)|freeze|thaw|clean|bind|mount-image|import-environment|cancel|default|exit|preset-all)$/;

/** For the shell's completion. */
export const VERBS: readonly string[] = [...FILE_VERBS, ...BUS_VERBS, 'edit'];

export function* systemctl(sys: Sys): Eff<number> {
  yield* sys.cpu(1500);
  const complain = (text: string): number => {
    sys.print(2, `${text}\n`);
    return 1;
  };
  const parsed = parseArguments(sys.argv.slice(1));
  if (parsed === HELP) {
    sys.print(1, HELP);
    return 0;
  }
  if (typeof parsed === 'string') return complain(parsed);
  if (parsed === null) {
    sys.print(1, `${VERSION}\n`);
    return 0;
  }
  const { operands } = parsed;
  const colour = sys.process.fds.get(1).description.kind === 'tty' && (sys.getenv('NO_COLOR') ?? '') === '';
  const options = { ...parsed.options, colour };
  const [typed = 'list-units', ...units] = operands;
  const verb = ALIASES[typed] ?? typed;
  if (verb === 'poweroff' || verb === 'halt')
    return complain(`systemctl ${verb}: not modelled; this machine can only be restarted (reboot).`);
  if (NOT_MODELLED.test(verb)) return complain(`systemctl ${verb}: not modelled on this machine.`);
  if (verb === 'edit') return yield* edit(sys, units, options);
  if (!FILE_VERBS.includes(verb) && !BUS_VERBS.includes(verb)) return complain(`Unknown command verb ${verb}.`);
  if (NEED_UNITS.includes(verb) && units.length < (verb.startsWith('add-') ? 2 : 1))
    return complain('Too few arguments.');
  try {
    if (verb === 'is-system-running' && !isBooted(sys)) {
      sys.print(1, 'offline\n');
      return 1;
    }
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
    else if (arg === '--help' || arg === '-h') return HELP;
    else if (
      /^(--system|--no-pager|--no-ask-password|-l|--full|--no-wall|--force|-f|--plain|--no-reload|--runtime|--user-unit=.*|--root=.*)$/.test(
        arg,
      )
    )
      options = { ...options, full: options.full || /^(-l|--full)$/.test(arg) };
    else if (arg === '--now') options = { ...options, now: true };
    else if (arg === '--quiet' || arg === '-q') options = { ...options, quiet: true };
    else if (arg === '--no-block') options = { ...options, noBlock: true };
    else if (arg === '--all' || arg === '-a') options = { ...options, all: true };
    else if (arg === '--failed') options = { ...options, state: 'failed' };
    else if (arg === '--value') options = { ...options, value: true };
    else if (arg === '--reverse') options = { ...options, reverse: true };
    // There is no manager of a user's own, as nobody logs in by way of one.
    else if (arg === '--user') return 'Failed to connect to bus: No medium found';
    else if (arg === '--no-legend') options = { ...options, noLegend: true };
    else if (/^(-n|--lines|-s|--signal|-t|--type|--state|-p|--property|-o|--output)$/.test(name)) {
      const value = inline !== undefined && inline !== '' ? inline : args[++i];
      if (value === undefined) return `systemctl: option '${arg}' requires an argument`;
      const bad = badValue(name, value);
      if (bad !== null) return bad;
      options = withValue(options, name, value);
    } else
      return arg.startsWith('--')
        ? `systemctl: unrecognized option '${arg}'`
        : `systemctl: invalid option -- '${arg[1] ?? ''}'`;
  }
  return { options, operands };
}

function badValue(name: string, value: string): string | null {
  if (/^(-n|--lines)$/.test(name) && !/^\d+$/.test(value)) return `Failed to parse lines '${value}'`;
  if (/^(-s|--signal)$/.test(name) && !isSignal(value.replace(/^SIG/, '')) && !/^\d+$/.test(value))
    return `Failed to parse signal string "${value}".`;
  if (/^(-o|--output)$/.test(name) && !/^(short|cat|short-iso|short-precise)$/.test(value))
    return `Unknown output '${value}'.`;
  const types: readonly string[] = [...UNIT_TYPES, 'loaded', 'not-found', 'masked', 'error', 'bad-setting'];
  const strange = /^(-t|--type)$/.test(name) ? value.split(',').find((type) => !types.includes(type)) : undefined;
  return strange === undefined
    ? null
    : `Unknown unit type or load state '${strange}'.\nUse -t help to see a list of allowed values.`;
}

function withValue(options: Options, name: string, value: string): Options {
  if (name === '-n' || name === '--lines') return { ...options, lines: Number(value) || 0 };
  if (name === '-s' || name === '--signal') return { ...options, signal: value.replace(/^SIG/, '') };
  if (name === '-t' || name === '--type') return { ...options, type: value };
  if (name === '-o' || name === '--output') return { ...options, output: value };
  if (name === '--state') return { ...options, state: value };
  return { ...options, properties: [...options.properties, ...value.split(',')] };
}

/** Has the host been booted with systemd? (sd_booted(3)) */
export const isBooted = (sys: Sys): boolean => sys.fs.exists('/run/systemd/system');

function* onFiles(sys: Sys, verb: string, units: readonly string[], options: Options): Eff<number> {
  const booted = isBooted(sys);
  if (verb === 'is-enabled') return isEnabled(sys, units, options);
  if (verb === 'list-unit-files') return listUnitFiles(sys, units, options);
  if (verb === 'get-default') {
    sys.print(1, `${defaultTarget(sys)}\n`);
    return 0;
  }
  if (booted && sys.process.credentials.uid !== 0) {
    const what =
      verb === 'set-default' ? 'set default target' : verb.startsWith('add-') ? 'add dependency' : `${verb} unit`;
    sys.print(2, `Failed to ${what}: Interactive authentication required.\n`);
    return 1;
  }
  const how = { verb: verb === 'reenable' ? 'reenable' : verb, booted };
  let result: Installed;
  if (verb === 'enable') result = enable(sys, units, how);
  else if (verb === 'disable') result = disable(sys, units, how);
  else if (verb === 'mask') result = mask(sys, units, how);
  else if (verb === 'unmask') result = unmask(sys, units);
  else if (verb === 'set-default') result = setDefault(sys, units[0] ?? '', booted);
  else if (verb.startsWith('add-')) result = addDependencies(sys, units, how);
  else if (verb === 'revert') result = revert(sys, units);
  else if (verb === 'link') result = linkFiles(sys, units, how);
  // Debian's preset policy enables everything.
  else if (verb === 'preset') result = enable(sys, units, how);
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
  for (const name of units.map(mangleFile)) {
    const state = fileState(sys, name);
    if (state === null || state === 'bad') {
      const why = state === null ? 'No such file or directory' : 'Bad message';
      sys.print(2, `Failed to get unit file state for ${name}: ${why}\n`);
      return 1;
    }
    if (!isBooted(sys)) for (const line of installProblems(loadUnit(sys, name))) sys.print(2, `${line}\n`);
    if (!options.quiet) sys.print(1, `${state}\n`);
    if (['enabled', 'static', 'alias', 'indirect'].includes(state)) status = 0;
  }
  return status;
}
