/** What the options come to: sockets, processes, the application. */
import type { Address } from '../../machine/network.ts';
import type { Sys } from '../../machine/sys.ts';
import { OptionError, type Options } from './options.ts';

export type Protocol = 'uwsgi' | 'http';

export interface SocketSpec {
  readonly name: string;
  readonly protocol: Protocol;
}

export interface App {
  /** '' or a path such as `/app`. */
  readonly mount: string;
  readonly module: string;
  readonly file: string;
  readonly callable: string;
}

export interface Config {
  readonly options: Options;
  readonly sockets: readonly SocketSpec[];
  /** Addresses of the HTTP router, a process of its own. */
  readonly http: readonly string[];
  readonly processes: number;
  readonly threads: number;
  readonly master: boolean;
  readonly apps: readonly App[];
  readonly needApp: boolean;
  readonly lazy: boolean;
  readonly backlog: number;
  readonly bufferSize: number;
  /** µs; 0 for none. */
  readonly harakiri: number;
  readonly maxRequests: number;
  readonly hasPython: boolean;
}

export function makeConfig(sys: Sys, options: Options, hasPython: boolean): Config {
  const protocol = options.text('protocol') === 'http' ? 'http' : 'uwsgi';
  const sockets: SocketSpec[] = [
    ...options.list('socket').map((name) => ({ name, protocol }) as const),
    ...options.list('http-socket').map((name) => ({ name, protocol: 'http' }) as const),
    ...options.list('http11-socket').map((name) => ({ name, protocol: 'http' }) as const),
  ];
  const http = options.list('http');
  // The router has to reach the workers: a socket on a port that the kernel chooses.
  if (http.length > 0 && sockets.length === 0) sockets.push({ name: '127.0.0.1:0', protocol: 'uwsgi' });
  return {
    options,
    sockets,
    http,
    processes: Math.max(1, options.int('processes', 1)),
    threads: Math.max(1, options.int('threads', 1)),
    master: options.flag('master'),
    apps: appsOf(sys, options),
    needApp: options.flag('need-app'),
    lazy: options.flag('lazy-apps') || options.flag('lazy'),
    backlog: options.int('listen', 100),
    bufferSize: options.int('buffer-size', 4096),
    harakiri: options.int('harakiri', 0) * 1_000_000,
    maxRequests: options.int('max-requests', 0),
    hasPython,
  };
}

function appsOf(sys: Sys, options: Options): App[] {
  const callable = options.text('callable') ?? 'application';
  const of = (mount: string, target: string): App => {
    const [module = '', name] = target.split(':');
    return /\.(?:py|wsgi)$/.test(module)
      ? { mount, module: '', file: sys.path(module), callable: name ?? callable }
      : { mount, module, file: '', callable: name ?? callable };
  };
  const main = options.text('wsgi');
  const file = options.text('wsgi-file');
  return [
    ...(main === null ? [] : [of('', main)]),
    ...(file === null ? [] : [of('', /\.\w+$/.test(file) ? file : `${file}.py`)]),
    ...options.list('mount').map((one) => {
      const [mount = '', ...target] = one.split('=');
      return of(mount, target.join('='));
    }),
  ];
}

/** `/run/app.sock`, `127.0.0.1:3031`, `:3031`, `0.0.0.0:80`. */
export function addressOf(sys: Sys, name: string): Address {
  if (!name.includes(':') || name.startsWith('/')) return { family: 'unix', path: name };
  const match = /^(.*):(\d+)$/.exec(name);
  if (!match) throw new OptionError(`invalid socket address: ${name}`);
  const [, host = '', port = ''] = match;
  const bare = host.replace(/^\[|\]$/g, '');
  const ip = bare === '' ? '0.0.0.0' : sys.net.resolve(bare)[0];
  if (ip === undefined) throw new OptionError(`gethostbyname(${host}): Unknown host`);
  return { family: 'tcp', ip, port: Number(port) };
}
