import { parse, type ParsedScript } from 'unbash';
import type { Eff } from '../../engine/task.ts';
import { ProcessExit } from '../../machine/exit.ts';
import { runScript } from './run.ts';
import { Jump, type Shell } from './shell.ts';

/** Runs statements at top level: `exit` ends the shell, after its trap. */
export function* runTop(shell: Shell, script: ParsedScript): Eff<number> {
  try {
    return yield* runScript(shell, script);
  } catch (error) {
    if (error instanceof Jump && error.kind === 'exit') {
      yield* runExitTrap(shell, error.value);
      throw new ProcessExit(error.value);
    }
    if (error instanceof Jump) return (shell.status = error.value);
    throw error;
  }
}

/** The trap on EXIT, once. */
export function* runExitTrap(shell: Shell, status: number): Eff<void> {
  const command = shell.traps.get('EXIT');
  shell.traps.delete('EXIT');
  shell.status = status;
  if (command !== undefined) yield* runScript(shell, parse(command));
}
