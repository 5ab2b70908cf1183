/** From a command of a unit file to a process: what happens between fork and exec (systemd.exec(5), version 252). */
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sink } from '../../machine/fd.ts';
import type { Sys } from '../../machine/sys.ts';
import type { User } from '../../machine/users.ts';
import { EXIT } from './exit-codes.ts';
import { baseName, type Command } from './exec-line.ts';
import { directoryVariables } from './runtime-directories.ts';
import type { Unit } from './unit.ts';
import { splitWords } from './words.ts';

export interface SpawnSpec {
  readonly unit: Unit;
  readonly command: Command;
  readonly env: ReadonlyMap<string, string>;
  readonly output: Sink;
  /** A line of the child's own for the journal. */
  readonly log: (pid: number, tag: string, text: string) => void;
  /** Sockets to hand over, as descriptors from 3 on, and their names (sd_listen_fds(3)). */
  readonly sockets?: readonly { readonly fd: number; readonly name: string }[];
  /** Called when the program is about to run, or could not: what the parent learns from a closed-on-exec pipe. */
  readonly executed: (good: boolean) => void;
}

/** Fork a child that becomes the command. Returns its pid; failures are exit codes 200 and above. */
export function spawn(sys: Sys, spec: SpawnSpec): number {
  const pid = sys.fork((child) => run(child, spec));
  const process = sys.process.host.processes.get(pid);
  if (process) {
    process.cgroup = cgroupOf(spec.unit);
    process.group = pid;
    process.session = pid;
    process.argv = spec.command.argv;
  }
  return pid;
}

export const cgroupOf = (unit: Unit): string => `/${unit.text('Service.Slice') ?? 'system.slice'}/${unit.name}`;

function* run(child: Sys, spec: SpawnSpec): Eff<number> {
  const { unit, command } = spec;
  const fail = (code: number, step: string, why: string, detail: string): number => {
    // What is not yet the program calls itself by the end of its name, in brackets.
    const tag = `(${baseName(command.path).slice(-8)})`;
    if (detail !== '') spec.log(child.pid, tag, `${unit.name}: ${detail}: ${why}`);
    spec.log(child.pid, tag, `${unit.name}: Failed at step ${step} spawning ${command.path}: ${why}`);
    spec.executed(false);
    return code;
  };
  child.process.dispositions.clear();
  const sockets = spec.sockets ?? [];
  child.process.fds.keepOnly(
    sockets.map(({ fd }) => fd),
    3,
  );
  const { process } = child;
  process.env.clear();
  for (const [name, value] of spec.env) process.env.set(name, value);
  process.env.set('SYSTEMD_EXEC_PID', String(child.pid));
  if (sockets.length > 0) {
    process.env.set('LISTEN_PID', String(child.pid));
    process.env.set('LISTEN_FDS', String(sockets.length));
    process.env.set('LISTEN_FDNAMES', sockets.map(({ name }) => name).join(':'));
  }
  process.umask = unit.mode('Service.UMask', 0o022);
  process.cwd = '/';
  const who = lookUp(child, unit);
  if ('code' in who) return fail(who.code, who.step, strerror('ESRCH'), who.detail);
  const outputs = openOutputs(child, spec);
  if (outputs !== null) return fail(EXIT.stdout, 'STDOUT', outputs, 'Failed to set up standard output');
  // Root looks for the program; whether its user may run it is seen when it does.
  const missing = whyMissing(child, command.path);
  if (missing !== null && command.ignore) {
    spec.log(child.pid, 'systemd', `${unit.name}: Executable ${command.path} missing, skipping: ${missing}`);
    spec.executed(true);
    return 0;
  }
  if (missing !== null) return fail(EXIT.exec, 'EXEC', missing, `Failed to locate executable ${command.path}`);
  if (!command.privileged) become(child, unit, who);
  const problem = changeDirectory(child, unit, who.user?.home ?? '/root');
  if (problem !== null) return fail(EXIT.chdir, 'CHDIR', problem, 'Changing to the requested working directory failed');
  const argv = expand(command, spec.env);
  let program: ReturnType<Sys['findProgram']>;
  try {
    program = child.findProgram(command.path);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return fail(EXIT.exec, 'EXEC', strerror(error.errno), `Failed to execute ${command.path}`);
  }
  process.argv = argv;
  spec.executed(true);
  return yield* program(child);
}

/** Standard input is empty; outputs as StandardOutput= and StandardError= say. null, or why not. */
function openOutputs(child: Sys, { unit, output }: SpawnSpec): string | null {
  const { fds } = child.process;
  fds.put(0, { kind: 'empty' });
  const out = unit.text('Service.StandardOutput') ?? 'journal';
  const told = unit.text('Service.StandardError') ?? 'inherit';
  for (const [fd, spec] of [
    [1, out],
    [2, told === 'inherit' ? out : told],
  ] as const) {
    const [, how, path = ''] = /^(file|append|truncate):(.*)$/s.exec(spec) ?? [];
    if (how === undefined) {
      fds.put(fd, spec === 'null' ? { kind: 'empty' } : { kind: 'sink', sink: output, as: fd });
      continue;
    }
    try {
      const opened = child.fs.open(path, {
        write: true,
        create: true,
        append: how === 'append',
        truncate: how === 'truncate',
      });
      child.fs.dup(opened, fd);
      if (opened !== fd) child.fs.close(opened);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      fds.put(fd, { kind: 'sink', sink: output, as: fd });
      return strerror(error.errno);
    }
  }
  return null;
}

interface Identity {
  readonly user: User | null;
  readonly group: string | null;
}

/** Who User= and Group= name; or with which exit code it ends, as one of them is nobody. */
function lookUp(
  child: Sys,
  unit: Unit,
): Identity | { readonly code: number; readonly step: string; readonly detail: string } {
  const { users } = child.process.host;
  const name = unit.text('Service.User');
  const group = unit.text('Service.Group');
  const user = name === null ? null : /^\d+$/.test(name) ? users.byUid(Number(name)) : users.byName(name);
  if (name !== null && !user) return { code: EXIT.user, step: 'USER', detail: 'Failed to determine user credentials' };
  if (group !== null && !/^\d+$/.test(group) && !users.groups.has(group))
    return { code: EXIT.group, step: 'GROUP', detail: 'Failed to determine group credentials' };
  return { user: user ?? null, group };
}

function become(child: Sys, unit: Unit, { user, group }: Identity): void {
  const { users } = child.process.host;
  if (user) {
    const more = unit.list('Service.SupplementaryGroups').flatMap((name) => users.groups.get(name)?.gid ?? []);
    child.become(user.name, group ?? undefined);
    const { credentials } = child.process;
    child.process.credentials = { ...credentials, groups: [...credentials.groups, ...more] };
  } else if (group !== null) {
    const gid = users.groups.get(group)?.gid ?? Number(group);
    child.process.credentials = { uid: 0, gid, groups: [gid] };
  }
}

/** Why there is nothing to run at a path (or on the PATH, for a bare name); null: there is. */
function whyMissing(child: Sys, path: string): string | null {
  const where = path.includes('/') ? path : child.fs.which(path);
  if (where === null) return strerror('ENOENT');
  try {
    if (child.fs.stat(where).kind === 'dir') return strerror('EISDIR');
    return child.fs.access(where, 1) ? null : strerror('EACCES');
  } catch (error) {
    if (error instanceof SysError) return strerror(error.errno);
    throw error;
  }
}

function changeDirectory(child: Sys, unit: Unit, home: string): string | null {
  const told = unit.text('Service.WorkingDirectory') ?? '/';
  const optional = told.startsWith('-');
  const path = told.replace(/^-/, '');
  const directory = path === '~' ? home : path;
  try {
    if (child.fs.stat(directory).kind !== 'dir') throw new SysError('ENOTDIR');
    if (!child.fs.access(directory, 1)) throw new SysError('EACCES');
    child.process.cwd = child.path(directory);
    return null;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return optional ? null : strerror(error.errno);
  }
}

/** The environment of a unit's processes, or why EnvironmentFile= could not be read. */
export function environmentOf(sys: Sys, unit: Unit, given: ReadonlyMap<string, string>): Map<string, string> | string {
  const env = new Map(given);
  const { users } = sys.process.host;
  const user = users.byName(unit.text('Service.User') ?? '');
  if (user) {
    env.set('HOME', user.home);
    env.set('LOGNAME', user.name);
    env.set('USER', user.name);
    env.set('SHELL', user.shell);
  }
  for (const word of unit.list('Service.Environment')) assign(env, word);
  for (const file of unit.list('Service.EnvironmentFile')) {
    try {
      for (const word of readEnvironment(sys.fs.readText(file.replace(/^-/, '')))) assign(env, word);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (!file.startsWith('-')) return strerror(error.errno);
    }
  }
  for (const [name, value] of directoryVariables(unit)) env.set(name, value);
  for (const name of unit.list('Service.UnsetEnvironment')) env.delete(name);
  return env;
}

function assign(env: Map<string, string>, word: string): void {
  const equals = word.indexOf('=');
  env.set(word.slice(0, equals), word.slice(equals + 1));
}

/** NAME=value lines; comments, quotes and joined lines as in a shell, but nothing is expanded. */
function readEnvironment(text: string): string[] {
  const out: string[] = [];
  for (const line of text.replace(/\\\n/g, '').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (!match || /^\s*[#;]/.test(line)) continue;
    const value = (match[2] ?? '').trim();
    const words = /^["']/.test(value) ? splitWords(value) : null;
    out.push(`${match[1] ?? ''}=${words?.ok === true ? words.words.map((w) => w.text).join(' ') : value}`);
  }
  return out;
}

/** `${NAME}` inside words, `$NAME` as a word of its own is split; `$$` is a dollar sign. */
function expand({ argv, literal }: Command, env: ReadonlyMap<string, string>): string[] {
  if (literal) return [...argv];
  return argv.flatMap((word, i) => {
    if (i === 0) return [word];
    const alone = /^\$([A-Za-z_]\w*)$/.exec(word);
    if (alone) return (env.get(alone[1] ?? '') ?? '').split(/\s+/).filter((w) => w !== '');
    return [
      word.replace(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (whole, name: string | undefined) =>
        name === undefined ? whole.slice(1) : (env.get(name) ?? ''),
      ),
    ];
  });
}
