import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { Console } from './console.ts';

/** Commands for the shell: before and after an attempt, and for each certificate that was got (certbot, "Hooks"). */
export interface Hooks {
  readonly pre: string | null;
  readonly post: string | null;
  readonly deploy: string | null;
}

const NAMES = { pre: 'pre-hook', post: 'post-hook', deploy: 'deploy-hook' } as const;
/** Their names in the renewal settings; the deploy hook keeps its old one. */
export const HOOK_SETTINGS = { pre: 'pre_hook', post: 'post_hook', deploy: 'renew_hook' } as const;

/** Those of the command line, else those that were kept. */
export const hooksOf = (values: ReadonlyMap<string, string>, kept: Hooks | null): Hooks => ({
  pre: values.get(NAMES.pre) ?? kept?.pre ?? null,
  post: values.get(NAMES.post) ?? kept?.post ?? null,
  deploy: values.get(NAMES.deploy) ?? kept?.deploy ?? null,
});

export function* runHook(
  sys: Sys,
  console: Console,
  hooks: Hooks,
  which: keyof Hooks,
  env: Readonly<Record<string, string>> = {},
): Eff<void> {
  const command = hooks[which];
  if (command === null) return;
  const pid = sys.fork((child) => {
    for (const [name, value] of Object.entries(env)) child.process.env.set(name, value);
    return child.exec(['/bin/sh', '-c', command]);
  });
  const { status } = yield* sys.wait(pid);
  if (status.code !== 0) yield* console.error(`Hook '${NAMES[which]}' reported error code ${status.code ?? 1}\n`);
}
