/** SystemExit in the worker's own code, or another exception that nothing there catches. */
export class WorkerExit {
  constructor(
    readonly code: number,
    /** The traceback of the other exception, or KeyboardInterrupt: that one the arbiter's code catches, in the worker too. */
    readonly uncaught: string | null = null,
  ) {}
}

/** ssl.SSLError, or the error of a file that a context wants to read: as Python words it. */
export class TlsError extends Error {}
