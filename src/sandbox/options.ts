import type { TraceEvent } from '../trace/events.ts';
import type { TimeLimits } from './link.ts';
import type { Download } from './supply.ts';

/** The parts of the store's port, as this room makes them. */
export type SandboxStatus =
  | { readonly phase: 'starting'; readonly downloads: readonly Download[] }
  | { readonly phase: 'running'; readonly run: number; readonly eager: boolean }
  | { readonly phase: 'ready'; readonly run: number; readonly eager: boolean }
  | {
      readonly phase: 'failed';
      readonly reason: 'sandbox' | 'download' | 'scenario' | 'crash' | 'timeout';
      readonly detail: string;
    };

export interface SandboxOptions {
  /** Root of the site, ending in `/`; left out: where the page's document lies. */
  readonly base?: string;
  /** Address of the worker's script; tests hand in others. */
  readonly workerUrl?: string;
  /** Address of the script of further programs. */
  readonly extrasUrl?: string;
  /** `off`: as in a browser without JSPI. */
  readonly jspi?: 'auto' | 'off';
  readonly limits?: Partial<TimeLimits>;
}

export type EventsListener = (run: number, events: readonly TraceEvent[]) => void;
export type StatusListener = (status: SandboxStatus) => void;

/** How Python came up last: what the benchmark and the settings page show. */
export interface PythonFacts {
  readonly version: string;
  readonly suspends: boolean;
  readonly restored: boolean;
  readonly took: number;
}
