/** Hooks of the configuration file: functions that gunicorn calls at certain moments (settings reference, "Server Hooks"). */
import type { Eff } from '../../engine/task.ts';
import type { Sys } from '../../machine/sys.ts';
import type { GuestValue } from '../../machine/guest-port.ts';
import { ask, emitError, type Failure } from './guest-app.ts';
import type { Loaded } from './loader.ts';
import { settingsForPython } from './settings-for-python.ts';

/** An exception of a hook: it goes on through gunicorn's own code, and what that makes of it differs from place to place. */
export class HookFailed {
  constructor(readonly failure: Failure) {}
}

/** What a hook finds on the arbiter that it is given. */
export interface ServerFacts {
  readonly pid: number;
  readonly workers: number;
  readonly listeners: readonly string[];
  /** Pid and age of each worker. */
  readonly children: readonly (readonly [number, number])[];
  readonly name: string;
  readonly worker_class: string;
}

/** And on a worker. */
export interface WorkerFacts {
  /** Null before the fork. */
  readonly pid: number | null;
  readonly age: number;
  readonly nr: number;
  readonly alive: boolean;
  readonly booted: boolean;
  /** Null: no limit. */
  readonly max_requests: number | null;
}

export interface HookFacts {
  readonly server: ServerFacts;
  readonly worker?: WorkerFacts;
  /** Of nworkers_changed. */
  readonly new?: number;
  readonly old?: number | null;
}

/** Call a hook if the configuration file defines it; `facts` fill the stand-ins for server and worker. Throws `HookFailed`. */
export function* runHook(sys: Sys, loaded: Loaded, name: string, facts: HookFacts): Eff<void> {
  if (!loaded.config.hooks.has(name) || loaded.location === null) return;
  const about = { ...facts, config: settingsForPython(loaded.config) } as unknown as GuestValue;
  const answer = yield* ask(sys, 'hook', [name, loaded.location, about]);
  if (answer.ok) return;
  if (answer.failure.exit !== null) return sys.exit(answer.failure.exit);
  emitError(sys, answer.failure);
  throw new HookFailed(answer.failure);
}

/** The same in a signal handler, whose exceptions are shown and go no further here. */
export function* hookOfHandler(sys: Sys, loaded: Loaded, name: string, facts: HookFacts): Eff<void> {
  try {
    yield* runHook(sys, loaded, name, facts);
  } catch (error) {
    if (!(error instanceof HookFailed)) throw error;
    sys.print(2, error.failure.traceback);
  }
}
