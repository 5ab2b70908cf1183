/** What the options come to (uvicorn 0.54 config.py). */
import type { GuestValue } from '../../machine/guest-port.ts';
import type { Sys } from '../../machine/sys.ts';
import { shortName } from './classes.ts';
import type { Values } from './cli.ts';
import { reloading, type Reloading } from './watched.ts';

export interface Config {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly uds: string | null;
  readonly fd: number | null;
  readonly workers: number;
  readonly http: 'httptools' | 'h11';
  readonly webSockets: string | null;
  /** Null: the code is not watched. */
  readonly reload: Reloading | null;
  readonly maxMessage: number;
  readonly maxHead: number;
  readonly lifespan: string;
  readonly logLevel: string;
  readonly colours: boolean;
  readonly backlog: number;
  readonly limitMaxRequests: number | null;
  readonly maxRequestsJitter: number;
  /** µs; null without a limit. */
  readonly gracefulTimeout: number | null;
  /** How long a new worker may take to start when workers are replaced, µs. */
  readonly healthTimeout: number;
  /** Null: plain HTTP. */
  readonly tls: {
    readonly certificate: string | null;
    readonly key: string | null;
    readonly ciphers: string | null;
  } | null;
  /** What the Python side is told. */
  readonly facts: { readonly [key: string]: GuestValue };
}

/** Stands for an application that is handed over as an object (runtime/uvicorn). */
const GIVEN = '<given>';

/** uvicorn's STARTUP_FAILURE. */
export const STARTUP_FAILURE = 3;

export function makeConfig(sys: Sys, app: string, values: Values): Config {
  const text = (name: string): string | null => textOf(values.get(name));
  const int = (name: string): number | null => intOf(values.get(name));
  const on = (name: string): boolean => values.get(name) === true;
  const logLevel = text('log_level') ?? 'info';
  const colours = values.get('use_colors');
  const imported: string[] = [];
  const http = shortName(values, 'http', imported) === 'h11' ? 'h11' : 'httptools';
  const ws = shortName(values, 'ws', imported);
  const shown = typeof colours === 'boolean' ? colours : isTerminal(sys);
  return {
    app,
    host: text('host') ?? '127.0.0.1',
    port: int('port') ?? 8000,
    uds: text('uds'),
    fd: int('fd'),
    workers: (int('workers') ?? Number(sys.getenv('WEB_CONCURRENCY') ?? 1)) || 1,
    reload: on('reload') ? reloading(sys, values) : null,
    http,
    webSockets: ws === 'none' || text('interface') === 'wsgi' ? null : ws,
    maxMessage: int('ws_max_size') ?? 16_777_216,
    maxHead: int('h11_max_incomplete_event_size') ?? 65_536,
    lifespan: text('lifespan') ?? 'auto',
    logLevel,
    colours: shown,
    backlog: int('backlog') ?? 2048,
    limitMaxRequests: int('limit_max_requests'),
    maxRequestsJitter: int('limit_max_requests_jitter') ?? 0,
    gracefulTimeout:
      int('timeout_graceful_shutdown') === null ? null : (int('timeout_graceful_shutdown') ?? 0) * 1_000_000,
    healthTimeout: (int('timeout_worker_healthcheck') ?? 5) * 1_000_000,
    tls:
      text('ssl_certfile') === null && text('ssl_keyfile') === null
        ? null
        : {
            certificate: text('ssl_certfile'),
            key: text('ssl_keyfile'),
            ciphers: text('ssl_ciphers') === 'TLSv1' ? null : text('ssl_ciphers'),
          },
    facts: factsOf(sys, app, values, { http, ws, imported, logLevel, shown }),
  };
}

interface Found {
  readonly http: string;
  readonly ws: string;
  readonly imported: readonly string[];
  readonly logLevel: string;
  readonly shown: boolean;
}

function factsOf(sys: Sys, app: string, values: Values, found: Found): Config['facts'] {
  const { http, ws, imported, logLevel, shown } = found;
  const text = (name: string): string | null => textOf(values.get(name));
  const int = (name: string): number | null => intOf(values.get(name));
  const on = (name: string): boolean => values.get(name) === true;
  return {
    app,
    app_dir: text('app_dir'),
    factory: on('factory'),
    failure: STARTUP_FAILURE,
    interface: text('interface'),
    proxy_headers: on('proxy_headers'),
    forwarded_allow_ips: text('forwarded_allow_ips') ?? sys.getenv('FORWARDED_ALLOW_IPS') ?? '127.0.0.1,::1',
    root_path: text('root_path') ?? '',
    limit_concurrency: int('limit_concurrency'),
    keep_alive: int('timeout_keep_alive'),
    http,
    ws,
    // Classes that are none of uvicorn's own must at least be there.
    imported,
    loop: text('loop') ?? 'auto',
    given: app === GIVEN,
    log_config: text('log_config'),
    bad_header: listOf(values.get('header')).some((header) => !header.includes(':')),
    ws_max_size: int('ws_max_size') ?? 16_777_216,
    ws_ping_interval: int('ws_ping_interval'),
    ws_ping_timeout: int('ws_ping_timeout'),
    // uvloop sends what was written when the callbacks of an iteration have run; asyncio's own loop sends at once.
    late_writes: text('loop') === 'uvloop',
    date_header: on('date_header'),
    headers: defaultHeaders(values, on('server_header')),
    log: {
      level: logLevel,
      asked: text('log_level') !== null,
      style: 'uvicorn',
      fd: 2,
      access_fd: on('access_log') ? 1 : null,
      colours: shown,
    },
  };
}

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const intOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function isTerminal(sys: Sys): boolean {
  return sys.process.fds.has(1) && sys.process.fds.get(1).description.kind === 'tty';
}

/** `server: uvicorn`, unless another Server header is given, then those of `--header`. */
function defaultHeaders(values: Values, server: boolean): GuestValue {
  const headers = listOf(values.get('header')).map((text) => {
    const colon = text.indexOf(':');
    return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1).trimStart()];
  });
  const own = headers.some(([name]) => name?.toLowerCase() === 'server');
  return server && !own ? [['server', 'uvicorn'], ...headers] : headers;
}
