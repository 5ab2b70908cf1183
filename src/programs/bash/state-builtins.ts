import type { Eff } from '../../engine/task.ts';
import { signalTable } from './signal-list.ts';
import { isSignal, signalByNumber, type Signal } from '../../machine/signals.ts';
import { evaluate } from './arithmetic.ts';
import { read, mapfile } from './read.ts';
import { Jump, type Shell } from './shell.ts';

type StateBuiltin = (shell: Shell, args: readonly string[]) => number | Eff<number>;

/** Builtins that change what the shell is: options, parameters, variables, traps (bash(1)). */
export const STATE_BUILTINS: Readonly<Record<string, StateBuiltin>> = {
  set: setOptions,
  shift: (shell, args) => {
    const n = Number(args[0] ?? 1);
    if (n > shell.params.length) {
      if (shell.dialect === 'dash') {
        shell.complain("shift: can't shift that many");
        throw new Jump('exit', 2);
      }
      return 1;
    }
    shell.params = shell.params.slice(n);
    return 0;
  },
  let: (shell, args) => {
    let value = 0;
    for (const arg of args) value = evaluate(arg, shell);
    return value === 0 ? 1 : 0;
  },
  read,
  mapfile,
  readarray: mapfile,
  getopts,
  trap,
  hash: (shell, args) => {
    const missing = args.filter((name) => !name.startsWith('-') && shell.sys.fs.which(name) === null);
    for (const name of missing) shell.complain(`hash: ${name}: not found`);
    return missing.length > 0 ? 1 : 0;
  },
  logout: (shell, args) => {
    throw new Jump('exit', Number(args[0] ?? shell.status) || 0);
  },
  times: (shell) => {
    shell.sys.print(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return 0;
  },
  ulimit: (shell, args) => {
    const known: Readonly<Record<string, string>> = {
      '-n': '1024',
      '-u': String(shell.sys.world.sim.limits.processes),
      '-c': '0',
    };
    const [flag = '-f', value] = args;
    if (value !== undefined) {
      shell.complain('ulimit: limits cannot be changed on this simulated machine');
      return 1;
    }
    shell.sys.print(1, `${known[flag] ?? 'unlimited'}\n`);
    return 0;
  },
};

/** POSIX getopts: OPTIND is the next word; the place within a word is kept in OPTPOS. */
function getopts(shell: Shell, args: readonly string[]): number {
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    shell.sys.print(2, 'getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const words = given.length > 0 ? given : shell.params;
  let index = Number(shell.get('OPTIND') ?? 1) || 1;
  let place = Number(shell.get('_OPTPOS') ?? 1) || 1;
  const end = (): number => {
    shell.set(name, '?');
    shell.set('OPTIND', String(index));
    return 1;
  };
  const word = words[index - 1] ?? '';
  if (word === '--') index++;
  if (!/^-./.test(word) || word === '--') return end();
  const letter = word[place] ?? '';
  place++;
  const at = letter === ':' ? -1 : spec.indexOf(letter);
  const step = (): void => {
    index++;
    place = 1;
  };
  let value: string | null = null;
  let option = letter;
  if (at < 0) {
    option = '?';
    if (spec.startsWith(':')) value = letter;
    else shell.sys.print(2, `${shell.name}: illegal option -- ${letter}\n`);
  } else if (spec[at + 1] === ':') {
    value = place < word.length ? word.slice(place) : (words[index] ?? null);
    if (place >= word.length) index++;
    step();
    if (value === null) {
      option = spec.startsWith(':') ? ':' : '?';
      if (spec.startsWith(':')) value = letter;
      else shell.sys.print(2, `${shell.name}: option requires an argument -- ${letter}\n`);
    }
  }
  if (place >= word.length && place !== 1) step();
  shell.set(name, option);
  if (value === null) shell.unset('OPTARG');
  else shell.set('OPTARG', value);
  shell.set('OPTIND', String(index));
  shell.set('_OPTPOS', String(place));
  return 0;
}

function setOptions(shell: Shell, args: readonly string[]): number {
  if (args.length === 0) {
    for (const name of shell.variables.names) {
      const text = shell.variables.describe(name);
      if (text !== null) shell.sys.print(1, `${text.replace(/="([\w@%+=:,./-]*)"$/, '=$1')}\n`);
    }
    return 0;
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--' || !/^[-+]./.test(arg)) {
      shell.params = args.slice(arg === '--' ? i + 1 : i);
      return 0;
    }
    for (const letter of arg.slice(1)) {
      const name = letter === 'o' ? (args[++i] ?? '') : letter;
      const known: Readonly<Record<string, string>> = {
        e: 'e',
        u: 'u',
        x: 'x',
        errexit: 'e',
        nounset: 'u',
        xtrace: 'x',
        f: 'f',
        noglob: 'f',
        m: 'm',
        monitor: 'm',
        a: 'a',
        allexport: 'a',
        C: 'C',
        noclobber: 'C',
        v: 'v',
        verbose: 'v',
        n: 'n',
        noexec: 'n',
        h: 'h',
        B: 'B',
        E: 'E',
        posix: 'posix',
        vi: 'vi',
        emacs: 'emacs',
        ...(shell.dialect === 'bash' ? { pipefail: 'pipefail' } : {}),
      };
      const option = known[name];
      if (option === undefined && shell.dialect === 'dash') {
        shell.complain(`set: Illegal option -${letter === 'o' ? `o ${name}` : letter}`);
        throw new Jump('exit', 2);
      }
      if (option === undefined) {
        shell.complain(letter === 'o' ? `set: ${name}: invalid option name` : `set: -${letter}: invalid option`);
        return 2;
      }
      if (arg.startsWith('-')) shell.options.add(option);
      else shell.options.delete(option);
    }
  }
  return 0;
}

function trap(shell: Shell, args: readonly string[]): number {
  const [command, ...names] = args[0] === '--' ? args.slice(1) : args;
  if (command === '-l') {
    shell.sys.print(1, signalTable());
    return 0;
  }
  if (command === undefined || command === '-p') {
    for (const [name, text] of shell.traps)
      shell.sys.print(1, `trap -- '${text}' ${/^(EXIT|ERR|DEBUG|RETURN)$/.test(name) ? name : `SIG${name}`}\n`);
    return 0;
  }
  for (const given of names) {
    const numbered = /^\d+$/.test(given) ? signalByNumber(Number(given)) : null;
    const name = given === '0' ? 'EXIT' : (numbered ?? given.toUpperCase().replace(/^SIG/, ''));
    const event = /^(EXIT|ERR|DEBUG|RETURN)$/.test(name);
    if (!event && !isSignal(name)) {
      shell.complain(`trap: ${given}: invalid signal specification`);
      return 1;
    }
    if (command === '-') shell.traps.delete(name);
    else shell.traps.set(name, command);
    if (!event) dispose(shell, name as Signal, command);
  }
  return 0;
}

function dispose(shell: Shell, signal: Signal, command: string): void {
  if (command === '-') shell.sys.signal(signal, 'default');
  else if (command === '') shell.sys.signal(signal, 'ignore');
  else shell.sys.signal(signal, () => void shell.caught.push(signal));
}
