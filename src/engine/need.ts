/**
 * The sans-IO seam for foreign code: a task yields a need, the engine's `run` returns it, the driver finds the answer
 * (asynchronously, while virtual time stands still) and hands it to `Sim.answer`. The engine does not know what it says.
 */
export class GuestNeed {
  constructor(readonly request: unknown) {}
}
