import type { Eff } from '../../engine/task.ts';
import { utf8 } from '../../base/bytes.ts';
import type { Shell } from './shell.ts';

/** `[usage, one sentence]` of the builtins (bash 5.2, help). */
const TOPICS: Readonly<Record<string, readonly [usage: string, about: string]>> = {
  '.': ['. filename [arguments]', 'Execute commands from a file in the current shell.'],
  ':': [':', 'Null command.'],
  '[': ['[ arg... ]', 'Evaluate conditional expression.'],
  alias: ['alias [-p] [name[=value] ... ]', 'Define or display aliases.'],
  bg: ['bg [job_spec ...]', 'Move jobs to the background.'],
  break: ['break [n]', 'Exit for, while, or until loops.'],
  cd: ['cd [-L|[-P [-e]] [-@]] [dir]', 'Change the shell working directory.'],
  command: ['command [-pVv] command [arg ...]', 'Execute a simple command or display information about commands.'],
  continue: ['continue [n]', 'Resume for, while, or until loops.'],
  declare: ['declare [-aAgrx] [-p] [name[=value] ...]', 'Set variable values and attributes.'],
  dirs: ['dirs', 'Display directory stack.'],
  disown: ['disown [jobspec ...]', 'Remove jobs from current shell.'],
  echo: ['echo [-neE] [arg ...]', 'Write arguments to the standard output.'],
  eval: ['eval [arg ...]', 'Execute arguments as a shell command.'],
  exec: ['exec [command [argument ...]] [redirection ...]', 'Replace the shell with the given command.'],
  exit: ['exit [n]', 'Exit the shell.'],
  export: ['export [-fn] [name[=value] ...] or export -p', 'Set export attribute for shell variables.'],
  false: ['false', 'Return an unsuccessful result.'],
  fg: ['fg [job_spec]', 'Move job to the foreground.'],
  getopts: ['getopts optstring name [arg ...]', 'Parse option arguments.'],
  hash: ['hash', 'Remember or display program locations.'],
  help: ['help [pattern ...]', 'Display information about builtin commands.'],
  history: ['history [-c] [n]', 'Display or manipulate the history list.'],
  jobs: ['jobs [-lp]', 'Display status of jobs.'],
  kill: ['kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]', 'Send a signal to a job.'],
  let: ['let arg [arg ...]', 'Evaluate arithmetic expressions.'],
  local: ['local [option] name[=value] ...', 'Define local variables.'],
  logout: ['logout [n]', 'Exit a login shell.'],
  mapfile: ['mapfile [-t] [array]', 'Read lines from the standard input into an indexed array variable.'],
  popd: ['popd', 'Remove directories from stack.'],
  printf: ['printf [-v var] format [arguments]', 'Formats and prints ARGUMENTS under control of the FORMAT.'],
  pushd: ['pushd [dir]', 'Add directories to stack.'],
  pwd: ['pwd [-LP]', 'Print the name of the current working directory.'],
  read: [
    'read [-rs] [-a array] [-d delim] [-n nchars] [-p prompt] [-t timeout] [name ...]',
    'Read a line from the standard input and split it into fields.',
  ],
  readarray: ['readarray [-t] [array]', 'Read lines from a file into an array variable.'],
  readonly: ['readonly [-aA] [name[=value] ...] or readonly -p', 'Mark shell variables as unchangeable.'],
  return: ['return [n]', 'Return from a shell function.'],
  set: [
    'set [-eux] [-o option-name] [--] [-] [arg ...]',
    'Set or unset values of shell options and positional parameters.',
  ],
  shift: ['shift [n]', 'Shift positional parameters.'],
  shopt: ['shopt [-pqsu] [-o] [optname ...]', 'Set and unset shell options.'],
  source: ['source filename [arguments]', 'Execute commands from a file in the current shell.'],
  test: ['test [expr]', 'Evaluate conditional expression.'],
  times: ['times', 'Display process times.'],
  trap: ['trap [-lp] [[arg] signal_spec ...]', 'Trap signals and other events.'],
  true: ['true', 'Return a successful result.'],
  type: ['type [-afptP] name [name ...]', 'Display information about command type.'],
  typeset: ['typeset [-aAgrx] [-p] name[=value] ...', 'Set variable values and attributes.'],
  ulimit: ['ulimit [-n]', 'Modify shell resource limits.'],
  umask: ['umask [-S] [mode]', 'Display or set file mode mask.'],
  unalias: ['unalias [-a] name [name ...]', 'Remove each NAME from the list of defined aliases.'],
  unset: ['unset [-f] [-v] [name ...]', 'Unset values and attributes of shell variables and functions.'],
  wait: ['wait [id ...]', 'Wait for job completion and return exit status.'],
};

export function* helpBuiltin(shell: Shell, args: readonly string[], names: readonly string[]): Eff<number> {
  const write = (text: string): Eff<void> => shell.sys.fs.write(1, utf8(text));
  const wanted = args.filter((arg) => !arg.startsWith('-'));
  if (wanted.length === 0) {
    const usages = names.map((name) => TOPICS[name]?.[0] ?? name).sort();
    yield* write(
      `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are defined internally. Type \`help name' for one of them.\n\n`,
    );
    yield* write(usages.map((usage) => ` ${usage}\n`).join(''));
    return 0;
  }
  let status = 0;
  for (const name of wanted) {
    const topic = Object.hasOwn(TOPICS, name) && names.includes(name) ? TOPICS[name] : undefined;
    if (topic) yield* write(`${name}: ${topic[0]}\n    ${topic[1]}\n`);
    else {
      shell.complain(
        `help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.`,
      );
      status = 1;
    }
  }
  return status;
}
