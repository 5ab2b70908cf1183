import type { TraceEvent } from '../trace/events.ts';

/**
 * The door between the page and whatever makes runs (the sandbox; a recording in tests). The page hands in a scenario as
 * JSON and gets the trace back in batches, each tagged with the number of the run that it belongs to. Starting a run
 * ends the one before it. Nothing here waits: answers come through the listeners.
 */
export interface RunPort {
  /** `run` is a number that grows; events of older numbers are dropped. Fetches what is missing (Python) by itself. */
  start(run: number, scenario: ScenarioDraft, mode: RunMode, inputs?: readonly TimedInput[]): void;
  /**
   * The run `from` once more, with what was put into it before `at` (µs since its start) and, at `at`, `inputs`. Like
   * `start` it ends the run before it.
   */
  fork(
    run: number,
    from: { readonly run: number; readonly scenario: ScenarioDraft },
    at: number,
    inputs: readonly LiveInput[],
    mode: RunMode,
  ): void;
  /** Have what a run needs at hand before it is asked for. */
  prepare(): void;
  /** Try again after `failed`. */
  retry(): void;
  stop(): void;
  /** A live run's input: keystrokes, a signal, a request, a file. Ignored when no live run is under way. */
  input(input: LiveInput): void;
  /** Wall-clock pacing of a live run: the engine may compute up to this virtual time (µs since the run's start). */
  pace(until: number): void;
  /**
   * What is wrong with a file, in the words of what reads it (CPython, nginx -t, systemd-analyze verify); nothing is
   * run. Rejects when that is not up.
   */
  checkAll(path: string, text: string): Promise<readonly Diagnostic[]>;
  /** Texts on the machine of the run under way, by path; null for what is not there. Rejects where no run is. */
  read(paths: readonly string[]): Promise<Readonly<Record<string, string | null>>>;
  onEvents(listener: (run: number, events: readonly TraceEvent[]) => void): () => void;
  onStatus(listener: (status: PortStatus) => void): () => void;
}

/** `ahead`: computed as fast as possible, no input. `live`: paced by the page, with input. */
export type RunMode = 'ahead' | 'live';

/** A scenario before validation: an object of JSON with at least files (absolute path to its text) and a seed. */
export interface ScenarioDraft {
  readonly seed: number;
  readonly files: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export type LiveInput =
  | { readonly kind: 'keys'; readonly tty: number; readonly text: string }
  | { readonly kind: 'resize'; readonly tty: number; readonly columns: number; readonly rows: number }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'signal'; readonly pid: number; readonly signal: string }
  | { readonly kind: 'request'; readonly request: RequestInput };

/** An input and when it enters (µs since the run's start). */
export interface TimedInput {
  readonly at: number;
  readonly input: LiveInput;
}

/** A request by hand: `to` is an address as scenarios write it, `id` names its client in the trace. */
export interface RequestInput {
  readonly id: string;
  readonly to: string;
  readonly host?: string;
  readonly method: string;
  readonly target: string;
  readonly [field: string]: unknown;
}

/** One file on its way: bytes so far and in all (null when the server does not say). */
export interface Download {
  readonly name: string;
  readonly done: number;
  readonly total: number | null;
}

export type FailureReason = 'sandbox' | 'download' | 'scenario' | 'crash' | 'timeout';

export type PortStatus =
  | { readonly phase: 'starting'; readonly downloads: readonly Download[] }
  | { readonly phase: 'running'; readonly run: number; readonly eager: boolean }
  | { readonly phase: 'ready'; readonly run: number; readonly eager: boolean }
  | { readonly phase: 'failed'; readonly reason: FailureReason; readonly detail: string };

/** Line and column from 1. */
export interface Diagnostic {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
