/**
 * curl 7.88's command line, as far as it is modelled (curl(1)). Options that curl knows and this one does not say so;
 * what neither knows is refused in curl's words.
 */
import { EMPTY, type Bytes } from '../../base/bytes.ts';
import { configWords } from './config-file.ts';
import { expand, fillIn } from './glob.ts';
import { ELSEWHERE, FLAGS, NOT_BUILT_IN, NUMBERS, TEXTS } from './option-table.ts';

export interface Upload {
  readonly kind: 'data' | 'raw' | 'binary' | 'urlencode' | 'json';
  readonly value: string;
}

export type Output =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'remote-name' };

export interface Job {
  /** One of those that a pattern stands for. */
  readonly url: string;
  /** As it was typed. */
  readonly typed: string;
  /** The pattern makes no sense: curl's words for it. */
  readonly fault: string | null;
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
  /** What came by standard input, where an option asks for it. */
  readonly stdin: Bytes;
}

export type Parsed =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly message: string; readonly code: number; readonly toOutput?: true };

export const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n";

const LONG = new Set([...Object.keys(FLAGS), ...Object.keys(TEXTS), ...Object.keys(NUMBERS)]);
const SHORT = new Map(
  [...Object.entries(FLAGS), ...Object.entries(TEXTS), ...Object.entries(NUMBERS)]
    .filter(([, s]) => s !== '')
    .map(([long, s]) => [s, long]),
);

class Refusal {
  constructor(
    readonly message: string,
    readonly code = 2,
  ) {}
}

/** What options refer to: files of more options, of headers. Null where there is no such file. */
export type ReadFile = (path: string) => string | null;
const NO_FILES: ReadFile = () => null;

/** `home` is where .curlrc lies, unless the first option is -q. */
export function parseOptions(
  args: readonly string[],
  file = NO_FILES,
  home: string | null = null,
  stdin: Bytes = EMPTY,
): Parsed {
  const reader = new Reader(file);
  try {
    const own = home === null || /^(?:-q|--disable)/.test(args[0] ?? '') ? null : file(`${home}/.curlrc`);
    if (args.length === 0 && own === null) return { ok: false, message: TRY, code: 2 };
    if (own !== null) reader.config(own);
    reader.read(args);
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message, code: error.code };
    throw error;
  }
  if (reader.flags.has('version')) return { ok: false, message: VERSION, code: 0, toOutput: true };
  if (reader.flags.has('help')) return { ok: false, message: help(), code: 0, toOutput: true };
  const options = { ...reader.options(), stdin };
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

  constructor(private readonly file: ReadFile) {}

  /** The lines of -K; one that makes no sense is passed over with a warning that -s keeps silent. */
  config(text: string): void {
    for (const words of configWords(text)) {
      try {
        this.read(words);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 2) throw error;
      }
    }
  }

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

  options(): Omit<Options, 'stdin'> {
    const jobs = this.urls.flatMap((url, i) =>
      this.jobs(
        url,
        this.outputs[i] ?? (this.flags.has('remote-name-all') ? { kind: 'remote-name' } : { kind: 'stdout' }),
      ),
    );
    const { flags, texts, numbers, headers, uploads, forms, cookies, queries, resolve, connectTo } = this;
    return { jobs, flags, texts, numbers, headers, uploads, forms, cookies, queries, resolve, connectTo };
  }

  private jobs(typed: string, output: Output): Job[] {
    if (this.flags.has('globoff')) return [{ url: typed, typed, output, fault: null }];
    const globbed = expand(typed);
    if (!globbed.ok) return [{ url: typed, typed, output, fault: globbed.message }];
    return globbed.urls.map(({ url, picks }) => ({
      url,
      typed,
      output: output.kind === 'file' ? { ...output, path: fillIn(output.path, picks) } : output,
      fault: null,
    }));
  }

  private long(typed: string, next: () => string | undefined): void {
    const name = fullName(typed);
    if (name === null) {
      const off = typed.startsWith('no-') ? fullName(typed.slice(3)) : null;
      if (off !== null && off in FLAGS) {
        this.flags.delete(off);
        return;
      }
      const why = NOT_BUILT_IN.has(typed)
        ? "the installed libcurl version doesn't support this"
        : ELSEWHERE.has(typed)
          ? 'is not modelled by this simulated curl'
          : 'is unknown';
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

  /** -H @file: a header per line. */
  private headersOf(path: string): string[] {
    return (this.file(path) ?? '')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '');
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
      if (/^-\d/.test(value))
        throw new Refusal(`curl: option ${shown}: expected a positive numerical parameter\n${TRY}`);
      if (!/^\d+(\.\d*)?$/.test(value) || (name !== 'max-time' && name !== 'connect-timeout' && value.includes('.'))) {
        throw new Refusal(`curl: option ${shown}: expected a proper numerical parameter\n${TRY}`);
      }
      this.numbers.set(name, Number(value));
      return;
    }
    this.text(name, value, shown);
  }

  private text(name: string, value: string, shown: string): void {
    switch (name) {
      case 'header':
        if (value.startsWith('@')) this.headers.push(...this.headersOf(value.slice(1)));
        else this.headers.push(value);
        return;
      case 'config': {
        const text = this.file(value);
        if (text === null)
          throw new Refusal(`curl: option ${shown}: error encountered when reading a file\n${TRY}`, 26);
        this.config(text);
        return;
      }
      case 'continue-at':
        if (!/^(?:-|\d+)$/.test(value))
          throw new Refusal(`curl: option ${shown}: expected a proper numerical parameter\n${TRY}`);
        this.texts.set(name, value);
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
        if (!value.includes('=')) throw new Refusal(`curl: option ${shown}: is badly used here\n${TRY}`);
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

/** libcurl and what it is built with. */
export const LIBRARIES =
  'libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13';

const VERSION =
  `curl 7.88.1 (x86_64-pc-linux-gnu) ${LIBRARIES}\nRelease-Date: 2023-02-20, security patched: 7.88.1-10+deb12u14\n` +
  'Protocols: dict file ftp ftps gopher gophers http https imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtsp scp sftp smb smbs smtp smtps telnet tftp\n' +
  'Features: alt-svc AsynchDNS brotli GSS-API HSTS HTTP2 HTTPS-proxy IDN IPv6 Kerberos Largefile libz NTLM NTLM_WB PSL SPNEGO SSL threadsafe TLS-SRP UnixSockets zstd\n';

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
