/**
 * curl 7.88's command line, as far as it is modelled (curl(1)). Options that curl knows and this one does not say so;
 * what neither knows is refused in curl's words.
 */
export interface Upload {
  readonly kind: 'data' | 'raw' | 'binary' | 'urlencode' | 'json';
  readonly value: string;
}

export type Output =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'remote-name' };

export interface Job {
  readonly url: string;
  readonly output: Output;
}

export interface Options {
  readonly jobs: readonly Job[];
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly headers: readonly string[];
  readonly uploads: readonly Upload[];
  readonly forms: readonly { readonly kind: 'form' | 'form-string'; readonly value: string }[];
  readonly cookies: readonly string[];
  readonly queries: readonly string[];
  readonly resolve: readonly string[];
  readonly connectTo: readonly string[];
}

export type Parsed =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly message: string; readonly code: number; readonly toOutput?: true };

const FLAGS: Readonly<Record<string, string>> = {
  include: 'i',
  head: 'I',
  verbose: 'v',
  silent: 's',
  'show-error': 'S',
  fail: 'f',
  'fail-with-body': '',
  location: 'L',
  insecure: 'k',
  get: 'G',
  'no-buffer': 'N',
  parallel: 'Z',
  'http1.0': '0',
  'http1.1': '',
  compressed: '',
  'progress-bar': '#',
  globoff: 'g',
  'remote-name': 'O',
  'remote-name-all': '',
  'no-progress-meter': '',
  'junk-session-cookies': 'j',
  'location-trusted': '',
  post301: '',
  post302: '',
  post303: '',
  'retry-connrefused': '',
  'retry-all-errors': '',
  'create-dirs': '',
  'remote-header-name': 'J',
  ipv4: '4',
  ipv6: '6',
  http2: '',
  'no-keepalive': '',
  anyauth: '',
  basic: '',
  'tcp-nodelay': '',
  'fail-early': '',
  'path-as-is': '',
  raw: '',
  tlsv1: '1',
  'tlsv1.2': '',
  'tlsv1.3': '',
  'http0.9': '',
  version: 'V',
  help: 'h',
  next: ':',
};

const TEXTS: Readonly<Record<string, string>> = {
  output: 'o',
  header: 'H',
  data: 'd',
  'data-raw': '',
  'data-binary': '',
  'data-ascii': '',
  'data-urlencode': '',
  json: '',
  request: 'X',
  form: 'F',
  'form-string': '',
  user: 'u',
  cookie: 'b',
  'cookie-jar': 'c',
  'write-out': 'w',
  'user-agent': 'A',
  referer: 'e',
  resolve: '',
  'connect-to': '',
  'unix-socket': '',
  url: '',
  'upload-file': 'T',
  range: 'r',
  'dump-header': 'D',
  cacert: '',
  capath: '',
  ciphers: '',
  'tls-max': '',
  interface: '',
  'oauth2-bearer': '',
  'url-query': '',
  'output-dir': '',
  stderr: '',
};

const NUMBERS: Readonly<Record<string, string>> = {
  'max-time': 'm',
  'connect-timeout': '',
  'max-redirs': '',
  retry: '',
  'retry-delay': '',
  'max-filesize': '',
  'retry-max-time': '',
  'parallel-max': '',
};

/** Options that curl has and this one leaves out. */
const ELSEWHERE = new Set(
  (
    'proxy socks5 socks4 noproxy cert key key-type pass ciphers tls-max limit-rate continue-at config trace trace-ascii netrc ' +
    'digest ntlm negotiate ftp-port mail-from mail-to telnet-option tftp-blksize etag-save etag-compare time-cond http3 ' +
    'rate speed-limit speed-time keepalive-time haproxy-protocol doh-url dns-servers aws-sigv4 ' +
    'proto proto-redir happy-eyeballs-timeout-ms'
  ).split(' '),
);

const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n";

const LONG = new Set([...Object.keys(FLAGS), ...Object.keys(TEXTS), ...Object.keys(NUMBERS)]);
const SHORT = new Map(
  [...Object.entries(FLAGS), ...Object.entries(TEXTS), ...Object.entries(NUMBERS)]
    .filter(([, s]) => s !== '')
    .map(([long, s]) => [s, long]),
);

class Refusal {
  constructor(readonly message: string) {}
}

export function parseOptions(args: readonly string[]): Parsed {
  if (args.length === 0) return { ok: false, message: TRY, code: 2 };
  const reader = new Reader();
  try {
    reader.read(args);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, code: 2 };
    throw error;
  }
  if (reader.flags.has('version')) return { ok: false, message: VERSION, code: 0, toOutput: true };
  if (reader.flags.has('help')) return { ok: false, message: help(), code: 0, toOutput: true };
  const options = reader.options();
  if (methods(options) > 1) return { ok: false, message: options.flags.has('silent') ? '' : ONE_METHOD, code: 2 };
  if (options.jobs.length === 0) return { ok: false, message: `curl: no URL specified!\n${TRY}`, code: 2 };
  return { ok: true, options };
}

/** -I, -d, -F and -T ask for different methods; -G makes a query of -d. */
function methods({ flags, uploads, forms, texts }: Options): number {
  const data = uploads.length > 0 && !flags.has('get');
  return [flags.has('head'), data, forms.length > 0, texts.has('upload-file')].filter(Boolean).length;
}

const ONE_METHOD =
  'Warning: You can only select one HTTP request method! Consider using the \n' + 'Warning: -X, --request option.\n';

class Reader {
  readonly flags = new Set<string>();
  private readonly texts = new Map<string, string>();
  private readonly numbers = new Map<string, number>();
  private readonly urls: string[] = [];
  private readonly outputs: Output[] = [];
  private readonly headers: string[] = [];
  private readonly uploads: Upload[] = [];
  private readonly forms: { kind: 'form' | 'form-string'; value: string }[] = [];
  private readonly cookies: string[] = [];
  private readonly queries: string[] = [];
  private readonly resolve: string[] = [];
  private readonly connectTo: string[] = [];

  read(args: readonly string[]): void {
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] ?? '';
      const next = (): string | undefined => args[++i];
      if (arg === '--') {
        this.urls.push(...args.slice(i + 1));
        return;
      }
      if (arg.startsWith('--')) this.long(arg.slice(2), next);
      else if (arg.startsWith('-') && arg.length > 1) this.short(arg, next);
      else this.urls.push(arg);
    }
  }

  options(): Options {
    const jobs = this.urls.map((url, i): Job => ({
      url,
      output: this.outputs[i] ?? (this.flags.has('remote-name-all') ? { kind: 'remote-name' } : { kind: 'stdout' }),
    }));
    const { flags, texts, numbers, headers, uploads, forms, cookies, queries, resolve, connectTo } = this;
    return { jobs, flags, texts, numbers, headers, uploads, forms, cookies, queries, resolve, connectTo };
  }

  private long(typed: string, next: () => string | undefined): void {
    const name = fullName(typed);
    if (name === null) {
      const off = typed.startsWith('no-') ? fullName(typed.slice(3)) : null;
      if (off !== null && off in FLAGS) {
        this.flags.delete(off);
        return;
      }
      const why = ELSEWHERE.has(typed) ? 'is not modelled by this simulated curl' : 'is unknown';
      throw new Refusal(`curl: option --${typed}: ${why}\n${TRY}`);
    }
    this.take(name, `--${typed}`, next);
  }

  private short(arg: string, next: () => string | undefined): void {
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] ?? '';
      const name = SHORT.get(letter);
      if (name === undefined)
        throw new Refusal(`curl: option ${arg.length > 2 ? arg : `-${letter}`}: is unknown\n${TRY}`);
      if (name in FLAGS) {
        this.take(name, `-${letter}`, next);
        continue;
      }
      const rest = arg.slice(at + 1);
      this.take(name, `-${letter}`, rest === '' ? next : () => rest);
      return;
    }
  }

  private take(name: string, shown: string, next: () => string | undefined): void {
    if (name in FLAGS) {
      if (name === 'remote-name') this.outputs.push({ kind: 'remote-name' });
      if (
        (name === 'fail-with-body' && this.flags.has('fail')) ||
        (name === 'fail' && this.flags.has('fail-with-body'))
      )
        throw new Refusal(`curl: option ${shown}: is badly used here\n${TRY}`);
      this.flags.add(name);
      return;
    }
    const value = next();
    if (value === undefined) throw new Refusal(`curl: option ${shown}: requires parameter\n${TRY}`);
    if (name in NUMBERS) {
      if (!/^\d+(\.\d*)?$/.test(value) || (name !== 'max-time' && name !== 'connect-timeout' && value.includes('.'))) {
        throw new Refusal(`curl: option ${shown}: expected a proper numerical parameter\n${TRY}`);
      }
      this.numbers.set(name, Number(value));
      return;
    }
    this.text(name, value);
  }

  private text(name: string, value: string): void {
    switch (name) {
      case 'header':
        this.headers.push(value);
        return;
      case 'output':
        this.outputs.push(value === '-' ? { kind: 'stdout' } : { kind: 'file', path: value });
        return;
      case 'url':
        this.urls.push(value);
        return;
      case 'cookie':
        this.cookies.push(value);
        return;
      case 'url-query':
        this.queries.push(value);
        return;
      case 'resolve':
        this.resolve.push(value);
        return;
      case 'connect-to':
        this.connectTo.push(value);
        return;
      case 'form':
      case 'form-string':
        this.forms.push({ kind: name, value });
        return;
      default: {
        const kind = UPLOADS[name];
        if (kind === undefined) this.texts.set(name, value);
        else this.uploads.push({ kind, value });
      }
    }
  }
}

const UPLOADS: Readonly<Record<string, Upload['kind']>> = {
  data: 'data',
  'data-ascii': 'data',
  'data-raw': 'raw',
  'data-binary': 'binary',
  'data-urlencode': 'urlencode',
  json: 'json',
};

/** Long names may be cut short where that is unambiguous. */
function fullName(typed: string): string | null {
  if (LONG.has(typed)) return typed;
  const found = [...LONG].filter((name) => name.startsWith(typed));
  return found.length === 1 ? (found[0] ?? null) : null;
}

const VERSION =
  'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\nRelease-Date: 2023-02-20\nProtocols: http https\nFeatures: UnixSockets\n';

function help(): string {
  const line = (name: string, short: string, value: string): string =>
    ` ${short === '' ? '   ' : `-${short},`} --${name}${value}\n`;
  const list = [
    ...Object.entries(FLAGS).map(([name, short]) => line(name, short, '')),
    ...Object.entries(TEXTS).map(([name, short]) => line(name, short, ` <${name}>`)),
    ...Object.entries(NUMBERS).map(([name, short]) => line(name, short, ' <number>')),
  ];
  return `Usage: curl [options...] <url>\n${list.sort((a, b) => (a.slice(5) < b.slice(5) ? -1 : 1)).join('')}`;
}
