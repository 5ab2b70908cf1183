/**
 * A run held against queueing theory. What is taken from the run: how often customers come, how long one occupies a pair
 * of hands (its time at a worker), how unequal both are. What theory says of it: Little's law, which always holds over a
 * whole run; the wait in a queue before c equal servers, M/M/c by Erlang's formula C (Erlang 1917), and corrected for
 * unequal gaps and orders, G/G/c (Allen and Cunneen 1990): W = W(M/M/c) · (Ca² + Cs²) / 2.
 */
import type { RequestHistory, RunModel } from './model.ts';
import { takesAny } from './worker-class.ts';

export interface QueueFacts {
  /** Requests that came to a worker and were answered. */
  readonly count: number;
  /** Arrivals per second, over the time in which customers came. */
  readonly rate: number;
  /** Mean time at a worker, s. */
  readonly service: number;
  /** Squared coefficients of variation of gaps and of times at a worker: 0 like a clock, 1 as if by chance. */
  readonly ca2: number;
  readonly cs2: number;
  /** Pairs of hands: requests that can be in hand at once; null where one loop takes any number. */
  readonly hands: number | null;
  /** Mean wait before a worker took the request, s. */
  readonly wait: number;
  /** Little: mean number present, and rate × mean time present, over the whole run. */
  readonly little: { readonly present: number; readonly rateTimesTime: number };
  /** Of all who were served, in the order in which they came. */
  readonly stays: readonly Stay[];
}

/** From coming in to going out, µs of the run. */
export interface Stay {
  readonly from: number;
  readonly to: number;
}

export interface QueueTheory {
  /** Hands that are needed all the time: rate × service. */
  readonly offered: number;
  readonly utilisation: number;
  /** Mean wait, s; null when there is more work than hands: the line never ends. */
  readonly mmc: number | null;
  readonly ggc: number | null;
}

const SECOND = 1_000_000;

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Variance over the square of the mean. */
function variation(values: readonly number[]): number {
  const m = mean(values);
  if (values.length < 2 || m === 0) return 0;
  return mean(values.map((value) => (value - m) ** 2)) / m ** 2;
}

/** When a worker first had it, and how long in all. */
function atWorker(request: RequestHistory): { readonly from: number; readonly us: number } | null {
  const phases = request.phases.filter((phase) => phase.place === 'worker' || phase.place === 'parked');
  const [first] = phases;
  if (first === undefined) return null;
  return { from: first.from, us: phases.reduce((sum, phase) => sum + ((phase.to ?? phase.from) - phase.from), 0) };
}

/** Requests that can be in hand at once: threads of sync and gthread workers. An event loop has no such number. */
function handsOf({ workers }: RunModel): number | null {
  const alive = workers.filter((worker) => worker.bootedAt !== null && worker.served.length > 0);
  if (alive.some(takesAny)) return null;
  const slots = new Map<number, number>();
  for (const worker of alive) slots.set(worker.slot, Math.max(slots.get(worker.slot) ?? 1, worker.threads));
  const hands = [...slots.values()].reduce((sum, threads) => sum + threads, 0);
  return hands === 0 ? null : hands;
}

/** Null where too little happened to speak of a rate. */
export function queueFacts(model: RunModel): QueueFacts | null {
  const served = model.requests.flatMap((request) => {
    const worker = atWorker(request);
    return worker === null || request.finishedAt === null ? [] : [{ request, worker, end: request.finishedAt }];
  });
  if (served.length < 2) return null;
  const starts = served.map(({ request }) => request.startedAt).sort((a, b) => a - b);
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  const gaps = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
  const end = Math.max(...served.map((one) => one.end));
  const present = served.reduce((sum, { request, end: to }) => sum + (to - request.startedAt), 0);
  const services = served.map(({ worker }) => worker.us / SECOND);
  const span = (end - first) / SECOND;
  return {
    count: served.length,
    rate: last > first ? (served.length - 1) / ((last - first) / SECOND) : 0,
    service: mean(services),
    ca2: variation(gaps),
    cs2: variation(services),
    hands: handsOf(model),
    wait: mean(served.map(({ request, worker }) => (worker.from - request.startedAt) / SECOND)),
    stays: served.map(({ request, end: to }) => ({ from: request.startedAt, to })),
    little: {
      present: present / (end - first),
      rateTimesTime: (served.length / span) * mean(served.map((one) => (one.end - one.request.startedAt) / SECOND)),
    },
  };
}

/** The chance that a customer must wait at all, with `offered` hands' worth of work and c hands: Erlang's C. */
export function erlangC(c: number, offered: number): number {
  if (offered >= c) return 1;
  // Erlang's B by its recursion, which neither overflows nor loses digits.
  let b = 1;
  for (let n = 1; n <= c; n++) b = (offered * b) / (n + offered * b);
  return b / (1 - (offered / c) * (1 - b));
}

/** What theory expects of `c` hands before the same customers. */
export function theoryOf({ rate, service, ca2, cs2 }: QueueFacts, c: number): QueueTheory {
  const offered = rate * service;
  const utilisation = offered / c;
  if (utilisation >= 1) return { offered, utilisation, mmc: null, ggc: null };
  const mmc = (erlangC(c, offered) * service) / (c - offered);
  return { offered, utilisation, mmc, ggc: (mmc * (ca2 + cs2)) / 2 };
}
