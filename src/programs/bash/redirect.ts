import type { Redirection } from 'unbash';
import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Expander } from './expand.ts';
import type { Shell } from './shell.ts';

/** What a redirection replaced: the descriptor and where its old file was kept (null: it was closed). */
export type Saved = { readonly fd: number; readonly kept: number | null }[];

/** dash tells what it wanted to do, and of a missing file in its own words. */
const dashWords = (operator: string, { errno, subject }: SysError): string => {
  const why =
    errno !== 'ENOENT' ? strerror(errno) : operator.startsWith('<') ? 'No such file' : 'Directory nonexistent';
  return `cannot ${operator.startsWith('<') ? 'open' : 'create'} ${subject}: ${why}`;
};

/** `set -C` has words of its own. */
const reason = ({ errno }: SysError): string =>
  errno === 'EEXIST' ? 'cannot overwrite existing file' : strerror(errno);

/** Apply redirections to this process. Null (and a message) when one fails: the command is not run then. */
export function* redirect(shell: Shell, redirections: readonly Redirection[], expand: Expander): Eff<Saved | null> {
  const saved: Saved = [];
  for (const r of redirections) {
    try {
      yield* one(shell, r, expand, saved);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      shell.complain(shell.dialect === 'dash' ? dashWords(r.operator, error) : `${error.subject}: ${reason(error)}`);
      restore(shell, saved);
      return null;
    }
  }
  return saved;
}

/** Put the old files back, last change first. */
export function restore(shell: Shell, saved: Saved): void {
  const { fs, process } = shell.sys;
  if (process.state !== 'running') return;
  for (const { fd, kept } of [...saved].reverse()) {
    if (process.fds.has(fd)) fs.close(fd);
    if (kept !== null) {
      fs.dup(kept, fd);
      fs.close(kept);
    }
  }
}

function keep(shell: Shell, fd: number, saved: Saved): void {
  const { fds } = shell.sys.process;
  // Out of the way of the numbers that commands use.
  const kept = fds.has(fd) ? fds.dup(fd, free(shell, 10)) : null;
  saved.push({ fd, kept });
}

function free(shell: Shell, from: number): number {
  let fd = from;
  while (shell.sys.process.fds.has(fd)) fd++;
  return fd;
}

function* one(shell: Shell, r: Redirection, expand: Expander, saved: Saved): Eff<void> {
  const { fs } = shell.sys;
  const given = r.descriptor?.type === 'FileDescriptor' ? r.descriptor.value : null;
  if (r.operator === '<<<') return input(shell, given ?? 0, `${r.target ? yield* expand.text(r.target) : ''}\n`, saved);
  if (r.operator === '<<' || r.operator === '<<-') {
    const raw = r.body.parts && !r.delimiter?.quoted ? yield* expand.parts(r.body.parts) : r.body.text;
    return input(shell, given ?? 0, r.operator === '<<-' ? raw.replace(/^\t+/gm, '') : raw, saved);
  }
  if (r.type !== 'Redirect' || !r.target) throw new SysError('EINVAL');
  const target = yield* expand.text(r.target);
  const fd = given ?? (r.operator.startsWith('<') ? 0 : 1);
  if (r.operator === '>&' || r.operator === '<&') return duplicate(shell, fd, target, saved);
  const opened = open(shell, r.operator, target);
  if (opened === fd) saved.push({ fd, kept: null });
  else {
    keep(shell, fd, saved);
    fs.dup(opened, fd);
    fs.close(opened);
  }
  if (r.operator === '&>' || r.operator === '&>>') {
    keep(shell, 2, saved);
    fs.dup(1, 2);
  }
}

/** Opens it; an error names the file as it was typed. */
function open(shell: Shell, operator: string, target: string): number {
  try {
    return openAs(shell, operator, target);
  } catch (error) {
    if (error instanceof SysError) throw new SysError(error.errno, target);
    throw error;
  }
}

function openAs(shell: Shell, operator: string, target: string): number {
  const { fs } = shell.sys;
  const kept = shell.options.has('C') && operator !== '>|' && fs.exists(target) && fs.stat(target).kind === 'file';
  if (operator === '<') return fs.open(target, { read: true });
  if (operator === '<>') return fs.open(target, { read: true, write: true, create: true });
  if (kept && !operator.endsWith('>>')) throw new SysError('EEXIST', target);
  if (operator.endsWith('>>')) return fs.open(target, { write: true, append: true, create: true });
  return fs.open(target, { write: true, create: true, truncate: true });
}

function duplicate(shell: Shell, fd: number, target: string, saved: Saved): void {
  if (target === '-') {
    keep(shell, fd, saved);
    if (shell.sys.process.fds.has(fd)) shell.sys.fs.close(fd);
    return;
  }
  if (!/^\d+$/.test(target)) throw new SysError('EINVAL', target);
  if (!shell.sys.process.fds.has(Number(target))) throw new SysError('EBADF', target);
  keep(shell, fd, saved);
  shell.sys.fs.dup(Number(target), fd);
}

function input(shell: Shell, fd: number, text: string, saved: Saved): void {
  const { fs } = shell.sys;
  const [read, write] = fs.pipe();
  fs.writeNow(write, utf8(text));
  fs.close(write);
  if (read === fd) return void saved.push({ fd, kept: null });
  keep(shell, fd, saved);
  fs.dup(read, fd);
  fs.close(read);
}
