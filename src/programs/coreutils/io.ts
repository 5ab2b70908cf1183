import { utf8 } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';

export function* say(sys: Sys, text: string): Eff<void> {
  yield* sys.fs.write(1, utf8(text));
}

export function* sayError(sys: Sys, text: string): Eff<void> {
  yield* sys.fs.write(2, utf8(text));
}
