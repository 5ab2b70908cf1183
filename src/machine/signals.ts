/** Signals of Linux (signal(7)): numbers and default actions, as far as the machine delivers them. */
export const SIGNALS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  WINCH: 28,
} as const;

export type Signal = keyof typeof SIGNALS;

const IGNORED_BY_DEFAULT: ReadonlySet<Signal> = new Set<Signal>(['CHLD', 'CONT', 'WINCH']);

export const isSignal = (name: string): name is Signal => name in SIGNALS;
export const ignoredByDefault = (signal: Signal): boolean => IGNORED_BY_DEFAULT.has(signal);

export function signalByNumber(n: number): Signal | null {
  const found = Object.entries(SIGNALS).find(([, number]) => number === n);
  return found ? (found[0] as Signal) : null;
}
