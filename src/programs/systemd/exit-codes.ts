import type { ExitStatus } from '../../machine/process.ts';
import { SIGNALS } from '../../machine/signals.ts';

/** Exit codes that systemd itself uses when it cannot run a command (systemd.exec(5), "Process Exit Codes"). */
export const EXIT = { chdir: 200, exec: 203, group: 216, user: 217, stdout: 209, runtimeDirectory: 233 } as const;

/** Names of exit codes by who gave them, in order; `-` where a number has none. */
const CLASSES: readonly (readonly [name: string, first: number, names: string])[] = [
  ['libc', 0, 'SUCCESS FAILURE'],
  ['LSB', 2, 'INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED NOTRUNNING'],
  [
    'BSD',
    64,
    'USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE CANTCREAT IOERR TEMPFAIL PROTOCOL NOPERM CONFIG',
  ],
  [
    'systemd',
    200,
    'CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK SECUREBITS SETSCHEDULER CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID CONFIRM STDERR - PAM NETWORK NAMESPACE NO_NEW_PRIVILEGES SECCOMP SELINUX_CONTEXT PERSONALITY APPARMOR ADDRESS_FAMILIES RUNTIME_DIRECTORY - CHOWN SMACK_PROCESS_LABEL KEYRING STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CONFIGURATION_DIRECTORY NUMA_POLICY CREDENTIALS BPF',
  ],
  ['systemd', 255, 'EXCEPTION'],
];

/** Every exit code that has a name (`systemd-analyze exit-status`). */
export const EXIT_STATUSES: readonly { readonly name: string; readonly code: number; readonly from: string }[] =
  CLASSES.flatMap(([from, first, names]) =>
    names.split(' ').flatMap((name, i) => (name === '-' ? [] : [{ name, code: first + i, from }])),
  );

/** In the journal all are named, in the status those of sysexits.h are not. */
const NAMES: Readonly<Record<number, string>> = Object.fromEntries(EXIT_STATUSES.map(({ code, name }) => [code, name]));

/** `code=exited, status=203/EXEC` or `code=killed, signal=KILL`, as status and journal have it. */
export function exitText(status: ExitStatus, inJournal: boolean): string {
  if (status.signal !== null)
    return inJournal
      ? `code=killed, status=${SIGNALS[status.signal]}/${status.signal}`
      : `code=killed, signal=${status.signal}`;
  const name = inJournal || status.code < 64 || status.code > 78 ? NAMES[status.code] : undefined;
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
