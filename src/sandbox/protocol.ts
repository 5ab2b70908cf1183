/**
 * What page and worker say to each other over one message port: unions with a version, checked on arrival on both
 * sides. The page trusts nothing that comes out of the worker, because a stranger's code may have taken it over: it reads
 * these shapes and nothing else. Times are virtual microseconds since the run's start unless the name says otherwise.
 */
import * as v from 'valibot';

export const PROTOCOL = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const buffer = v.instance(ArrayBuffer);
/** 45 MB to each new worker: as blobs 30 ms, none of them the page's; as buffers 115 ms, half of them the page's. */
const blob = v.instance(Blob);

const liveInput = v.variant('kind', [
  v.strictObject({ kind: v.literal('keys'), tty: count, text: text(100_000) }),
  v.strictObject({ kind: v.literal('resize'), tty: count, columns: count, rows: count }),
  v.strictObject({ kind: v.literal('write'), path: text(4096), text: text(4_000_000) }),
  v.strictObject({ kind: v.literal('signal'), pid: count, signal: text(16) }),
  v.strictObject({ kind: v.literal('request'), request: v.looseObject({}) }),
]);

const timedInput = v.strictObject({ at: count, input: liveInput });

const toWorker = v.variant('kind', [
  /**
   * The bytes of Python's files, by name; with a snapshot Python is restored instead of started. `eager`: do without
   * suspension even where the browser has it (for tests of that mode).
   */
  v.strictObject({
    kind: v.literal('python'),
    files: v.record(v.string(), blob),
    runtime: v.string(),
    snapshot: v.nullable(blob),
    eager: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('start'),
    run: count,
    scenario: v.unknown(),
    mode: v.picklist(['ahead', 'live']),
    /** Live inputs of an earlier run, to be lived through again. */
    inputs: v.array(timedInput),
  }),
  /** Python packages for this and later runs: the list of them, and archives by file name. */
  v.strictObject({ kind: v.literal('packages'), list: text(1_000_000), archives: v.record(v.string(), buffer) }),
  /** Programs beyond those of the first script (scenario/extras.ts): a script, too. */
  v.strictObject({ kind: v.literal('more'), code: text(8_000_000) }),
  v.strictObject({ kind: v.literal('stop') }),
  v.strictObject({ kind: v.literal('input'), run: count, input: liveInput }),
  v.strictObject({ kind: v.literal('pace'), run: count, until: count }),
  /** A batch of events has been taken in: the worker may send another. */
  v.strictObject({ kind: v.literal('taken'), run: count }),
  v.strictObject({ kind: v.literal('check'), id: count, path: text(4096), text: text(4_000_000) }),
  /** What a run's machine has under these paths now. */
  v.strictObject({
    kind: v.literal('read'),
    id: count,
    run: count,
    paths: v.pipe(v.array(text(4096)), v.maxLength(500)),
  }),
  v.strictObject({ kind: v.literal('ping'), id: count }),
]);

const diagnostic = v.strictObject({
  path: text(4096),
  line: v.pipe(v.number(), v.integer()),
  column: v.pipe(v.number(), v.integer()),
  message: text(10_000),
});

const toPage = v.variant('kind', [
  v.strictObject({ kind: v.literal('hello'), protocol: v.literal(PROTOCOL) }),
  /** The run has come to a call into Python, and Python is not there. */
  v.strictObject({ kind: v.literal('wants.python') }),
  v.strictObject({
    kind: v.literal('python'),
    version: text(200),
    suspends: v.boolean(),
    restored: v.boolean(),
    /** Real milliseconds from the bytes' arrival to Python standing ready. */
    took: v.number(),
  }),
  v.strictObject({ kind: v.literal('python.failed'), restored: v.boolean(), detail: text(20_000) }),
  v.strictObject({ kind: v.literal('snapshot'), bytes: buffer }),
  /** `batch`: trace events, encoded by wire.ts. */
  v.strictObject({ kind: v.literal('events'), run: count, batch: text(64_000_000) }),
  /** An input was taken in, at this virtual time. */
  v.strictObject({ kind: v.literal('entered'), run: count, at: count, input: liveInput }),
  /**
   * No more events come until something is asked of the run: it ended, or has caught up with the page. `tired`: the
   * interpreter has grown, or lost memory to abandoned stacks; a new worker would do better.
   */
  v.strictObject({ kind: v.literal('rest'), run: count, at: count, ended: v.boolean(), tired: v.boolean() }),
  v.strictObject({
    kind: v.literal('failed'),
    run: count,
    reason: v.picklist(['scenario', 'crash', 'memory']),
    detail: text(20_000),
  }),
  v.strictObject({
    kind: v.literal('checked'),
    id: count,
    /** Null where what checks this kind of file is not up. */
    diagnostics: v.nullable(v.array(diagnostic)),
  }),
  v.strictObject({
    kind: v.literal('read'),
    id: count,
    /** By path, null where there is no such text; null where the run is another by now. */
    texts: v.nullable(v.record(text(4096), v.nullable(text(4_000_000)))),
  }),
  /** The further programs are there. */
  v.strictObject({ kind: v.literal('more') }),
  v.strictObject({ kind: v.literal('pong'), id: count }),
]);

export type ToWorker = v.InferOutput<typeof toWorker>;
export type ToPage = v.InferOutput<typeof toPage>;
export type LiveInput = v.InferOutput<typeof liveInput>;
export type TimedInput = v.InferOutput<typeof timedInput>;
export type Diagnostic = v.InferOutput<typeof diagnostic>;
export type Mode = Extract<ToWorker, { kind: 'start' }>['mode'];

/** The message, or null when it is none of ours. */
export function readToWorker(data: unknown): ToWorker | null {
  const result = v.safeParse(toWorker, data);
  return result.success ? result.output : null;
}

/** The message, or null when it is none of ours: the sender is then not to be trusted any more. */
export function readToPage(data: unknown): ToPage | null {
  const result = v.safeParse(toPage, data);
  return result.success ? result.output : null;
}

/** Real milliseconds that each answer may take before the worker counts as lost. */
export const TIME_LIMITS = {
  /** From the frame's creation to `hello`. */
  hello: 15_000,
  /** From the bytes to Python. */
  python: 90_000,
  /** The same from a snapshot; then a plain start. */
  restore: 20_000,
  /** A ping while it computes; a step of Python that takes longer is out of hand. */
  pong: 8_000,
  check: 10_000,
  /** A new run was asked for while one computes; when the worker is not back by then, a restart is quicker. */
  yields: 250,
} as const;
