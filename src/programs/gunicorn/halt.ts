/** Ways out of the arbiter's main loop, as gunicorn's own exceptions name them. */
export class HaltServer {
  constructor(
    readonly reason: string,
    readonly status: number,
  ) {}
}

/** TERM, INT or QUIT: stop and exit with 0. */
export class StopIteration {}
