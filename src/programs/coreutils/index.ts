import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import { isSignal, signalByNumber } from '../../machine/signals.ts';
import { eachPiece, forEachOperand, say, sayError } from './io.ts';
import { ls } from './ls.ts';
import { ps } from './ps.ts';

/**
 * The small tools of GNU coreutils 9.1 and procps 4.0 that a learner types first. Options that are not modelled are
 * refused in the tool's own words.
 */
function* cat(sys: Sys): Eff<number> {
  const operands = sys.argv.slice(1).filter((a) => a === '-' || !a.startsWith('-'));
  return yield* forEachOperand(sys, 'cat', operands.length > 0 ? operands : ['-'], (path) =>
    eachPiece(sys, path, (bytes) => sys.fs.write(1, bytes)),
  );
}

function* sleep(sys: Sys): Eff<number> {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  let total = 0;
  for (const arg of sys.argv.slice(1)) {
    const match = /^(\d*\.?\d+)([smhd]?)$/.exec(arg);
    if (!match) {
      yield* sayError(sys, `sleep: invalid time interval ‘${arg}’\nTry 'sleep --help' for more information.\n`);
      return 1;
    }
    total += Number(match[1]) * (units[match[2] || 's'] ?? 1);
  }
  if (sys.argv.length < 2) {
    yield* sayError(sys, "sleep: missing operand\nTry 'sleep --help' for more information.\n");
    return 1;
  }
  yield* sys.sleep(Math.round(total * 1_000_000));
  return 0;
}

function* mkdir(sys: Sys): Eff<number> {
  const parents = sys.argv.includes('-p');
  const operands = sys.argv.slice(1).filter((a) => !a.startsWith('-'));
  return yield* forEachOperand(
    sys,
    'mkdir',
    operands,
    function* (path) {
      if (!parents) return sys.fs.mkdir(path);
      let at = path.startsWith('/') ? '' : '.';
      for (const part of path.split('/').filter((p) => p !== '')) {
        at += `/${part}`;
        if (!sys.fs.exists(at)) sys.fs.mkdir(at);
      }
      yield 0;
    },
    (path) => `cannot create directory ‘${path}’`,
  );
}

function* rm(sys: Sys): Eff<number> {
  const flags = sys.argv
    .slice(1)
    .filter((a) => a.startsWith('-'))
    .join('');
  const operands = sys.argv.slice(1).filter((a) => !a.startsWith('-'));
  const remove = (path: string): void => {
    if (sys.fs.lstat(path).kind !== 'dir') return sys.fs.unlink(path);
    if (!/[rR]/.test(flags)) throw new SysError('EISDIR');
    for (const name of sys.fs.readdir(path)) remove(`${path}/${name}`);
    sys.fs.rmdir(path);
  };
  return yield* forEachOperand(
    sys,
    'rm',
    operands,
    function* (path) {
      if (flags.includes('f') && !sys.fs.exists(path)) return;
      remove(path);
      yield 0;
    },
    (path) => `cannot remove '${path}'`,
  );
}

function* touch(sys: Sys): Eff<number> {
  return yield* forEachOperand(
    sys,
    'touch',
    sys.argv.slice(1).filter((a) => !a.startsWith('-')),
    function* (path) {
      const fd = sys.fs.open(path, { write: true, create: true, append: true });
      sys.fs.close(fd);
      sys.fs.stat(path).mtime = sys.clock;
      yield 0;
    },
    (path) => `cannot touch '${path}'`,
  );
}

function* whoami(sys: Sys): Eff<number> {
  yield* say(sys, `${sys.process.host.users.userName(sys.process.credentials.uid)}\n`);
  return 0;
}

/** /bin/kill; the shell's builtin comes first when a learner types it. */
function* kill(sys: Sys): Eff<number> {
  const [flag, ...rest] = sys.argv.slice(1);
  const named = flag?.startsWith('-') ? flag.slice(1).toUpperCase().replace(/^SIG/, '') : null;
  const signal =
    named === null ? 'TERM' : /^\d+$/.test(named) ? signalByNumber(Number(named)) : isSignal(named) ? named : null;
  if (!signal) {
    yield* sayError(sys, `kill: invalid signal: ${flag}\n`);
    return 1;
  }
  let status = 0;
  for (const pid of named === null ? sys.argv.slice(1) : rest) {
    try {
      sys.kill(Number(pid), signal);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* sayError(sys, `kill: (${pid}): ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  return status;
}

function* yes(sys: Sys): Eff<number> {
  const line = `${sys.argv.slice(1).join(' ') || 'y'}\n`;
  for (;;) {
    yield* say(sys, line);
    yield 20;
  }
}

export const coreutils = { ls, ps, cat, sleep, mkdir, rm, touch, whoami, kill, yes };
