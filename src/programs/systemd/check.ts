/**
 * One assignment, judged as systemd 252 does (src/core/load-fragment and conf-parser decide which words they use; the
 * texts were compared with `systemd-analyze verify` 252).
 */
import { isTemplate, nameParts, unitType, withInstance } from './names.ts';
import { resolveSpecifiers, type SpecifierContext } from './specifiers.ts';
import { checkAmount } from './check-amount.ts';
import type { Directive, OneOf } from './table/kinds.ts';
import { add, fatal, ignore, keep, RESET, resolved, type Verdict } from './verdict.ts';
import {
  checkAddress,
  checkDelegate,
  checkDirectories,
  checkEnvironment,
  checkFamilies,
  checkPath,
  checkPaths,
  checkUser,
  checkWorkdir,
} from './check-lists.ts';
import { parseBoolean, parseMode, parseSignal, parseSpan, parseUnsigned } from './values.ts';
import { validCalendar } from './calendar.ts';
import { splitWords } from './words.ts';

const simple = (good: boolean, what: string, value: string): Verdict =>
  good ? keep(value) : ignore(`Failed to parse ${what}, ignoring: ${value}`);

export function check({ key, kind }: Directive, value: string, context: SpecifierContext): Verdict {
  if (typeof kind === 'object') return oneOf(kind, value);
  switch (kind) {
    case 'any':
      return unmodelled(key, value);
    case 'calendar':
      if (value === '') return RESET;
      return validCalendar(value) ? add([value]) : ignore(`Failed to parse calendar specification, ignoring: ${value}`);
    case 'install':
      return value === '' ? RESET : add(value.split(/\s+/));
    case 'string':
      return resolved(value, context);
    case 'bool':
    case 'sec':
    case 'timeout':
    case 'named-timeout':
    case 'timer':
    case 'unsigned':
    case 'mode':
    case 'signal':
    case 'action':
      return checkSimple(kind, key, value);
    case 'fatal-bool':
      return parseBoolean(value) === null ? fatal(`Failed to parse boolean value: ${value}`) : keep(value);
    case 'statuses':
      return statuses(value);
    case 'urls':
      return urls(value);
    case 'units':
      return units(value, context);
    case 'socket-units':
      return typed(value, 'socket', context);
    case 'service-unit':
      return typed(value, 'service', context);
    case 'slice':
      return slice(value, context);
    case 'user':
    case 'users':
      return checkUser(kind, value, context);
    case 'workdir':
      return checkWorkdir(value, context);
    case 'path':
    case 'fatal-path':
    case 'pid-file':
    case 'condition-path':
    case 'env-file':
    case 'output':
      return checkPath(kind, key, value, context);
    case 'paths':
      return checkPaths(key, value, context);
    case 'environment':
    case 'env-names':
      return checkEnvironment(kind, key, value, context);
    case 'directories':
      return checkDirectories(key, value, context);
    case 'listen':
      return checkAddress(value, context);
    case 'memory':
    case 'tasks':
    case 'quota':
    case 'weight':
    case 'nice':
    case 'oom':
    case 'limit':
    case 'limit-time':
      return checkAmount(kind, key, value);
    case 'exec':
      // Commands are read by exec-line.ts: they are no plain values.
      return keep(value);
  }
}

type Simple = 'bool' | 'sec' | 'timeout' | 'named-timeout' | 'timer' | 'unsigned' | 'mode' | 'signal' | 'action';

/** One word with one message. */
function checkSimple(kind: Simple, key: string, value: string): Verdict {
  switch (kind) {
    case 'bool':
      return simple(parseBoolean(value) !== null, 'boolean value', value);
    case 'sec':
      return simple(parseSpan(value) !== null, 'sec value', value);
    case 'timeout':
      return simple(parseSpan(value) !== null, 'time value', value);
    case 'named-timeout':
      return simple(parseSpan(value) !== null, `${key}= parameter`, value);
    case 'timer':
      return simple(parseSpan(value) !== null, 'timer value', value);
    case 'unsigned':
      return simple(parseUnsigned(value) !== null, 'unsigned value', value);
    case 'mode':
      return simple(parseMode(value) !== null, 'mode value', value);
    case 'signal':
      return simple(parseSignal(value) !== null, 'signal name', value);
    case 'action':
      return simple(ACTIONS.includes(value), `${key}=`, value);
  }
}

const ACTIONS = [
  'none',
  'reboot',
  'reboot-force',
  'reboot-immediate',
  'poweroff',
  'poweroff-force',
  'poweroff-immediate',
  'exit',
  'exit-force',
];

/** Old names of settings that systemd still takes, with a sigh. */
const OLD: Readonly<Record<string, string>> = {
  MemoryLimit: 'MemoryMax',
  CPUShares: 'CPUWeight',
  StartupCPUShares: 'StartupCPUWeight',
  BlockIOWeight: 'IOWeight',
  StartupBlockIOWeight: 'StartupIOWeight',
};

/** Directives whose words are looked at, but not acted upon. */
const WORDS: Readonly<Record<string, (value: string) => Verdict>> = {
  RestrictAddressFamilies: checkFamilies,
  Delegate: checkDelegate,
};

function unmodelled(key: string, value: string): Verdict {
  const words = WORDS[key];
  if (words) return words(value);
  const today = OLD[key];
  if (today === undefined) return keep(value);
  const sigh = `Unit uses ${key}=; please use ${today}= instead. Support for ${key}= will be removed soon.`;
  return { values: [value], problems: [sigh] };
}

const NONE_MODE =
  "Unit uses KillMode=none. This is unsafe, as it disables systemd's process lifecycle management for the service. Please update the service to use a safer KillMode=, such as 'mixed' or 'control-group'. Support for KillMode=none is deprecated and will eventually be removed.";

function oneOf({ what, of, bool, reset }: OneOf, value: string): Verdict {
  if (reset === true && value === '') return RESET;
  const known = of.includes(value) || (bool === true && parseBoolean(value) !== null);
  if (!known) return ignore(`Failed to parse ${what}, ignoring: ${value}`);
  return { values: [value], problems: what.startsWith('kill mode') && value === 'none' ? [NONE_MODE] : [] };
}

/** Names of exit codes (systemd.exec(5), "Process Exit Codes"), for SuccessExitStatus= and the like. */
const EXIT_NAMES =
  'SUCCESS FAILURE INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED NOTRUNNING USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE CANTCREAT IOERR TEMPFAIL PROTOCOL NOPERM CONFIG CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK SECUREBITS SETSCHEDULER CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID'.split(
    ' ',
  );

function statuses(value: string): Verdict {
  if (value === '') return RESET;
  const words = value.split(/\s+/);
  const bad = words.filter(
    (w) => !(/^\d+$/.test(w) ? Number(w) <= 255 : EXIT_NAMES.includes(w) || parseSignal(w) !== null),
  );
  return add(
    words.filter((w) => !bad.includes(w)),
    bad.map((w) => `Failed to parse value, ignoring: ${w}`),
  );
}

function urls(value: string): Verdict {
  if (value === '') return RESET;
  const words = value.split(/\s+/);
  const good = words.filter((w) => /^(https?:\/\/.|file:\/.|info:.|man:.)/.test(w));
  return add(
    good,
    words.filter((w) => !good.includes(w)).map((w) => `Invalid URL, ignoring: ${w}`),
  );
}

function units(value: string, context: SpecifierContext): Verdict {
  if (value === '') return RESET;
  const split = splitWords(value, true);
  if (!split.ok) return ignore(`Invalid syntax, ignoring: ${value}`);
  const names: string[] = [];
  const problems: string[] = [];
  for (const { text } of split.words) {
    const name = resolveSpecifiers(text, context);
    if (name === null) problems.push(`Failed to resolve unit specifiers in '${text}', ignoring: Invalid slot`);
    else if (unitType(name) === null) problems.push(`Failed to add dependency on ${name}, ignoring: Invalid argument`);
    // A template stands for the instance that is named after this unit.
    else
      names.push(
        isTemplate(name)
          ? withInstance(name, nameParts(context.unit).instance ?? nameParts(context.unit).prefix)
          : name,
      );
  }
  return add(names, problems);
}

function typed(value: string, type: 'socket' | 'service', context: SpecifierContext): Verdict {
  const names: string[] = [];
  const problems: string[] = [];
  for (const word of value.split(/\s+/).filter((w) => w !== '')) {
    const name = resolveSpecifiers(word, context) ?? word;
    if (unitType(name) === type) names.push(name);
    else problems.push(`Unit must be of type ${type}, ignoring: ${name}`);
  }
  return add(names, problems);
}

function slice(value: string, context: SpecifierContext): Verdict {
  const name = resolveSpecifiers(value, context) ?? value;
  const type = unitType(name);
  if (type === null) return ignore(`Failed to load slice unit ${name}, ignoring: Unit name ${name} is not valid.`);
  if (type === 'slice') return keep(name);
  return ignore(`Failed to assign slice ${name} to unit ${context.unit}, ignoring: Invalid argument`);
}
