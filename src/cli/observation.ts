/** What a case's run looked like from outside (fidelity/README.md): recorded from the real programs, or made here. */
export type Headers = [name: string, value: string][];

export interface RequestObservation {
  status?: number;
  reason?: string;
  http?: string;
  headers?: Headers;
  framing?: string;
  body?: string;
  body_len?: number;
  body_sha256?: string;
  body_head?: string;
  body_was?: string;
  raw?: string;
  interim?: [number, number, string][];
  pieces?: [number, string | number][];
  frames?: (string | number)[][];
  error: string | null;
  start: number;
  end: number;
  first_byte?: number;
  sent_all_at?: number;
  server_closed_after?: number | null;
  idle_closed?: boolean;
  conn_reused?: boolean;
}

export interface ServerObservation {
  exit: number | string;
  exited_at?: number | 'boot';
  stopped_in?: number;
  had_to_be_killed?: boolean;
  not_ready?: boolean;
  children_seen: number;
  children_at_end: string[];
  stdout: [number | null, string][];
  stderr: [number | null, string][];
  stdout_at_stop?: string[];
  stderr_at_stop?: string[];
}

export interface CommandObservation {
  exit: number | string;
  stdout: string[];
  stderr: string[];
  seconds: number;
}

export interface Observation {
  case: string;
  requests?: Record<string, RequestObservation>;
  servers?: Record<string, ServerObservation>;
  commands?: Record<string, CommandObservation>;
  probes?: Record<string, unknown>;
  logs?: Record<string, string[]>;
  duration?: number;
  stable?: boolean;
  runs?: number;
  varies?: unknown;
  recorded_with?: string;
  /** The case could not be run here, and why. */
  unsupported?: string;
}
