import { parse } from 'unbash';
import type {
  AndOr,
  Assignment,
  Command,
  CommandNode,
  CompoundCommand,
  CompoundList,
  Pipeline,
  PipelineNode,
  Statement,
} from 'unbash';
import type { Eff } from '../../engine/task.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { arithmetic } from './arithmetic.ts';
import { assign } from './assign.ts';
import { fork } from './fork.ts';
import { lineAt, sourceOf, timesText, trace } from './report.ts';
import { capturing } from './capture.ts';
import { conditional } from './conditional.ts';
import { builtinOf } from './builtins.ts';
import { become, execBuiltin, moveFd } from './exec.ts';
import { Expander } from './expand.ts';
import { patternToRegExp } from './pattern.ts';
import { redirect, restore } from './redirect.ts';
import { Jump, type Shell } from './shell.ts';

/** Run the statements of a script in this shell; the last one's status is the result. */
export function* runScript(shell: Shell, script: { readonly commands: readonly Statement[] }): Eff<number> {
  for (const statement of script.commands) {
    if (statement.background) background(shell, statement);
    else shell.status = yield* runNode(shell, statement.command);
    yield* runTraps(shell);
    if (statement.command.type !== 'AndOr') yield* afterFailure(shell, statement.command, shell.status);
  }
  return shell.status;
}

/** A failure that nobody looks at: the trap on ERR, and the end under `set -e`. A negated pipeline is looked at. */
function* afterFailure(shell: Shell, node: PipelineNode, status: number): Eff<void> {
  if (status === 0 || shell.tested > 0 || isNegated(node)) return;
  if (shell.traps.has('ERR')) {
    shell.status = status;
    shell.caught.push('ERR');
    yield* runTraps(shell);
  }
  if (shell.options.has('e')) throw new Jump('exit', status);
}

const isNegated = (node: PipelineNode): boolean =>
  node.type === 'Pipeline' && node.prefixes.some((p) => p.type === 'Negation');

function* runTraps(shell: Shell): Eff<void> {
  for (let name = shell.caught.shift(); name !== undefined; name = shell.caught.shift()) {
    const { status } = shell;
    yield* runScript(shell, parse(shell.traps.get(name) ?? ''));
    shell.status = status;
  }
}

/** A status that is only looked at. */
function* tested(shell: Shell, run: () => Eff<number>): Eff<number> {
  shell.tested++;
  try {
    return yield* run();
  } finally {
    shell.tested--;
  }
}

const condition = (shell: Shell, script: CompoundList): Eff<number> => tested(shell, () => runScript(shell, script));

function background(shell: Shell, statement: Statement): void {
  const { command } = statement;
  const pid = fork(
    shell,
    (child) => (command.type === 'Command' ? runCommand(child, command, true) : runNode(child, command)),
    null,
  );
  shell.lastBackground = pid;
  const job = shell.addJob(pid, [pid], sourceOf(shell, statement.command));
  if (shell.tty) shell.sys.print(2, `[${job.id}] ${pid}\n`);
  shell.status = 0;
}

function* runNode(shell: Shell, node: PipelineNode | AndOr): Eff<number> {
  if (node.type === 'AndOr') {
    let status = yield* tested(shell, () => runNode(shell, node.commands[0] as PipelineNode));
    for (const [i, operator] of node.operators.entries()) {
      shell.status = status;
      if ((operator === '&&') !== (status === 0)) continue;
      const next = node.commands[i + 1] as PipelineNode;
      const isLast = i === node.operators.length - 1;
      status = isLast ? yield* runNode(shell, next) : yield* tested(shell, () => runNode(shell, next));
      if (isLast) yield* afterFailure(shell, next, status);
    }
    return status;
  }
  if (node.type === 'Pipeline') return yield* runPipeline(shell, node);
  const status = yield* runCommand(shell, node);
  shell.keepStatuses([status]);
  return status;
}

function* runPipeline(shell: Shell, pipeline: Pipeline): Eff<number> {
  const negated = pipeline.prefixes.some((p) => p.type === 'Negation');
  const timed = pipeline.prefixes.find((p) => p.type === 'Time');
  const { commands } = pipeline;
  const from = shell.sys.now;
  let status: number;
  if (commands.length === 0) status = 0;
  else if (commands.length === 1) {
    const run = (): Eff<number> => runCommand(shell, commands[0] as CommandNode);
    status = yield* negated ? tested(shell, run) : run();
    shell.keepStatuses([status]);
  } else {
    status = yield* runStages(shell, pipeline);
    shell.keepStatuses(shell.pipeStatus);
  }
  if (timed) shell.sys.print(2, timesText(shell.sys.now - from, timed.posix !== undefined));
  return negated ? (status === 0 ? 1 : 0) : status;
}

/** Each stage is a process; the pipes between them are made before their neighbours start. */
function* runStages(shell: Shell, pipeline: Pipeline): Eff<number> {
  const { sys } = shell;
  const pids: number[] = [];
  let input: number | null = null;
  for (const [i, command] of pipeline.commands.entries()) {
    const last = i === pipeline.commands.length - 1;
    const pipe: [number, number] | null = last ? null : sys.fs.pipe();
    const from = input;
    const both = pipeline.operators[i] === '|&';
    const pid = fork(
      shell,
      function* stage(child): Eff<number> {
        if (from !== null) moveFd(child.sys, from, 0);
        if (pipe) {
          moveFd(child.sys, pipe[1], 1);
          if (both) child.sys.fs.dup(1, 2);
          child.sys.fs.close(pipe[0]);
        }
        return yield* runCommand(child, command, true);
      },
      pids[0] ?? null,
    );
    // Started as part of this instant: the child's group must be known before the next stage joins it.
    pids.push(pid);
    const process = sys.process.host.processes.get(pid);
    if (process) process.group = pids[0] as number;
    if (input !== null) sys.fs.close(input);
    if (pipe) {
      sys.fs.close(pipe[1]);
      input = pipe[0];
    }
  }
  return yield* shell.foreground(pids, sourceOf(shell, pipeline));
}

/** `isChild`: this process exists for this command alone, so an external program replaces it. */
function* runCommand(shell: Shell, node: CommandNode, isChild = false): Eff<number> {
  if (node.type === 'Command') return yield* simple(shell, node, isChild);
  if (node.type === 'Redirected') {
    const saved = yield* redirect(shell, node.redirects, expander(shell));
    if (!saved) return 1;
    try {
      return yield* compound(shell, node.command);
    } finally {
      restore(shell, saved);
    }
  }
  if (node.type === 'Function') {
    shell.functions.set(node.name.value, node.body);
    return 0;
  }
  if (node.type === 'Coproc') {
    shell.complain('coproc: not modelled');
    return 2;
  }
  return yield* compound(shell, node);
}

function* simple(shell: Shell, node: Command, isChild: boolean): Eff<number> {
  const expand = expander(shell);
  shell.line = lineAt(shell, node.pos);
  const argv = node.name ? yield* expand.fields(node.name) : [];
  const arrays: Assignment[] = [];
  for (const arg of node.args) {
    if (arg.type === 'Word') argv.push(...(yield* expand.fields(arg)));
    else if (arg.value.type === 'Word') argv.push(`${arg.name}=${yield* expand.text(arg.value)}`);
    else {
      argv.push(arg.name);
      arrays.push(arg);
    }
  }
  const assignments: [string, string][] = [];
  for (const part of node.prefix) {
    if (part.type !== 'Assignment') continue;
    if (part.value.type !== 'Word' || part.index) yield* assign(shell, expand, part);
    else {
      const before = part.append ? (shell.get(part.name) ?? '') : '';
      assignments.push([part.name, before + (yield* expand.text(part.value))]);
      if (argv.length === 0) shell.set(part.name, assignments.at(-1)?.[1] ?? '');
    }
  }
  if (shell.options.has('x')) trace(shell, argv, assignments);
  const saved = yield* redirect(shell, node.redirects, expand);
  if (!saved) return shell.dialect === 'dash' ? 2 : 1;
  try {
    if (argv.length === 0) return node.prefix.some(substitutes) ? shell.status : 0;
    if (argv[0] === 'exec') return yield* execBuiltin(shell, argv.slice(1), saved);
    const status = yield* invoke(shell, argv, assignments, isChild);
    for (const array of arrays) yield* assign(shell, expand, array);
    return status;
  } finally {
    restore(shell, saved);
    for (const path of shell.substitutes.splice(0)) shell.sys.process.host.files.unlink(path, ROOT);
  }
}

const substitutes = (part: Command['prefix'][number]): boolean =>
  part.type === 'Assignment' &&
  part.value.type === 'Word' &&
  (part.value.parts ?? []).some((p) => p.type === 'CommandExpansion');

function* invoke(
  shell: Shell,
  argv: readonly string[],
  assignments: readonly [string, string][],
  isChild: boolean,
  /** `command` and `builtin` pass over functions. */
  plain = false,
): Eff<number> {
  const name = argv[0] as string;
  if ((name === 'command' || name === 'builtin') && argv[1] !== undefined && !argv[1].startsWith('-'))
    return yield* invoke(shell, argv.slice(1), assignments, isChild, true);
  const body = plain ? undefined : shell.functions.get(name);
  if (body) return yield* callFunction(shell, name, body, argv.slice(1));
  const builtin = builtinOf(shell, name);
  if (builtin) {
    const before = assignments.map(([key]) => [key, shell.get(key)] as const);
    for (const [key, value] of assignments) shell.set(key, value);
    const result = builtin(shell, argv.slice(1), runScript);
    const status = typeof result === 'number' ? result : yield* result;
    for (const [key, value] of before) {
      if (value === null) shell.unset(key);
      else shell.set(key, value);
    }
    return status;
  }
  const exec = function* (child: Shell): Eff<number> {
    for (const [key, value] of assignments) child.sys.process.env.set(key, value);
    return yield* become(child, argv);
  };
  if (isChild) return yield* exec(shell);
  const group = shell.tty ? null : shell.sys.process.group;
  return yield* shell.foreground([fork(shell, exec, group)], argv.join(' '));
}

function* callFunction(
  shell: Shell,
  name: string,
  body: CompoundCommand | CompoundList | { readonly type: 'Redirected' },
  args: readonly string[],
): Eff<number> {
  const { params: outer, loops } = shell;
  shell.params = args;
  shell.loops = 0;
  if (shell.locals.length > 500) {
    shell.complain('maximum function nesting level exceeded (500)');
    throw new Jump('abort', 1);
  }
  shell.locals.push(new Map());
  shell.calls.push(name);
  try {
    return body.type === 'CompoundList' ? yield* runScript(shell, body) : yield* runCommand(shell, body as CommandNode);
  } catch (error) {
    if (error instanceof Jump && error.kind === 'return') return error.value;
    throw error;
  } finally {
    shell.params = outer;
    shell.loops = loops;
    shell.calls.pop();
    shell.reveal();
  }
}

function* compound(shell: Shell, node: CompoundCommand): Eff<number> {
  switch (node.type) {
    case 'BraceGroup':
      return yield* runScript(shell, node.body);
    case 'Subshell':
      return yield* shell.foreground(
        [fork(shell, (child) => runScript(child, node.body), null)],
        sourceOf(shell, node),
      );
    case 'If': {
      if ((yield* condition(shell, node.clause)) === 0) return yield* runScript(shell, node.then);
      for (const elif of node.elif)
        if ((yield* condition(shell, elif.clause)) === 0) return yield* runScript(shell, elif.then);
      return node.else ? yield* runScript(shell, node.else) : 0;
    }
    case 'While':
      return yield* loop(shell, node.body, function* () {
        return ((yield* condition(shell, node.clause)) === 0) === (node.kind === 'while');
      });
    case 'For': {
      const words: string[] = [];
      for (const word of node.wordlist ?? []) words.push(...(yield* expander(shell).fields(word)));
      if (!node.wordlist) words.push(...shell.params);
      let i = 0;
      return yield* loop(shell, node.body, () => {
        const word = words[i++];
        if (word === undefined) return false;
        shell.set(node.name.value, word);
        return true;
      });
    }
    case 'Case':
      return yield* runCase(shell, node);
    case 'TestCommand':
      if (shell.dialect === 'dash') {
        shell.complain('[[: not found');
        return 127;
      }
      return (yield* conditional(shell, expander(shell), node.expression)) ? 0 : 1;
    case 'ArithmeticCommand':
      return (yield* expander(shell).value(node.body, node.expression)) !== 0 ? 0 : 1;
    case 'ArithmeticFor': {
      const value = (e: typeof node.test): number => (e ? arithmetic(e, shell) : 1);
      value(node.initialize);
      let first = true;
      return yield* loop(shell, node.body, () => {
        if (!first) value(node.update);
        first = false;
        return value(node.test) !== 0;
      });
    }
    case 'Select':
      shell.complain('select: not modelled');
      return 2;
  }
}

function* runCase(shell: Shell, node: CompoundCommand & { type: 'Case' }): Eff<number> {
  const subject = yield* expander(shell).text(node.word);
  let status = 0;
  let fallsThrough = false;
  for (const item of node.items) {
    let fits = fallsThrough;
    for (const pattern of item.pattern) {
      if (fits) break;
      fits = patternToRegExp(yield* expander(shell).pattern(pattern)).test(subject);
    }
    if (!fits) continue;
    status = yield* runScript(shell, item.body);
    fallsThrough = item.terminator === ';&';
    if (!fallsThrough && item.terminator !== ';;&') break;
  }
  return status;
}

function* loop(shell: Shell, body: CompoundList, more: () => boolean | Eff<boolean>): Eff<number> {
  let status = 0;
  shell.loops++;
  for (;;) {
    const go = more();
    if (!(typeof go === 'boolean' ? go : yield* go)) break;
    try {
      status = yield* runScript(shell, body);
    } catch (error) {
      if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
      if (error.value > 1 && shell.loops > 1) {
        shell.loops--;
        throw new Jump(error.kind, error.value - 1);
      }
      if (error.kind === 'break') break;
    }
    // A loop of builtins alone must still let virtual time pass, or Ctrl-C could never reach it.
    yield 50;
  }
  shell.loops--;
  return status;
}

const expander = (shell: Shell): Expander => new Expander(shell, capturing(runScript, expander));
