/** Thrown by `Sys.exit`; ends the process's main task. */
export class ProcessExit {
  constructor(readonly code: number) {}
}
