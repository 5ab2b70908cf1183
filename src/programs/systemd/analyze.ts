/** systemd-analyze(1) of systemd 252: `verify`, and the small helpers `timespan` and `unit-paths`. */
import type { Eff } from '../../engine/task.ts';
import { civilTime } from '../../base/calendar.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { askManager } from './bus.ts';
import { nextElapse, normalForm, parseCalendar } from './calendar.ts';
import { longTime } from './clock.ts';
import type { Command } from './exec-line.ts';
import { EXIT_STATUSES } from './exit-codes.ts';
import { loadUnit, UNIT_PATHS } from './load.ts';
import { isTemplate, nameParts, unitType, withInstance } from './names.ts';
import { formatRelative, formatSpan } from './spans.ts';
import { parseArguments } from './systemctl.ts';
import { REQUIREMENTS, startTransaction } from './transaction.ts';
import type { Unit } from './unit.ts';
import { parseBoolean, parseSpan } from './values.ts';
import { VERSION } from './version.ts';

export function* systemdAnalyze(sys: Sys): Eff<number> {
  yield* sys.cpu(2000);
  const say = (text: string): void => sys.print(1, `${text}\n`);
  const complain = (text: string): number => {
    sys.print(2, `${text}\n`);
    return 1;
  };
  const operands: string[] = [];
  let pages = 'yes';
  for (const arg of sys.argv.slice(1)) {
    if (arg === '--version') return (say(VERSION), 0);
    if (arg === '-h' || arg === '--help') return (sys.print(1, HELP), 0);
    const man = /^--(man|generators)=(.*)$/s.exec(arg);
    if (man && parseBoolean(man[2] ?? '') === null)
      return complain(`Failed to parse boolean argument to --${man[1]}: ${man[2]}.`);
    if (man?.[1] === 'man') pages = man[2] ?? '';
    if (man || /^--(man|system|no-pager|generators|recursive-errors=(yes|no|one))$/.test(arg)) continue;
    if (arg.startsWith('--')) return complain(`systemd-analyze: unrecognized option '${arg}'`);
    if (arg.startsWith('-') && arg !== '-') return complain(`systemd-analyze: invalid option -- '${arg[1] ?? ''}'`);
    operands.push(arg);
  }
  const [verb = 'time', ...rest] = operands;
  switch (verb) {
    case 'verify':
      if (rest.length === 0) return complain('Too few arguments.');
      return verify(sys, rest, !/^(0|n|no|f|false|off)$/i.test(pages));
    case 'unit-paths':
      return (UNIT_PATHS.forEach(say), 0);
    case 'timespan':
      return timespan(rest, say, complain);
    case 'time':
    case 'blame':
    case 'critical-chain': {
      const defaults = parseArguments([]);
      if (defaults === null || typeof defaults === 'string') return 1;
      return yield* askManager(sys, verb, rest, defaults.options);
    }
    case 'exit-status':
      return exitStatuses(rest, say, complain);
    case 'calendar':
      return calendar(sys, rest, say, complain);
    default:
      if (NOT_MODELLED.test(verb)) return complain(`systemd-analyze ${verb}: not modelled on this machine.`);
      return complain(`Unknown command verb ${verb}.`);
  }
}

const HELP = `systemd-analyze [OPTIONS...] COMMAND ...

Profile systemd, show unit dependencies, check unit files.

Commands:
  [time]                     Print time required to boot the machine
  blame                      Print list of running units ordered by time to init
  critical-chain [UNIT]      Print a tree of the time critical chain of units
  unit-paths                 List load directories for units
  verify FILE...             Check unit files for correctness
  timespan SPAN...           Validate a time span
  calendar SPEC...           Validate repetitive calendar time events
`;

/** Verbs of systemd-analyze(1) that there are, but not here. */
const NOT_MODELLED =
  /^(security|dump|plot|dot|cat-config|timestamp|condition|capability|filesystems|syscall-filter|unit-files|inspect-elf|compare-versions|log-level|log-target|service-watchdogs)$/;

function exitStatuses(
  wanted: readonly string[],
  say: (text: string) => void,
  complain: (text: string) => number,
): number {
  const rows: (readonly [string, string, string])[] = [['NAME', 'STATUS', 'CLASS']];
  for (const { name, code, from } of EXIT_STATUSES) if (wanted.length === 0) rows.push([name, String(code), from]);
  for (const word of wanted) {
    const found = EXIT_STATUSES.find(({ name, code }) => word === name || word === String(code));
    if (!found && !(/^\d+$/.test(word) && Number(word) < 256)) return complain(`Invalid exit status "${word}".`);
    rows.push([found?.name ?? '-', String(found?.code ?? word), found?.from ?? '-']);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, code, from] of rows) say(`${name.padEnd(width)} ${code.padStart(6)} ${from}`);
  return 0;
}

function calendar(
  sys: Sys,
  specs: readonly string[],
  say: (text: string) => void,
  complain: (text: string) => number,
): number {
  let status = 0;
  for (const text of specs) {
    const parsed = parseCalendar(text);
    const form = normalForm(text);
    const now = Math.floor(sys.clock / 1e6);
    const next = parsed ? nextElapse(parsed, now, civilTime) : null;
    if (!parsed) status = complain(`Failed to parse calendar specification '${text}': Invalid argument`);
    else
      say(
        `${form === text.trim() ? '' : `  Original form: ${text}\n`}Normalized form: ${form}\n    Next elapse: ${next === null ? 'never' : `${longTime(next * 1e6)}\n       From now: ${formatRelative(next * 1e6 - sys.clock)} left`}`,
      );
  }
  return status;
}

function timespan(spans: readonly string[], say: (text: string) => void, complain: (text: string) => number): number {
  let status = 0;
  for (const text of spans) {
    const span = parseSpan(text);
    if (span === null) status = complain(`Failed to parse time span '${text}': Invalid argument`);
    else say(`Original: ${text}\n      μs: ${span === Infinity ? '' : span}\n   Human: ${formatSpan(span)}`);
  }
  return status;
}

/** Load the units and all that they name, try a start job for each, look for their executables. */
function verify(sys: Sys, files: readonly string[], man: boolean): number {
  const say = (text: string): void => sys.print(2, `${text}\n`);
  const names: string[] = [];
  const dirs: string[] = [];
  for (const file of files) {
    const base = file.slice(file.lastIndexOf('/') + 1);
    const written = /^[^:]*:(?=[^/]+$)/.test(base) ? base.slice(base.indexOf(':') + 1) : base;
    if (unitType(written) === null) {
      say(`Failed to prepare filename ${file}: Invalid argument`);
      return 1;
    }
    names.push(isTemplate(written) ? withInstance(written, 'i') : written);
    const path = sys.path(file);
    dirs.push(path.slice(0, path.lastIndexOf('/')) || '/');
  }
  const paths = [...new Set([...dirs, ...UNIT_PATHS])];
  const loader = new Loader(sys, paths, say);
  let status = 0;
  const units: Unit[] = [];
  for (const name of names) {
    const unit = loader.withAll(name);
    if (unit.complaint === null) units.push(unit);
    else {
      say(unit.complaint);
      status = 1;
    }
  }
  for (const unit of units) if (!verifyUnit(sys, unit, loader, man, say)) status = 1;
  return status;
}

const REFERENCES = [
  ...REQUIREMENTS,
  'Unit.Wants',
  'Unit.After',
  'Unit.Before',
  'Unit.Conflicts',
  'Unit.PartOf',
  'Unit.OnFailure',
  'Unit.OnSuccess',
  'Unit.Upholds',
  'Service.Sockets',
];

/** Each unit is loaded once; what loading says is said at once. */
class Loader {
  private readonly units = new Map<string, Unit>();

  constructor(
    private readonly sys: Sys,
    private readonly paths: readonly string[],
    private readonly say: (text: string) => void,
  ) {}

  readonly load = (name: string): Unit => {
    const known = this.units.get(name);
    if (known) return known;
    const unit = loadUnit(this.sys, name, this.paths);
    this.units.set(name, unit);
    this.units.set(unit.name, unit);
    unit.messages.forEach(this.say);
    return unit;
  };

  /** The unit and everything that it names, and so on. */
  withAll(name: string): Unit {
    const unit = this.load(name);
    const queue = [unit];
    const seen = new Set<Unit>();
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const others = REFERENCES.flatMap((key) => next?.list(key) ?? []);
      if (next.load !== 'loaded') continue;
      if (next.type === 'socket') others.push(serviceOf(next));
      queue.push(...others.map(this.load));
    }
    return unit;
  }
}

function serviceOf(socket: Unit): string {
  const { prefix } = nameParts(socket.name);
  if (socket.bool('Socket.Accept')) return `${prefix}@internal.service`;
  return socket.text('Socket.Service') ?? socket.name.replace(/\.socket$/, '.service');
}

function verifyUnit(sys: Sys, unit: Unit, loader: Loader, man: boolean, say: (text: string) => void): boolean {
  let good = true;
  const fail = (text: string): void => {
    good = false;
    say(text);
  };
  const transaction = startTransaction(unit, loader.load);
  transaction.messages.forEach(say);
  if (!transaction.ok) fail(`${unit.name}: Failed to create ${unit.name}/start: ${transaction.error}`);
  if (unit.type === 'socket') {
    const service = serviceOf(unit);
    if (loader.load(service).load !== 'loaded')
      fail(`${unit.name}: service ${service} not loaded, socket cannot be started.`);
  }
  for (const key of [
    'ExecCondition',
    'ExecStartPre',
    'ExecStart',
    'ExecStartPost',
    'ExecReload',
    'ExecStop',
    'ExecStopPre',
    'ExecStopPost',
  ]) {
    for (const command of unit.execs(key)) {
      const why = notExecutable(sys, command);
      if (why !== null) fail(`${unit.name}: Command ${command.path} is not executable: ${why}`);
    }
  }
  if (man) for (const page of missingPages(sys, unit)) fail(`${unit.name}: Command 'man ${page}' failed with code 16`);
  return good;
}

/** Pages in Documentation=man:… that man(1) would not find: those of programs that are not installed. */
const missingPages = (sys: Sys, unit: Unit): string[] =>
  unit
    .list('Unit.Documentation')
    .filter((url) => url.startsWith('man:'))
    .map((url) => url.slice(4))
    .filter((page) => !SEARCH.some((dir) => sys.fs.exists(`${dir}/${page.replace(/\(.*/, '')}`)));

/** Why a command cannot be executed; null when it can, or when it does not matter. */
function notExecutable(sys: Sys, { path, ignore }: Command): string | null {
  if (ignore) return null;
  const candidates = path.startsWith('/') ? [path] : SEARCH.map((dir) => `${dir}/${path}`);
  let why = strerror('ENOENT');
  for (const candidate of candidates) {
    try {
      const inode = sys.fs.stat(candidate);
      if (inode.kind === 'dir') why = strerror('EISDIR');
      else if ((inode.mode & 0o111) === 0) why = strerror('EACCES');
      else return null;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  return why;
}

/** Where a command without a slash is looked for. */
const SEARCH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
