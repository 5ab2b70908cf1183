/** When a service may start, and when it starts again (systemd.service(5), Restart=; systemd.unit(5), StartLimit…). */
import type { ExitStatus } from '../../machine/process.ts';
import type { Sys } from '../../machine/sys.ts';
import { matchesStatus } from './exit-codes.ts';
import type { Result } from './service-state.ts';
import type { Unit } from './unit.ts';

/** TimeoutStartSec= or TimeoutStopSec=, µs; 0 means for ever. */
export function timeoutOf(unit: Unit, what: 'Start' | 'Stop', fallback: number): number {
  const told = unit.span(`Service.Timeout${what}Sec`, unit.span('Service.TimeoutSec', fallback));
  return told === 0 ? Infinity : told;
}

/** Not more than StartLimitBurst= starts within StartLimitIntervalSec=; counts this one when it may start. */
export function withinLimit(unit: Unit, starts: number[], now: number): boolean {
  const old = unit.span('Unit.StartLimitInterval', unit.span('Service.StartLimitInterval', 10_000_000));
  const interval = unit.span('Unit.StartLimitIntervalSec', old);
  const burst = unit.count('Unit.StartLimitBurst', unit.count('Service.StartLimitBurst', 5));
  while (starts.length > 0 && now - (starts[0] ?? 0) >= interval) starts.shift();
  if (interval > 0 && burst > 0 && starts.length >= burst) return false;
  starts.push(now);
  return true;
}

/** The first condition (or assertion) that does not hold, as `ConditionPathExists=/x`; null when all do. */
export function unmetCondition(sys: Sys, unit: Unit, kind: 'Condition' | 'Assert' = 'Condition'): string | null {
  const { fs } = sys;
  for (const [what, test] of [
    ['PathExists', (path: string) => fs.exists(path)],
    ['PathIsDirectory', (path: string) => fs.exists(path) && fs.stat(path).kind === 'dir'],
    ['FileNotEmpty', (path: string) => fs.exists(path) && fs.readFile(path).length > 0],
  ] as const) {
    const key = `${kind}${what}`;
    for (const value of unit.list(`Unit.${key}`)) {
      const negated = value.startsWith('!');
      if (test(value.replace(/^\|?!?/, '')) === negated) return `${key}=${value}`;
    }
  }
  return null;
}

export function wantsRestart(unit: Unit, result: Result, status: ExitStatus | null): boolean {
  if (result === 'start-limit-hit') return false;
  if (status && matchesStatus(status, unit.list('Service.RestartPreventExitStatus'))) return false;
  if (status && matchesStatus(status, unit.list('Service.RestartForceExitStatus'))) return true;
  switch (unit.text('Service.Restart') ?? 'no') {
    case 'always':
      return true;
    case 'on-success':
      return result === 'success';
    case 'on-failure':
      return result !== 'success';
    case 'on-abnormal':
      return result === 'signal' || result === 'timeout';
    case 'on-abort':
      return result === 'signal';
    default:
      return false;
  }
}
