import * as v from 'valibot';

/**
 * What a check may ask, as data: it can be written in a lesson, sent in a link and checked on arrival. A predicate asks
 * the run (its projections), the files, or the learner's answers; it never compares a file's text with a wanted text,
 * so every way to the goal is good. Times are seconds after the servers were ready, as lessons count them.
 */
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const words = v.pipe(v.string(), v.minLength(1), v.maxLength(400));

/** Which requests are meant: all of the run, those of a path (query left out), of one client, or begun from a moment on. */
const which = v.strictObject({
  path: v.exactOptional(words),
  notPath: v.exactOptional(words),
  client: v.exactOptional(words),
  from: v.exactOptional(seconds),
});
/** One of the lesson's runs; its first when left out. */
const run = v.exactOptional(words);

const requests = [
  /** Each of them ended with one of these statuses (and there is at least one). */
  v.strictObject({ kind: v.literal('requestStatus'), run, which, is: v.array(whole) }),
  /** Each answer that arrived carries this header; with `includes`, holding that text. */
  v.strictObject({ kind: v.literal('requestHeader'), run, which, name: words, includes: v.exactOptional(words) }),
  /** The body that arrived holds this text. `{path}` and `{query}` stand for those of the request. */
  v.strictObject({ kind: v.literal('bodyContains'), run, which, text: words }),
  /** No two bodies are the same. */
  v.strictObject({ kind: v.literal('bodiesDiffer'), run, which }),
  /** The largest whole number in the bodies is this one. */
  v.strictObject({ kind: v.literal('largestNumber'), run, which, is: whole }),
  /** All are answered completely, the last not after `at`. */
  v.strictObject({ kind: v.literal('allServedBefore'), run, which, at: seconds }),
  /** Their ends, in order, are these moments, each within `tolerance`. */
  v.strictObject({ kind: v.literal('servedAt'), run, which, at: v.array(seconds), tolerance: seconds }),
  /** Nobody has been served when the run ends. */
  v.strictObject({ kind: v.literal('nobodyServed'), run, which }),
  /** Each answer's head reached its client within so many seconds of the request's beginning. */
  v.strictObject({ kind: v.literal('answerBegins'), run, which, within: seconds }),
  /** Each answer was given by nginx out of a file, by nginx itself, or by the server behind it. */
  v.strictObject({ kind: v.literal('answeredFrom'), run, which, from: v.picklist(['file', 'nginx', 'upstream']) }),
  /** How many of them ended with one of these statuses. */
  v.strictObject({
    kind: v.literal('statusCount'),
    run,
    which,
    is: v.array(whole),
    atLeast: v.exactOptional(whole),
    atMost: v.exactOptional(whole),
  }),
  /** In how many of the bodies that arrived this text stands. */
  v.strictObject({
    kind: v.literal('bodyCount'),
    run,
    which,
    text: words,
    atLeast: v.exactOptional(whole),
    atMost: v.exactOptional(whole),
  }),
  /** Each of them came to nothing, for a reason that holds this text (`tls: certificate has expired`). */
  v.strictObject({ kind: v.literal('requestFailed'), run, which, includes: words }),
  /** Somebody on the way could read this text in what went over the clients' own connections, in either direction. */
  v.strictObject({ kind: v.literal('wireShows'), run, which, text: words }),
  /** 95 % of the answers took less than this (nearest rank). */
  v.strictObject({ kind: v.literal('p95Below'), run, which, seconds }),
] as const;

const app = [
  /** How often the learner's callable was called. */
  v.strictObject({ kind: v.literal('appCalls'), run, is: whole }),
  /** Every call gave `start_response` (or `http.response.start`) this header. */
  v.strictObject({ kind: v.literal('appHeader'), run, name: words, includes: v.exactOptional(words) }),
  /** Every call lasted between these bounds. */
  v.strictObject({
    kind: v.literal('appTook'),
    run,
    atLeast: v.exactOptional(seconds),
    atMost: v.exactOptional(seconds),
  }),
  /** Two calls were open at once in one process. */
  v.strictObject({ kind: v.literal('appCallsOverlap'), run }),
  /** A call came back without ever having started a response. */
  v.strictObject({ kind: v.literal('neverStarted'), run }),
  /** environ or scope of every call shows this key with a value whose repr holds the text. */
  v.strictObject({
    kind: v.literal('environHas'),
    run,
    /** Only the calls for these requests. */
    which: v.exactOptional(which),
    key: words,
    includes: words,
  }),
  /** So many calls were parked at an `await` at one instant in one process. */
  v.strictObject({ kind: v.literal('parkedTogether'), run, atLeast: whole }),
  /** An event loop stood still for so long in one blocking call. */
  v.strictObject({ kind: v.literal('loopBlocked'), run, longerThan: seconds }),
  /** Python used at least so much CPU time in each call, on average. */
  v.strictObject({ kind: v.literal('cpuPerCall'), run, atLeast: seconds }),
  /** A module global has different values in different workers at the end, or the same in none of several. */
  v.strictObject({ kind: v.literal('perWorkerCounterDiffers'), run, name: words }),
] as const;

const machine = [
  /** So many workers were told to serve at the end of the run. */
  v.strictObject({
    kind: v.literal('workersAre'),
    run,
    atLeast: v.exactOptional(whole),
    atMost: v.exactOptional(whole),
  }),
  /** So many workers had booted and were still there at this moment. */
  v.strictObject({
    kind: v.literal('workersAlive'),
    run,
    at: seconds,
    atLeast: v.exactOptional(whole),
    atMost: v.exactOptional(whole),
  }),
  v.strictObject({ kind: v.literal('serverIs'), run, program: words, workerClass: v.exactOptional(words) }),
  /** Something said this: a log line, an exception, a traceback. */
  v.strictObject({ kind: v.literal('complaint'), run, text: words }),
  /** Events of this kind: at least one, or as many as the bounds say. */
  v.strictObject({
    kind: v.literal('someEventOf'),
    run,
    event: words,
    atLeast: v.exactOptional(whole),
    atMost: v.exactOptional(whole),
  }),
  v.strictObject({ kind: v.literal('noEventOf'), run, event: words }),
] as const;

/** Of a machine that goes on running: how things stand at its latest instant. */
const live = [
  /**
   * The last `count` (2) of these requests that are through were answered so. `since`: those alone that began after
   * the machine's last restart, or all that began after an app server's last start but its first.
   */
  v.strictObject({
    kind: v.literal('lately'),
    run,
    which,
    is: v.exactOptional(v.array(whole)),
    text: v.exactOptional(words),
    within: v.exactOptional(seconds),
    count: v.exactOptional(whole),
    since: v.exactOptional(v.picklist(['restart', 'server'])),
  }),
  /** So many processes of a program (of that role, that user; started by pid 1) are there. */
  v.strictObject({
    kind: v.literal('alive'),
    run,
    program: words,
    role: v.exactOptional(words),
    user: v.exactOptional(words),
    keptBySystemd: v.exactOptional(v.literal(true)),
    atLeast: v.exactOptional(whole),
    atMost: v.exactOptional(whole),
  }),
  /** This file was written at the machine; `unreadBy`: and no process of that program has started since. */
  v.strictObject({ kind: v.literal('written'), run, path: words, unreadBy: v.exactOptional(words) }),
  /** A program said this at a terminal. */
  v.strictObject({ kind: v.literal('printed'), run, text: words }),
] as const;

const files = [
  /** Nothing but these files differs from the lesson's beginning. */
  v.strictObject({ kind: v.literal('onlyFilesChanged'), paths: v.array(words) }),
  /** This file differs from what it was when the lesson, or this step, began. */
  v.strictObject({ kind: v.literal('fileChanged'), path: words, since: v.picklist(['lesson', 'step']) }),
  v.strictObject({ kind: v.literal('predicted'), question: words }),
] as const;

const Leaf = v.variant('kind', [...requests, ...app, ...machine, ...live, ...files]);
export type LeafPredicate = v.InferOutput<typeof Leaf>;

export type Predicate =
  | LeafPredicate
  | { readonly kind: 'all' | 'any'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate };

/** Nesting is bounded, since a lesson may come from a link. */
const nested = (depth: number): v.GenericSchema<Predicate> => {
  if (depth === 0) return Leaf;
  const inner = v.lazy(() => nested(depth - 1));
  return v.union([
    Leaf,
    v.strictObject({ kind: v.picklist(['all', 'any']), of: v.pipe(v.array(inner), v.minLength(1), v.maxLength(20)) }),
    v.strictObject({ kind: v.literal('not'), of: inner }),
  ]);
};

export const PredicateSchema: v.GenericSchema<Predicate> = nested(4);
export type Which = v.InferOutput<typeof which>;
export type LeafOf<K extends LeafPredicate['kind']> = Extract<LeafPredicate, { readonly kind: K }>;
