import type { ParsedScript, Redirection } from 'unbash';
import { concat, fromUtf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { moveFd } from './exec.ts';
import type { Capture, Expander } from './expand.ts';
import { fork } from './fork.ts';
import { redirect, restore } from './redirect.ts';
import type { Shell } from './shell.ts';

type Run = (shell: Shell, script: ParsedScript) => Eff<number>;

/** Command substitution: a subshell whose standard output is a pipe that we read to its end. */
export const capturing = (run: Run, expander: (shell: Shell) => Expander): Capture =>
  function* capture(shell, script): Eff<string> {
    const file = soleInput(script);
    if (file) return yield* contents(shell, file, expander(shell));
    const [read, write] = shell.sys.fs.pipe();
    const pid = fork(
      shell,
      function* substitution(child): Eff<number> {
        moveFd(child.sys, write, 1);
        child.sys.fs.close(read);
        return yield* run(child, script);
      },
      shell.sys.process.group,
    );
    shell.sys.fs.close(write);
    const parts: Bytes[] = [];
    for (;;) {
      const bytes = yield* shell.sys.fs.read(read);
      if (bytes.length === 0) break;
      parts.push(bytes);
    }
    shell.sys.fs.close(read);
    shell.status = yield* shell.waitFor([pid]);
    return fromUtf8(concat(parts));
  };

/** `$(<file)`: the file, without a process to read it (bash(1), Command Substitution). */
function soleInput(script: ParsedScript): Redirection | null {
  const [only, ...more] = script.commands;
  const command = only?.command;
  if (command?.type !== 'Command' || more.length > 0 || command.name) return null;
  if (command.prefix.some((part) => part.type === 'Assignment')) return null;
  const [input, ...others] = command.redirects;
  return input?.operator === '<' && others.length === 0 ? input : null;
}

function* contents(shell: Shell, input: Redirection, expand: Expander): Eff<string> {
  const saved = yield* redirect(shell, [input], expand);
  shell.status = saved ? 0 : 1;
  if (!saved) return '';
  const parts: Bytes[] = [];
  for (;;) {
    const bytes = yield* shell.sys.fs.read(0);
    if (bytes.length === 0) break;
    parts.push(bytes);
  }
  restore(shell, saved);
  return fromUtf8(concat(parts));
}
