/** raw_env: environment variables of the arbiter, of Python in it, and of the workers to come. */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import { ask } from './guest-app.ts';

/** Null: no such variable any more. */
export function* setEnvironment(sys: Sys, changes: readonly (readonly [string, string | null])[]): Eff<void> {
  for (const [key, value] of changes) {
    if (value === null) sys.process.env.delete(key);
    else sys.process.env.set(key, value);
  }
  if (sys.process.interpreter && changes.length > 0) yield* ask(sys, 'set_environment', [changes]);
}
