import type { ExitStatus } from '../../machine/process.ts';
import type { Signal } from '../../machine/signals.ts';

/** As strsignal(3) has them. */
const ENDINGS: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  KILL: 'Killed',
  TERM: 'Terminated',
  QUIT: 'Quit',
  PIPE: 'Broken pipe',
  ALRM: 'Alarm clock',
  USR1: 'User defined signal 1',
  USR2: 'User defined signal 2',
};

/** How a job ended, as `jobs` and the prompt tell it. */
export const ending = ({ signal, code }: ExitStatus): string =>
  signal === null ? (code === 0 ? 'Done' : `Exit ${code}`) : (ENDINGS[signal] ?? signal);

/** What an interactive shell says of a foreground process that a signal ended: of Ctrl-C the newline that it lacks. */
export function lastWords({ signal }: ExitStatus): string {
  if (signal === null || signal === 'PIPE') return '';
  return signal === 'INT' ? '\n' : `${ENDINGS[signal] ?? signal}\n`;
}
