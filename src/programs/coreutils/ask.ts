import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { sayError } from './io.ts';

/** Asks on standard error, and reads a line: no more than that, the next question has its own. */
export function* ask(sys: Sys, question: string): Eff<boolean> {
  yield* sayError(sys, question);
  let answer = '';
  for (;;) {
    const byte = (yield* sys.fs.read(0, 1))[0];
    if (byte === undefined || byte === 10) return /^\s*[yY]/.test(answer);
    answer += String.fromCharCode(byte);
  }
}
