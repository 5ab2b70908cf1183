/**
 * A scenario: everything that a run depends on besides the programs themselves, as plain JSON. Lessons are written in
 * it, links carry it, so every field is bounded and unknown ones are refused. Times are whole microseconds after the
 * instant `run.ready` unless the name says milliseconds.
 */
import * as v from 'valibot';

const TEXT = 400_000;
const HOUR = 3_600_000_000;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const path = v.pipe(v.string(), v.regex(/^\/[^\0]*$/), v.maxLength(1024));
const word = v.pipe(v.string(), v.maxLength(8192), v.regex(/^[^\0]*$/));
const text = v.pipe(v.string(), v.maxLength(TEXT));
const micros = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(HOUR));
const millis = v.pipe(v.number(), v.minValue(0), v.maxValue(HOUR / 1000));
const mode = v.pipe(v.string(), v.regex(/^[0-7]{3,4}$/));
const owner = v.pipe(v.string(), v.regex(/^[\w-]{1,32}(:[\w-]{1,32})?$/));
const argv = v.pipe(v.array(word), v.minLength(1), v.maxLength(200));
const env = v.record(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w{0,99}$/)), v.nullable(word));
const address = v.pipe(v.string(), v.maxLength(300));
const pair = v.tuple([v.pipe(v.string(), v.maxLength(300)), v.pipe(v.string(), v.maxLength(70_000))]);
const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

/** Bytes: UTF-8 text, or one of the longer ways to say them. */
const content = v.union([
  text,
  v.strictObject({ text }),
  v.strictObject({ b64: text }),
  v.strictObject({ latin1: text }),
  v.strictObject({ repeat: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)), times: count(8_000_000) }),
]);

const file = v.union([
  text,
  v.strictObject({
    content: v.optional(content),
    symlink: v.optional(v.pipe(v.string(), v.regex(/^[^\0]+$/), v.maxLength(4096))),
    mode: v.optional(mode),
    owner: v.optional(owner),
    /** Seconds since the Unix epoch. */
    mtime: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(4_000_000_000))),
  }),
]);

const files = v.pipe(v.record(path, file), v.maxEntries(400));

const ready = v.strictObject({
  /** TCP ports that must be listened on. */
  listen: v.optional(v.pipe(v.array(count(65_535)), v.maxLength(20))),
  unix: v.optional(path),
  /** A regular expression over the server's output, and how many matches it takes. */
  log: v.optional(v.pipe(v.string(), v.maxLength(200))),
  count: v.optional(count(1000)),
  /** Then wait this much longer, µs. */
  settle: v.optional(micros),
});

const server = v.strictObject({
  id: name,
  argv,
  user: v.optional(name, 'ubuntu'),
  group: v.optional(name),
  env: v.optional(env, {}),
  cwd: v.optional(path),
  /** Starts at this time after ready, and nobody waits for it; otherwise before, and the next one waits. */
  startAt: v.optional(micros),
  /** Left out: a listening socket, and every worker that the server announced. */
  ready: v.optional(ready),
  stopSignal: v.optional(v.picklist(['TERM', 'INT', 'QUIT', 'HUP', 'KILL']), 'TERM'),
  stopTimeout: v.optional(micros, 10_000_000),
});

const target = v.strictObject({
  path: v.optional(v.pipe(v.string(), v.maxLength(4096)), '/'),
  method: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{1,20}$/)), 'GET'),
  headers: v.optional(v.pipe(v.array(pair), v.maxLength(100)), []),
  body: v.optional(content),
  weight: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000)), 1),
  /** A browser's: what it asks for besides what the page names, as a script in the page would. */
  subresources: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))), v.maxLength(200)),
    [],
  ),
});

const load = v.strictObject({
  client: name,
  /**
   * Who asks: a plain program, one request each, or a browser, which visits a page with all that belongs to it (and keeps
   * its connections, so `keepalive`, `slowUpload` and `slowReader` are a program's alone).
   */
  agent: v.optional(v.picklist(['plain', 'browser']), 'plain'),
  /** How the browsers are: what they ask by themselves, and whether every visitor brings a new one. */
  browser: v.optional(
    v.strictObject({
      favicon: v.optional(v.boolean(), true),
      people: v.optional(v.picklist(['new', 'same']), 'new'),
    }),
    {},
  ),
  kind: v.picklist(['burst', 'every', 'poisson', 'closed', 'list']),
  /** Requests in all; 0 for no end but the run's. */
  count: v.optional(count(20_000), 0),
  /** every: the gap. */
  everyMs: v.optional(millis, 1000),
  /** poisson: arrivals per second, on average. */
  rate: v.optional(v.pipe(v.number(), v.minValue(0.001), v.maxValue(10_000)), 1),
  /** closed: how many users, each of whom waits for an answer, then thinks. */
  users: v.optional(v.pipe(count(2000), v.minValue(1)), 1),
  thinkMs: v.optional(millis, 0),
  /** list: the arrivals themselves. */
  atMs: v.optional(v.pipe(v.array(millis), v.maxLength(20_000)), []),
  startMs: v.optional(millis, 0),
  /** `http://host[:port]`, `https://host[:port]` or `http://unix:/path`. */
  to: v.pipe(v.string(), v.regex(/^https?:\/\/(unix:\/[^\0 ]+|[\w.:[\]-]+)$/), v.maxLength(300)),
  /** Host header, if not the address. */
  hostHeader: v.optional(v.pipe(v.string(), v.maxLength(300))),
  targets: v.optional(v.pipe(v.array(target), v.minLength(1), v.maxLength(50))),
  keepalive: v.optional(v.boolean(), false),
  /** The body goes out in this many pieces with a gap between them. */
  slowUpload: v.optional(v.strictObject({ pieces: v.pipe(count(1000), v.minValue(1)), everyMs: millis })),
  /** Reads so many bytes at a time with a gap between them, through a small buffer. */
  slowReader: v.optional(v.strictObject({ bytes: v.pipe(count(1_000_000), v.minValue(1)), everyMs: millis })),
  giveUpMs: v.optional(v.nullable(millis), null),
  host: v.optional(v.picklist(['public', 'local']), 'public'),
});

const hasWay = ({ agent, to }: v.InferOutput<typeof load>): boolean => agent === 'plain' || !to.includes('://unix:');

const wsStep = v.pipe(
  v.array(v.union([v.pipe(v.string(), v.maxLength(100_000)), v.number()])),
  v.minLength(1),
  v.maxLength(3),
);

const request = v.strictObject({
  kind: v.literal('request'),
  at: micros,
  id: name,
  to: address,
  method: v.optional(v.pipe(v.string(), v.maxLength(40)), 'GET'),
  target: v.optional(v.pipe(v.string(), v.maxLength(20_000)), '/'),
  http: v.optional(v.pipe(v.string(), v.maxLength(8)), '1.1'),
  host: v.optional(v.pipe(v.string(), v.maxLength(300))),
  headers: v.optional(v.pipe(v.array(pair), v.maxLength(2000)), []),
  body: v.optional(content),
  bodyParts: v.optional(v.pipe(v.array(v.tuple([micros, content])), v.maxLength(1000))),
  chunked: v.optional(v.boolean(), false),
  raw: v.optional(text),
  rawParts: v.optional(v.pipe(v.array(v.tuple([micros, text])), v.maxLength(1000))),
  readUntilClose: v.optional(v.boolean(), false),
  conn: v.optional(name),
  abortAt: v.optional(micros),
  abortHow: v.optional(v.picklist(['close', 'rst']), 'close'),
  timeout: v.optional(micros, 12_000_000),
  linger: v.optional(micros),
  hold: v.optional(micros),
  source: v.optional(address),
  readDelay: v.optional(micros),
  receiveBuffer: v.optional(count(10_000_000)),
  expect100: v.optional(v.boolean(), false),
  shutdownWrite: v.optional(v.boolean(), false),
  /** TLS without verification, with this name for SNI. */
  tls: v.optional(v.strictObject({ sni: v.nullable(address) })),
  ws: v.optional(v.pipe(v.array(wsStep), v.maxLength(200))),
});

const command = v.strictObject({
  kind: v.literal('command'),
  /** null: after the command before it (the first one at once). */
  at: v.nullable(micros),
  id: name,
  argv,
  user: v.optional(name, 'root'),
  group: v.optional(name),
  cwd: v.optional(path),
  env: v.optional(env, {}),
  stdin: v.optional(text),
  /** Then SIGTERM. */
  timeout: v.optional(micros, 15_000_000),
});

const input = v.variant('kind', [
  request,
  command,
  v.strictObject({
    kind: v.literal('signal'),
    at: micros,
    server: name,
    /** main, w1, w2 … (the n-th process that the server ever forked), or workers (all alive). */
    to: v.optional(v.pipe(v.string(), v.regex(/^(main|workers|w\d{1,4})$/)), 'main'),
    signal: v.pipe(v.string(), v.regex(/^[A-Z0-9]{2,6}$/)),
  }),
  v.strictObject({ kind: v.literal('write'), at: micros, files }),
  v.strictObject({ kind: v.literal('keys'), at: micros, tty: count(16), text }),
  v.strictObject({
    kind: v.literal('probe'),
    at: micros,
    id: name,
    what: v.picklist(['stat', 'workers', 'users', 'threads', 'listen', 'alive', 'read']),
    path: v.optional(path),
    server: v.optional(name),
  }),
]);

export const scenarioSchema = v.strictObject({
  version: v.literal(1),
  name: v.optional(v.pipe(v.string(), v.maxLength(100)), 'scenario'),
  seed: v.optional(count(4_294_967_295), 1),
  /** The run lasts at least this long after ready, and until its requests and commands are done. null: until stopped. */
  until: v.optional(v.nullable(micros), 10_000_000),
  host: v.optional(
    v.strictObject({
      name: v.optional(name, 'box'),
      cores: v.optional(v.pipe(count(64), v.minValue(1)), 2),
      /** How fast a core runs Python: 1 is the reference machine of docs/calibration.md, 0.1 needs ten times as long. */
      speed: v.optional(v.pipe(v.number(), v.minValue(0.001), v.maxValue(100)), 1),
      /** Who is pid 1: a plain reaper of orphans, or systemd with its units, journal and systemctl. */
      init: v.optional(v.picklist(['plain', 'systemd']), 'plain'),
      /** Without a network: loopback alone. */
      offline: v.optional(v.boolean(), false),
      /** net.ipv4.ip_unprivileged_port_start */
      unprivilegedPort: v.optional(count(65_535), 1024),
      /** One-way latency between the public client host and this one, ms. */
      latencyMs: v.optional(millis, 10),
    }),
    {},
  ),
  /** People besides root and the system's users. */
  users: v.optional(
    v.pipe(
      v.array(v.strictObject({ name, uid: count(60_000), groups: v.optional(v.array(name), []) })),
      v.maxLength(20),
    ),
    [{ name: 'ubuntu', uid: 1000, groups: ['adm', 'sudo'] }],
  ),
  files: v.optional(files, {}),
  dirs: v.optional(
    v.pipe(v.record(path, v.strictObject({ mode: v.optional(mode), owner: v.optional(owner) })), v.maxEntries(100)),
    {},
  ),
  /** More lines of /etc/hosts. */
  hostsLines: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(100)), []),
  /** What the network's name server answers; all else does not exist. */
  dns: v.optional(v.pipe(v.record(v.pipe(v.string(), v.maxLength(253)), address), v.maxEntries(100)), {}),
  /** Seconds since the Unix epoch at the start. */
  epoch: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_000_000_000)), 1_767_261_600),
  /** Commands that run before anything else, one after the other (to make a certificate, a directory, …). */
  setup: v.optional(
    v.pipe(v.array(v.strictObject({ argv, user: v.optional(name, 'root'), cwd: v.optional(path) })), v.maxLength(20)),
    [],
  ),
  /** Python packages of the machine's own Python, with all that they need: `flask`, `django`, `starlette`, `waitress` … */
  packages: v.optional(v.pipe(v.array(name), v.maxLength(20)), []),
  /** Programs that are not installed at first (`apt install` brings them): `nginx`, `gunicorn`, `uvicorn` … */
  absent: v.optional(v.pipe(v.array(name), v.maxLength(20)), []),
  servers: v.optional(v.pipe(v.array(server), v.maxLength(40)), []),
  traffic: v.optional(
    v.pipe(v.array(v.pipe(load, v.check(hasWay, 'a browser does not open unix sockets'))), v.maxLength(20)),
    [],
  ),
  inputs: v.optional(v.pipe(v.array(input), v.maxLength(5000)), []),
  /** Terminals with a shell in them, from ready on. */
  terminals: v.optional(
    v.pipe(
      v.array(v.strictObject({ tty: count(16), user: v.optional(name, 'ubuntu'), cwd: v.optional(path) })),
      v.maxLength(8),
    ),
    [],
  ),
});

/** As written: what has a default may be left out. */
export type ScenarioInput = v.InferInput<typeof scenarioSchema>;
/** As run: everything filled in. */
export type Scenario = v.InferOutput<typeof scenarioSchema>;
export type ServerSpec = Scenario['servers'][number];
export type LoadSpec = Scenario['traffic'][number];
export type TerminalSpec = Scenario['terminals'][number];
export type RunInput = Scenario['inputs'][number];
export type ScenarioFile = v.InferOutput<typeof file>;
export type Content = v.InferOutput<typeof content>;

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Check and complete what came from a lesson, a link or a file. Problems name the place: `servers.0.argv: …`. */
export function parseScenario(data: unknown): ParsedScenario {
  const result = v.safeParse(scenarioSchema, data);
  if (result.success) return { ok: true, scenario: result.output };
  return {
    ok: false,
    problems: result.issues.map((issue) => `${v.getDotPath(issue) ?? 'scenario'}: ${issue.message}`),
  };
}
