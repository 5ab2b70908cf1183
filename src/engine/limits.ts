/**
 * Every bound of a run, in one place. Hitting one is a `run.limit` event in the trace, never a frozen tab.
 * Sizes are bytes, durations are virtual microseconds.
 */
export interface Limits {
  readonly events: number;
  readonly duration: number;
  readonly processes: number;
  readonly openFiles: number;
  readonly sockets: number;
  readonly fileBytes: number;
  readonly totalFileBytes: number;
  readonly outputBytes: number;
  readonly socketBuffer: number;
  readonly tracedBytes: number;
  readonly guestCpuBeforeFastForward: number;
}

export const LIMITS: Limits = {
  events: 400_000,
  duration: 3_600_000_000,
  processes: 400,
  openFiles: 4096,
  sockets: 20_000,
  fileBytes: 8_000_000,
  totalFileBytes: 64_000_000,
  outputBytes: 2_000_000,
  /** Linux's default loopback buffers are of this order; small enough that a slow reader is felt. */
  socketBuffer: 212_992,
  /** Of each write, this much is kept in the trace for the inspector. */
  tracedBytes: 16_384,
  /** After this much uninterrupted CPU in one Python stack the guest is charged in larger steps (see python/metering). */
  guestCpuBeforeFastForward: 2_000_000,
};
