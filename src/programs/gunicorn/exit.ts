/** SystemExit in the worker's own code. */
export class WorkerExit {
  constructor(readonly code: number) {}
}
