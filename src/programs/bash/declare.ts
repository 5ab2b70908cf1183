import type { Eff } from '../../engine/task.ts';
import type { Shell } from './shell.ts';

type DeclareBuiltin = (shell: Shell, args: readonly string[]) => number | Eff<number>;

/** Builtins that say what a name is: declare and its kin, aliases, shopt (bash(1), SHELL BUILTIN COMMANDS). */
export const DECLARE_BUILTINS: Readonly<Record<string, DeclareBuiltin>> = {
  declare: (shell, args) => declare(shell, 'declare', args),
  typeset: (shell, args) => declare(shell, 'typeset', args),
  local: (shell, args) => {
    if (shell.locals.length > 0) return declare(shell, 'local', args);
    shell.complain(shell.dialect === 'dash' ? 'local: not in a function' : 'local: can only be used in a function');
    return shell.dialect === 'dash' ? 2 : 1;
  },
  readonly: (shell, args) => declare(shell, 'readonly', ['-r', ...args]),
  export: (shell, args) => declare(shell, 'export', args[0] === '-n' ? ['+x', ...args.slice(1)] : ['-x', ...args]),
  unset,
  alias,
  unalias: (shell, args) => {
    if (args[0] === '-a') shell.aliases.clear();
    let status = 0;
    for (const name of args.filter((arg) => arg !== '-a')) {
      if (shell.aliases.delete(name)) continue;
      shell.complain(`unalias: ${name}: not found`);
      status = 1;
    }
    return status;
  },
  shopt,
};

interface Wanted {
  readonly flags: string;
  readonly names: readonly string[];
}

function flagsOf(args: readonly string[]): Wanted {
  let flags = '';
  let i = 0;
  for (; /^[-+][a-zA-Z]+$/.test(args[i] ?? ''); i++) {
    const arg = args[i] ?? '';
    flags += arg.startsWith('+') ? arg.slice(1).replace('x', 'n') : arg.slice(1);
  }
  return { flags, names: args.slice(args[i] === '--' ? i + 1 : i) };
}

function declare(shell: Shell, by: string, args: readonly string[]): number {
  const { flags, names } = flagsOf(args);
  const unknown = [...flags].find((flag) => !'aAxrpgifFnlu'.includes(flag));
  const absent = args
    .flatMap((arg) => [...(/^-\w+$/.exec(arg)?.[0] ?? '')])
    .find((flag) => 'inlu'.includes(flag) && by !== 'export');
  if (absent !== undefined) {
    shell.complain(`${by}: -${absent}: not modelled`);
    return 2;
  }
  if (unknown !== undefined) {
    shell.complain(`${by}: -${unknown}: invalid option`);
    return 2;
  }
  if (/[fF]/.test(flags)) return functions(shell, names);
  if (names.length === 0 || flags.includes('p')) return list(shell, by, flags, names);
  for (const arg of names) {
    const [, name = '', append = '', value] = /^([A-Za-z_]\w*)(\+?)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === '') {
      shell.complain(`${by}: \`${arg}': not a valid identifier`);
      return 1;
    }
    if ((by === 'local' || by === 'declare' || by === 'typeset') && !flags.includes('g')) {
      const inherits = shell.locals.at(-1)?.has(name) === true || shell.locals.length === 0;
      shell.hide(name);
      if (!inherits) shell.variables.unset(name);
    }
    if (flags.includes('a') || flags.includes('A')) shell.variables.declare(name, flags.includes('A'));
    if (value !== undefined) shell.set(name, (append === '' ? '' : (shell.get(name) ?? '')) + value);
    else if (by === 'local' && shell.get(name) === null && !/[aA]/.test(flags)) shell.set(name, '');
    if (flags.includes('r')) shell.constants.add(name);
    if (flags.includes('n') && by === 'export') {
      shell.exported.delete(name);
      shell.sys.process.env.delete(name);
    } else if (flags.includes('x')) shell.export(name);
  }
  return 0;
}

/** `declare -p`, `export`, `readonly`: what is there, in a form that can be read again. */
function list(shell: Shell, by: string, flags: string, wanted: readonly string[]): number {
  let status = 0;
  const all = wanted.length > 0 ? wanted : shell.variables.names;
  for (const name of all) {
    const text = shell.variables.describe(name);
    if (text === null) {
      if (wanted.length === 0) continue;
      shell.complain(`${by}: ${name}: not found`);
      status = 1;
      continue;
    }
    const array = shell.variables.array(name);
    const marks = `${array ? (array.named ? 'A' : 'a') : ''}${shell.constants.has(name) ? 'r' : ''}${shell.exported.has(name) ? 'x' : ''}`;
    if ([...flags].some((flag) => 'xraA'.includes(flag) && !marks.includes(flag))) continue;
    const verb = shell.dialect === 'dash' ? by : `declare -${marks === '' ? '-' : marks}`;
    shell.sys.print(1, `${verb} ${text}\n`);
  }
  return status;
}

function functions(shell: Shell, names: readonly string[]): number {
  const known =
    names.length > 0 ? names.filter((name) => shell.functions.has(name)) : [...shell.functions.keys()].sort();
  for (const name of known) shell.sys.print(1, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
  return known.length === names.length || names.length === 0 ? 0 : 1;
}

function unset(shell: Shell, args: readonly string[]): number {
  const { flags, names } = flagsOf(args);
  for (const arg of names) {
    const [, name = arg, key] = /^(\w+)\[(.*)\]$/.exec(arg) ?? [];
    if (shell.constants.has(name)) {
      shell.complain(`unset: ${name}: cannot unset: readonly variable`);
      return 1;
    }
    if (key !== undefined) shell.variables.unsetElement(name, key);
    else if (flags.includes('f') || (shell.variables.get(name) === null && !shell.variables.array(name)))
      shell.functions.delete(name);
    else shell.unset(name);
  }
  return 0;
}

function alias(shell: Shell, args: readonly string[]): number {
  const show = (name: string, value: string): void => {
    const lead = shell.dialect === 'dash' ? '' : 'alias ';
    shell.sys.print(1, `${lead}${name}='${value.replaceAll("'", "'\\''")}'\n`);
  };
  const names = args.filter((arg) => arg !== '-p');
  if (names.length === 0)
    for (const [name, value] of [...shell.aliases].sort(([a], [b]) => (a < b ? -1 : 1))) show(name, value);
  let status = 0;
  for (const arg of names) {
    const eq = arg.indexOf('=');
    const value = shell.aliases.get(arg);
    if (eq > 0) shell.aliases.set(arg.slice(0, eq), arg.slice(eq + 1));
    else if (value !== undefined) show(arg, value);
    else {
      shell.complain(`alias: ${arg}: not found`);
      status = 1;
    }
  }
  return status;
}

/** Options of `shopt` that change something here; the others are remembered. */
const FEATURES = [
  'autocd',
  'cdspell',
  'checkwinsize',
  'dotglob',
  'expand_aliases',
  'extglob',
  'failglob',
  'globstar',
  'histappend',
  'lastpipe',
  'nocaseglob',
  'nullglob',
  'progcomp',
  'sourcepath',
];

function shopt(shell: Shell, args: readonly string[]): number {
  const { flags, names } = flagsOf(args);
  if (flags.includes('o')) return names.every((name) => shell.options.has(name)) ? 0 : 1;
  const unknown = names.find((name) => !FEATURES.includes(name));
  if (unknown !== undefined) {
    shell.complain(`shopt: ${unknown}: invalid shell option name`);
    return 1;
  }
  if (flags.includes('s')) for (const name of names) shell.features.add(name);
  else if (flags.includes('u')) for (const name of names) shell.features.delete(name);
  else {
    for (const name of names.length > 0 ? names : FEATURES)
      if (!flags.includes('q')) shell.sys.print(1, `${name.padEnd(15)}\t${shell.features.has(name) ? 'on' : 'off'}\n`);
    return names.every((name) => shell.features.has(name)) ? 0 : 1;
  }
  return 0;
}
