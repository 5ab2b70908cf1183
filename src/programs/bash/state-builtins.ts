import { parse } from 'unbash';
import { concat, fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { isSignal, type Signal } from '../../machine/signals.ts';
import { arithmetic } from './arithmetic.ts';
import type { Shell } from './shell.ts';

type StateBuiltin = (shell: Shell, args: readonly string[]) => number | Eff<number>;

/** Builtins that change what the shell is: options, parameters, variables, traps (bash(1)). */
export const STATE_BUILTINS: Readonly<Record<string, StateBuiltin>> = {
  set: setOptions,
  shift: (shell, args) => {
    const n = Number(args[0] ?? 1);
    if (n > shell.params.length) return 1;
    shell.params = shell.params.slice(n);
    return 0;
  },
  local: (shell, args) => {
    const scope = shell.locals.at(-1);
    if (!scope) {
      shell.complain('local: can only be used in a function');
      return 1;
    }
    for (const arg of args) {
      const [name, value] = pair(arg);
      if (!scope.has(name)) scope.set(name, shell.vars.get(name) ?? null);
      shell.set(name, value ?? '');
    }
    return 0;
  },
  readonly: (shell, args) => {
    for (const arg of args) {
      const [name, value] = pair(arg);
      if (value !== null) shell.set(name, value);
      shell.constants.add(name);
    }
    return 0;
  },
  let: (shell, args) => {
    let value = 0;
    for (const arg of args) {
      const command = parse(`((${arg}))`).commands[0]?.command;
      if (command?.type === 'ArithmeticCommand' && command.expression) value = arithmetic(command.expression, shell);
    }
    return value === 0 ? 1 : 0;
  },
  read,
  trap,
  hash: () => 0,
};

function pair(arg: string): [name: string, value: string | null] {
  const eq = arg.indexOf('=');
  return eq < 0 ? [arg, null] : [arg.slice(0, eq), arg.slice(eq + 1)];
}

function setOptions(shell: Shell, args: readonly string[]): number {
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
        pipefail: 'pipefail',
      };
      const option = known[name];
      if (option === undefined) {
        shell.complain(letter === 'o' ? `set: ${name}: invalid option name` : `set: -${letter}: not modelled`);
        return 2;
      }
      if (arg.startsWith('-')) shell.options.add(option);
      else shell.options.delete(option);
    }
  }
  return 0;
}

/** `read [-r] [-p prompt] [name …]`: a line, byte by byte, so that what follows is left for others. */
function* read(shell: Shell, args: readonly string[]): Eff<number> {
  const names = [...args];
  let raw = false;
  while (names[0]?.startsWith('-')) {
    const flag = names.shift();
    if (flag === '-r') raw = true;
    else if (flag === '-p') shell.sys.print(2, names.shift() ?? '');
    else {
      shell.complain(`read: ${flag}: invalid option`);
      return 2;
    }
  }
  const bytes: Bytes[] = [];
  let status = 1;
  for (;;) {
    const byte = yield* shell.sys.fs.read(0, 1);
    if (byte.length === 0) break;
    if (byte[0] === 10) {
      if (!raw && bytes.at(-1)?.[0] === 92) {
        bytes.pop();
        continue;
      }
      status = 0;
      break;
    }
    bytes.push(byte);
  }
  const line = bytes.length === 0 ? '' : fromUtf8(concat(bytes));
  assignFields(shell, raw ? line : line.replace(/\\(.)/g, '$1'), names.length > 0 ? names : ['REPLY']);
  return status;
}

/** The last name gets all that is left. */
function assignFields(shell: Shell, line: string, names: readonly string[]): void {
  const ifs = shell.get('IFS') ?? ' \t\n';
  const isBlank = (c: string | undefined): boolean => c !== undefined && ifs.includes(c) && /\s/.test(c);
  let rest = [...line];
  const trim = (): void => {
    while (isBlank(rest[0])) rest = rest.slice(1);
  };
  trim();
  names.forEach((name, i) => {
    if (i === names.length - 1) {
      while (isBlank(rest.at(-1))) rest = rest.slice(0, -1);
      return shell.set(name, rest.join(''));
    }
    const end = rest.findIndex((c) => ifs.includes(c));
    const field = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? [] : rest.slice(end);
    shell.set(name, field.join(''));
    trim();
    if (rest[0] !== undefined && ifs.includes(rest[0])) rest = rest.slice(1);
    trim();
  });
}

function trap(shell: Shell, args: readonly string[]): number {
  const [command, ...names] = args;
  if (command === undefined || command === '-p') {
    for (const [name, text] of shell.traps)
      shell.sys.print(1, `trap -- '${text}' ${name === 'EXIT' ? name : `SIG${name}`}\n`);
    return 0;
  }
  for (const given of names) {
    const name = given === '0' ? 'EXIT' : given.replace(/^SIG/, '');
    if (name !== 'EXIT' && !isSignal(name)) {
      shell.complain(`trap: ${given}: invalid signal specification`);
      return 1;
    }
    if (command === '-') shell.traps.delete(name);
    else shell.traps.set(name, command);
    if (name !== 'EXIT') dispose(shell, name as Signal, command);
  }
  return 0;
}

function dispose(shell: Shell, signal: Signal, command: string): void {
  if (command === '-') shell.sys.signal(signal, 'default');
  else if (command === '') shell.sys.signal(signal, 'ignore');
  else shell.sys.signal(signal, () => void shell.caught.push(signal));
}
