/**
 * A recorded case (fidelity/README.md) as a scenario: the same world, servers, requests, commands, signals and probes,
 * with seconds made microseconds. Nothing is added that the case does not say, but the recordings' own surroundings.
 */
import { base64 } from '../base/base64.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { ScenarioInput } from '../scenario/schema.ts';

type CaseContent = string | { text: string } | { b64: string } | { latin1: string } | { repeat: string; times: number };
type CaseFile =
  | CaseContent
  | ({ symlink?: string; mode?: string; owner?: string; mtime?: number } & Partial<
      Record<'text' | 'b64' | 'repeat', string>
    > & { times?: number });
type Pairs = [string, string][];

export interface CaseServer {
  readonly id: string;
  readonly argv: string[] | string;
  readonly user?: string;
  readonly group?: string;
  readonly env?: Record<string, string | null>;
  readonly cwd?: string;
  readonly start_at?: number;
  readonly stop_signal?: string;
  readonly stop_timeout?: number;
  readonly ready?: { listen?: number[]; unix?: string; log?: string; count?: number; settle?: number };
}

export interface CaseRequest {
  readonly id: string;
  readonly at: number;
  readonly to: string;
  readonly [key: string]: unknown;
}

export interface CaseCommand {
  readonly id: string;
  readonly argv: string[] | string;
  readonly at?: number;
  readonly user?: string;
  readonly group?: string;
  readonly cwd?: string;
  readonly env?: Record<string, string | null>;
  readonly stdin?: string;
  readonly timeout?: number;
  readonly max_lines?: number;
}

export interface Judge {
  readonly ignore?: string[];
  readonly unordered?: string[][];
  readonly tol?: number;
  readonly command_tol?: number;
}

export interface Case {
  readonly name: string;
  readonly family: string;
  readonly title?: string;
  readonly needs?: string[];
  readonly files?: Record<string, CaseFile>;
  readonly dirs?: Record<string, { mode?: string; owner?: string }>;
  readonly setup?: (string[] | string | { argv: string[] | string; user?: string })[];
  readonly servers?: CaseServer[];
  readonly requests?: CaseRequest[];
  readonly commands?: CaseCommand[];
  readonly signals?: { at: number; server: string; to?: string; signal: string }[];
  readonly writes?: { at: number; files: Record<string, CaseFile> }[];
  readonly probes?: { id: string; at: number; kind: string; path?: string; server?: string }[];
  readonly end_at?: number;
  readonly dns?: Record<string, string>;
  readonly hosts?: string[];
  readonly sysctl?: Record<string, number>;
  readonly collect?: string[];
  readonly mask?: [string, string][];
  readonly judge?: Judge;
}

const micros = (seconds: number): number => Math.round(seconds * 1_000_000);
/** mtime of every file of a case, unless given: 2024-01-01. */
const MTIME = 1_704_067_200;
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' };
const CWD = '/home/u/p';
/**
 * Python packages of the machine of the recordings. It had them all; a case is given those that it names as a need, or
 * that its files or commands import.
 */
const PACKAGES =
  'flask django starlette werkzeug waitress cheroot tornado twisted hypercorn daphne h11 h2 wsproto autobahn eventlet gevent'.split(
    ' ',
  );

/** Commands that do not bear their package's name. */
const COMES_FROM: Readonly<Record<string, string>> = {
  'waitress-serve': 'waitress',
  'django-admin': 'django',
  twist: 'twisted',
};

const imports = (c: Case, name: string): boolean =>
  new RegExp(`\\b(from|import) ${name}\\b`).test(JSON.stringify([c.files ?? {}, c.servers ?? [], c.commands ?? []])) ||
  [...(c.servers ?? []), ...(c.commands ?? [])].some(({ argv }) => {
    const program = (typeof argv === 'string' ? argv : (argv[0] ?? '')).split(' ')[0]?.split('/').pop() ?? '';
    return (COMES_FROM[program] ?? program) === name;
  });

/** `nginxConf` is the recordings' /etc/nginx/nginx.conf. */
export function caseScenario(c: Case, nginxConf: string): ScenarioInput {
  const unprivilegedPort = c.sysctl?.['net.ipv4.ip_unprivileged_port_start'] ?? 0;
  const end = micros(c.end_at ?? 0);
  return {
    version: 1,
    name: c.name,
    until: end,
    host: { name: 'box', cores: 4, unprivilegedPort, offline: true },
    users: [{ name: 'u', uid: 1000 }],
    epoch: 1_795_156_801,
    files: { '/etc/nginx/nginx.conf': { content: nginxConf, mtime: MTIME }, ...files(c.files ?? {}, MTIME) },
    // /run/gunicorn comes with Debian's package (its tmpfiles.d).
    dirs: { [CWD]: { owner: 'u:u' }, '/run/gunicorn': { owner: 'www-data:www-data' }, ...c.dirs },
    hostsLines: c.hosts ?? [],
    dns: c.dns ?? {},
    setup: (c.setup ?? []).map((one) =>
      Array.isArray(one) || typeof one === 'string'
        ? { argv: argvOf(one), cwd: CWD }
        : { cwd: CWD, ...one, argv: argvOf(one.argv) },
    ),
    packages: PACKAGES.filter((name) => c.needs?.includes(name) === true || imports(c, name)),
    servers: (c.servers ?? []).map(server),
    inputs: [
      ...(c.requests ?? []).map(request),
      ...(c.commands ?? []).map(command),
      ...(c.signals ?? []).map((s) => ({
        kind: 'signal' as const,
        at: micros(s.at),
        server: s.server,
        to: s.to ?? 'main',
        signal: s.signal.replace(/^SIG/, ''),
      })),
      ...(c.writes ?? []).map((w) => ({
        kind: 'write' as const,
        at: micros(w.at),
        files: files(w.files, MTIME + 3600),
      })),
      ...(c.probes ?? []).map(probe),
    ],
  };
}

/** Shell text runs under /bin/sh -c. */
export const argvOf = (argv: string[] | string): string[] =>
  typeof argv === 'string' ? ['/bin/sh', '-c', argv] : argv;

function files(list: Record<string, CaseFile>, mtime: number): NonNullable<ScenarioInput['files']> {
  return Object.fromEntries(
    Object.entries(list).map(([path, file]) => {
      if (typeof file === 'string') return [path, { content: file, mtime }];
      const {
        symlink,
        mode,
        owner,
        mtime: own,
        ...content
      } = file as { symlink?: string; mode?: string; owner?: string; mtime?: number };
      return [
        path,
        {
          ...(symlink === undefined ? { content: content as CaseContent } : { symlink }),
          ...(mode === undefined ? {} : { mode }),
          ...(owner === undefined ? {} : { owner }),
          mtime: own ?? mtime,
        },
      ];
    }),
  );
}

function server(s: CaseServer): NonNullable<ScenarioInput['servers']>[number] {
  return {
    id: s.id,
    argv: argvOf(s.argv),
    user: s.user ?? 'root',
    ...(s.group === undefined ? {} : { group: s.group }),
    env: { ...ENV, ...s.env },
    cwd: s.cwd ?? CWD,
    ...(s.start_at === undefined ? {} : { startAt: micros(s.start_at) }),
    stopSignal: (s.stop_signal ?? 'TERM') as 'TERM',
    stopTimeout: micros(s.stop_timeout ?? 10),
    ready: { ...s.ready, settle: micros(s.ready?.settle ?? 0) },
  };
}

function command(c: CaseCommand): NonNullable<ScenarioInput['inputs']>[number] {
  return {
    kind: 'command',
    id: c.id,
    at: c.at === undefined ? null : micros(c.at),
    argv: argvOf(c.argv),
    user: c.user ?? 'root',
    ...(c.group === undefined ? {} : { group: c.group }),
    cwd: c.cwd ?? CWD,
    env: { ...ENV, ...c.env },
    ...(c.stdin === undefined ? {} : { stdin: c.stdin }),
    timeout: micros(c.timeout ?? 15),
  };
}

function probe(p: NonNullable<Case['probes']>[number]): NonNullable<ScenarioInput['inputs']>[number] {
  return {
    kind: 'probe',
    id: p.id,
    at: micros(p.at),
    what: p.kind as 'stat',
    ...(p.path === undefined ? {} : { path: p.path }),
    ...(p.server === undefined ? {} : { server: p.server }),
  };
}

function request(r: CaseRequest): NonNullable<ScenarioInput['inputs']>[number] {
  const text = (name: string) => (typeof r[name] === 'string' ? { [name]: r[name] } : {});
  const time = (from: string, to: string) => (typeof r[from] === 'number' ? { [to]: micros(r[from]) } : {});
  const yes = (from: string, to: string) => (r[from] === true ? { [to]: true } : {});
  const read = r['read'] as { delay?: number; rcvbuf?: number } | undefined;
  const parts = (name: string) =>
    (r[name] as [number, CaseContent][] | undefined)?.map(([s, part]) => [micros(s), part] as const);
  const bodyParts = parts('body_parts');
  const rawParts = parts('raw_parts');
  const tls = r['tls'] as { sni: string | null } | undefined;
  const ws = r['ws'] as (string | number)[][] | undefined;
  // What the case says in a form that the schema checks once more when the scenario is parsed.
  return {
    kind: 'request',
    id: r.id,
    at: micros(r.at),
    to: r.to,
    ...text('method'),
    ...text('target'),
    ...text('http'),
    ...text('host'),
    ...text('conn'),
    ...text('raw'),
    ...text('source'),
    headers: (r['headers'] as Pairs | undefined) ?? [],
    ...(r['body'] === undefined ? {} : { body: r['body'] as CaseContent }),
    ...(bodyParts === undefined ? {} : { bodyParts }),
    ...(rawParts === undefined ? {} : { rawParts }),
    ...time('abort_at', 'abortAt'),
    ...time('timeout', 'timeout'),
    ...time('linger', 'linger'),
    ...time('hold', 'hold'),
    ...yes('chunked', 'chunked'),
    ...yes('read_until_close', 'readUntilClose'),
    ...yes('expect100', 'expect100'),
    ...yes('shutdown_write', 'shutdownWrite'),
    ...(tls === undefined ? {} : { tls }),
    ...(r['abort_how'] === 'rst' ? { abortHow: 'rst' } : {}),
    ...(read?.delay === undefined ? {} : { readDelay: micros(read.delay) }),
    ...(read?.rcvbuf === undefined ? {} : { receiveBuffer: read.rcvbuf }),
    ...(ws === undefined ? {} : { ws: ws.map(wsStep) }),
  } as NonNullable<ScenarioInput['inputs']>[number];
}

/** Seconds become µs, base64 becomes latin-1. */
function wsStep([kind = '', ...args]: (string | number)[]): (string | number)[] {
  const [first, second] = args;
  if (kind === 'recv') return [kind, first ?? 1, micros(Number(second ?? 5))];
  if (kind === 'recv_until_close') return [kind, micros(Number(first ?? 5))];
  if (kind === 'sleep') return [kind, micros(Number(first ?? 0))];
  if (kind === 'send_binary') return [kind, fromLatin1(base64(String(first ?? '')))];
  return [kind, ...args];
}
