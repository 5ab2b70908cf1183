import type { ExitStatus } from '../../machine/process.ts';
import type { Command } from './exec-line.ts';

/** The states of a service as systemctl shows them. */
export type Active = 'inactive' | 'activating' | 'active' | 'reloading' | 'deactivating' | 'failed';
export type Result =
  | 'success'
  | 'exit-code'
  | 'signal'
  | 'timeout'
  | 'protocol'
  | 'resources'
  | 'start-limit-hit'
  | 'exec-condition';

/** A command that ran or runs for the unit: `Process:` in the status. */
export interface Ran {
  readonly key: string;
  readonly command: Command;
  readonly pid: number;
  status: ExitStatus | null;
}
