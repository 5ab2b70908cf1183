import { utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { SysError, strerror } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';

export function* say(sys: Sys, text: string): Eff<void> {
  yield* sys.fs.write(1, utf8(text));
}

export function* sayError(sys: Sys, text: string): Eff<void> {
  yield* sys.fs.write(2, utf8(text));
}

/** The pieces of a file or of standard input (`-`), in order. */
export function* eachPiece(sys: Sys, path: string, act: (bytes: Bytes) => Eff<void>): Eff<void> {
  const fd = path === '-' ? 0 : sys.fs.open(path, { read: true });
  for (;;) {
    const bytes = yield* sys.fs.read(fd);
    if (bytes.length === 0) break;
    yield* act(bytes);
  }
  if (fd !== 0) sys.fs.close(fd);
}

/** Do something for each operand; a failed system call is told as GNU tools do, and the rest goes on. */
export function* forEachOperand(
  sys: Sys,
  command: string,
  operands: readonly string[],
  act: (operand: string) => Eff<void>,
  say = (operand: string): string => operand,
): Eff<number> {
  let status = 0;
  for (const operand of operands) {
    try {
      yield* act(operand);
    } catch (error) {
      if (!(error instanceof SysError) || error.errno === 'EPIPE') throw error;
      yield* sayError(sys, `${command}: ${say(operand)}: ${strerror(error.errno)}\n`);
      status = 1;
    }
  }
  return status;
}
