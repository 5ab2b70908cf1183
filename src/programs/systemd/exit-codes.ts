import type { ExitStatus } from '../../machine/process.ts';
import { SIGNALS } from '../../machine/signals.ts';

/** Exit codes that systemd itself uses when it cannot run a command (systemd.exec(5), "Process Exit Codes"). */
export const EXIT = { chdir: 200, exec: 203, group: 216, user: 217, stdout: 209, runtimeDirectory: 233 } as const;

const NAMES: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
  200: 'CHDIR',
  203: 'EXEC',
  208: 'STDIN',
  209: 'STDOUT',
  216: 'GROUP',
  217: 'USER',
  233: 'RUNTIME_DIRECTORY',
};

/** `code=exited, status=203/EXEC` or `code=killed, signal=KILL`, as status and journal have it. */
export function exitText(status: ExitStatus, inJournal: boolean): string {
  if (status.signal !== null)
    return inJournal
      ? `code=killed, status=${SIGNALS[status.signal]}/${status.signal}`
      : `code=killed, signal=${status.signal}`;
  const name = NAMES[status.code];
  return `code=exited, status=${status.code}${name === undefined ? (inJournal ? '/n/a' : '') : `/${name}`}`;
}

/** Does this end count as success? Signals HUP, INT, TERM, PIPE do, for long-running services. */
export function isClean(status: ExitStatus, daemon: boolean, more: readonly string[]): boolean {
  if (matchesStatus(status, more)) return true;
  if (status.signal !== null) return daemon && /^(HUP|INT|TERM|PIPE)$/.test(status.signal);
  return status.code === 0;
}

/** Is it among what SuccessExitStatus=, RestartPreventExitStatus= … list? */
export const matchesStatus = (status: ExitStatus, list: readonly string[]): boolean =>
  list.some((word) =>
    status.signal === null
      ? word === String(status.code) || word === NAMES[status.code]
      : word.replace(/^SIG/, '') === status.signal,
  );
