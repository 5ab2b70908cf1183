/** SystemExit in the worker's own code. */
export class WorkerExit {
  constructor(readonly code: number) {}
}

/** ssl.SSLError, or the error of a file that a context wants to read: as Python words it. */
export class TlsError extends Error {}
