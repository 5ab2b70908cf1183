/**
 * GNU Wget 1.21.3: `-O -q -S --spider -U --header --post-data --method --no-check-certificate -T -nv`, on curl's
 * transfer. It follows redirects, and ends with 4 for the network, 5 for TLS, 8 for an answer that is an error.
 */
import { civilTime, two } from '../../base/calendar.ts';
import { utf8, type Bytes } from '../../base/bytes.ts';
import type { Eff } from '../../engine/task.ts';
import { strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import { headerValue } from '../../protocols/http1/index.ts';
import { CurlError } from './body.ts';
import { Pool } from './pool.ts';
import { CookieJar } from './cookies.ts';
import type { Options } from './options.ts';
import { parseOptions } from './reader.ts';
import { isTerminal, Meter, Voice } from './terminal.ts';
import { Transfer } from './transfer.ts';
import { parseUrl, remoteName, urlText, type Url } from './url.ts';

interface Wish {
  readonly urls: string[];
  readonly forCurl: string[];
  output: string | null;
  quiet: boolean;
  brief: boolean;
  heads: boolean;
  spider: boolean;
}

const USAGE = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";
const HELP = `GNU Wget 1.21.3, a non-interactive network retriever.
Usage: wget [OPTION]... [URL]...

  -O,  --output-document=FILE      write documents to FILE
  -q,  --quiet                     quiet (no output)
  -nv, --no-verbose                turn off verboseness, without being quiet
  -S,  --server-response           print server response
       --spider                    don't download anything
  -U,  --user-agent=AGENT          identify as AGENT instead of Wget/VERSION
       --header=STRING             insert STRING among the headers
       --post-data=STRING          use the POST method; send STRING as the data
       --method=HTTPMethod         use method "HTTPMethod" in the request
  -T,  --timeout=SECONDS           set all timeout values to SECONDS
       --no-check-certificate      don't validate the server's certificate
`;

/** A text: what is wrong. */
function readArguments(args: readonly string[]): Wish | string {
  const wish: Wish = { urls: [], forCurl: [], output: null, quiet: false, brief: false, heads: false, spider: false };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [name = arg, inline] = arg.startsWith('--') ? arg.split(/=(.*)/s) : [arg];
    const value = (): string => inline ?? args[++i] ?? '';
    if (!arg.startsWith('-')) wish.urls.push(arg);
    else if (/^-[qnv]*O/.test(arg) && !arg.startsWith('--')) {
      wish.quiet ||= arg.includes('q');
      wish.output = arg.slice(arg.indexOf('O') + 1) || value();
    } else if (name === '--output-document') wish.output = value();
    else if (name === '-q' || name === '--quiet') wish.quiet = true;
    else if (name === '-nv' || name === '--no-verbose') wish.brief = true;
    else if (name === '-S' || name === '--server-response') wish.heads = true;
    else if (name === '--spider') wish.spider = true;
    else if (name === '-U' || name === '--user-agent') wish.forCurl.push('-A', value());
    else if (name === '--header') wish.forCurl.push('-H', value());
    else if (name === '--post-data' || name === '--body-data') wish.forCurl.push('--data-raw', value());
    else if (name === '--method') wish.forCurl.push('-X', value());
    else if (name === '--no-check-certificate') wish.forCurl.push('-k');
    else if (/^--(?:http-)?(?:user|password)$/.test(name)) value();
    else if (name === '--ca-certificate') wish.forCurl.push('--cacert', value());
    else if (name === '-T' || name === '--timeout') wish.forCurl.push('--max-time', value());
    else if (!/^(-nc|-c|--no-clobber|--continue|--no-verbose|--show-progress|-t\d*|--tries|-4|-6)$/.test(name))
      return arg.startsWith('--')
        ? `wget: unrecognized option '${name}'\n${USAGE}`
        : `wget: invalid option -- '${arg[1] ?? ''}'\n${USAGE}`;
  }
  return wish.urls.length === 0 ? `wget: missing URL\n${USAGE}` : wish;
}

export function* wget(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  if (args.some((arg) => /^(?:--help|-h|--version|-V)$/.test(arg))) {
    sys.print(1, args.includes('--help') || args.includes('-h') ? HELP : 'GNU Wget 1.21.3 built on linux-gnu.\n');
    return 0;
  }
  const wish = readArguments(args);
  if (typeof wish === 'string') {
    sys.print(2, wish);
    return wish.startsWith('wget: missing URL') ? 1 : 2;
  }
  let status = 0;
  for (const url of wish.urls) status = Math.max(status, yield* fetchOne(sys, wish, url));
  return status;
}

function* fetchOne(sys: Sys, wish: Wish, address: string): Eff<number> {
  const agent = wish.forCurl.includes('-A') ? [] : ['-A', 'Wget/1.21.3'];
  const parsed = parseOptions([
    '-s',
    '-L',
    '--http1.1',
    '-H',
    'Accept-Encoding: identity',
    '-H',
    'Connection: Keep-Alive',
    ...(wish.spider ? ['-I'] : []),
    ...agent,
    ...wish.forCurl,
    address,
  ]);
  const url = parseUrl(address);
  const options = parsed.ok ? parsed.operations[0] : undefined;
  if (options === undefined || !url.ok) {
    sys.print(2, `${address}: Unsupported scheme.\n`);
    return 1;
  }
  return yield* new Fetch(sys, wish, options, url.url).run(address);
}

/** Debian's wget speaks TLS by GnuTLS, whose words these are; null where TLS is not the trouble. */
function tlsTrouble({ code, message }: CurlError, host: string): string | null {
  if (code === 35)
    return `GnuTLS: ${message.includes('alert') ? 'A TLS fatal alert has been received.' : 'An unexpected TLS packet was received.'}\nUnable to establish SSL connection.\n`;
  if (code !== 60) return null;
  if (!message.startsWith('SSL certificate problem'))
    return `The certificate's owner does not match hostname ‘${host}’\n`;
  const what = message.includes('expired')
    ? 'has expired'
    : message.includes('not yet')
      ? 'is not yet activated'
      : "doesn't have a known issuer";
  return `ERROR: The certificate of ‘${host}’ is not trusted.\nERROR: The certificate of ‘${host}’ ${what}.\n`;
}

/** How fast it came: `3.35`, `M`. */
function perSecond(size: number, transfer: Transfer): { readonly number: string; readonly unit: string } {
  const spent = Math.max(1, transfer.startedAt === 0 ? 0 : transfer.endedAt - transfer.startedAt) / 1_000_000;
  let rate = size / Math.max(spent, 0.000_01);
  let unit = '';
  for (const next of ['K', 'M', 'G'])
    if (rate >= 1024) {
      rate /= 1024;
      unit = next;
    }
  return { number: rate.toPrecision(3).replace(/e.*/, ''), unit };
}

class Fetch {
  private fd: number | null = null;
  private size = 0;

  constructor(
    private readonly sys: Sys,
    private readonly wish: Wish,
    private readonly options: Options,
    private readonly url: Url,
  ) {}

  *run(address: string): Eff<number> {
    const { sys, wish, options, url } = this;
    const voice = new Voice(sys, options.manner);
    if (wish.spider) yield* this.tell('Spider mode enabled. Check if remote file exists.\n');
    yield* this.tell(
      `--${this.stamp()}--  ${url.scheme}://${url.host}${url.port === 80 || url.port === 443 ? '' : `:${url.port}`}${url.target}\n`,
    );
    const known = sys.net.resolve(url.host);
    if (known.length === 0) {
      yield* this.tell(`Resolving ${url.host} (${url.host})... failed: Name or service not known.\n`);
      if (!wish.quiet) sys.print(2, `wget: unable to resolve host address ‘${url.host}’\n`);
      return 4;
    }
    if (known[0] !== url.host) yield* this.tell(`Resolving ${url.host} (${url.host})... ${known.join(', ')}\n`);
    const name = wish.output ?? this.unused(remoteName(url) || 'index.html');
    const transfer: Transfer = new Transfer(
      sys,
      options,
      new Pool(sys, voice),
      new CookieJar(),
      voice,
      new Meter(sys, voice, false, false),
      {
        begun: 0,
        // What an error says is not kept.
        body: (bytes) => ((transfer.head?.status ?? 0) >= 400 ? this.tell('') : this.body(name, bytes)),
        head: (text) => this.showHead(text),
      },
    );
    try {
      yield* transfer.run(address);
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      return yield* this.failed(error, known);
    }
    const status = transfer.head?.status ?? 0;
    yield* this.tell(
      `Connecting to ${this.where(known.at(-1))}... connected.\nHTTP request sent, awaiting response... ${status} ${transfer.head?.reason ?? ''}\n`,
    );
    if (status >= 400) {
      if (!wish.quiet) sys.print(2, `${this.stamp()} ERROR ${status}: ${transfer.head?.reason ?? ''}.\n\n`);
      return 8;
    }
    return yield* this.finished(name, transfer);
  }

  private *finished(name: string, transfer: Transfer): Eff<number> {
    const { sys, wish } = this;
    const type = transfer.head ? (headerValue(transfer.head.headers, 'content-type') ?? null) : null;
    const length = transfer.head ? headerValue(transfer.head.headers, 'content-length') : undefined;
    const kind = type === null ? '' : ` [${type.replace(/;.*/, '')}]`;
    const said = `Length: ${length ?? 'unspecified'}${kind}\n`;
    if (wish.spider) {
      yield* this.tell(`${said}Remote file exists.\n\n`);
      return 0;
    }
    if (this.fd === null) yield* this.body(name, new Uint8Array());
    if (this.fd !== null && this.fd > 2) sys.fs.close(this.fd);
    yield* this.tell(
      `${said}Saving to: ‘${name === '-' ? 'STDOUT' : name}’\n\n${this.progress(name, transfer, length !== undefined)}\n`,
    );
    const all = length === undefined ? `${this.size}` : `${this.size}/${length}`;
    const rate = perSecond(this.size, transfer);
    yield* this.tell(`${this.stamp()} (${rate.number} ${rate.unit}B/s) - ‘${name}’ saved [${all}]\n\n`);
    if (wish.brief && !wish.quiet)
      sys.print(2, `${this.stamp()} URL:${urlText(transfer.url ?? this.url)} [${all}] -> "${name}" [1]\n`);
    return 0;
  }

  private *failed(error: CurlError, known: readonly string[]): Eff<number> {
    const { host } = this.url;
    const sealed = tlsTrouble(error, host);
    if (sealed !== null) {
      yield* this.tell(`Connecting to ${this.where(known.at(-1))}... connected.\n`);
      if (!this.wish.quiet) this.sys.print(2, sealed);
      return error.code === 60 ? 5 : 4;
    }
    const why = error.code === 7 ? 'Connection refused' : error.code === 28 ? 'Connection timed out' : error.message;
    for (const address of known) yield* this.tell(`Connecting to ${this.where(address)}... failed: ${why}.\n`);
    return 4;
  }

  private *body(name: string, bytes: Bytes): Eff<void> {
    const { sys } = this;
    try {
      this.fd ??= name === '-' ? 1 : sys.fs.open(name, { write: true, create: true, truncate: true });
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      sys.print(2, `${name}: ${strerror(error.errno)}\n\nCannot write to ‘${name}’ (${strerror(error.errno)}).\n`);
      sys.exit(3);
    }
    this.size += bytes.length;
    yield* sys.fs.write(this.fd ?? 1, bytes);
  }

  /** -S shows the head even where nothing else is said. */
  private *showHead(text: string): Eff<void> {
    const lines = text.replace(/\r\n/g, '\n').replace(/\n+$/, '\n');
    if (this.wish.heads) yield* this.sys.fs.write(2, utf8(lines.replace(/^(?=.)/gm, '  ')));
  }

  /** A literal address is named once, a name with what it stands for. */
  private where(address: string | undefined): string {
    const { host, port } = this.url;
    return address === host ? `${host}:${port}` : `${host} (${host})|${address ?? ''}|:${port}`;
  }

  /** What is there already stays: name.1, name.2 … */
  private unused(name: string): string {
    if (!this.sys.fs.exists(name)) return name;
    for (let n = 1; ; n++) if (!this.sys.fs.exists(`${name}.${n}`)) return `${name}.${n}`;
  }

  /** A bar on a terminal; elsewhere a dot for each KiB, fifty to a line. */
  private progress(name: string, transfer: Transfer, known: boolean): string {
    const { number, unit } = perSecond(this.size, transfer);
    if (isTerminal(this.sys)) {
      const label = (name === '-' ? '-' : name).slice(0, 19).padEnd(20);
      const bar = known ? `100%[${'='.repeat(19)}>]` : `    [ ${'<=>'.padEnd(18)}]`;
      return `${label}${bar} ${String(this.size).padStart(7)}  --.-KB/s    in 0s      \n`;
    }
    const rows: string[] = [];
    const dots = Math.floor(this.size / 1024);
    for (let at = 0; at <= dots; at += 50) {
      const here = Math.min(50, dots - at);
      const last = at + 50 > dots;
      const groups = [0, 10, 20, 30, 40].map((g) => ` ${'.'.repeat(Math.max(0, Math.min(10, here - g))).padEnd(10)}`);
      const percent = known ? Math.floor((Math.min(this.size, (at + 50) * 1024) * 100) / Math.max(1, this.size)) : 0;
      rows.push(
        `${String(at).padStart(6)}K${groups.join('')}${known ? `${String(percent).padStart(3)}%` : '    '} ${number}${unit}${last ? '=0s' : ' 0s'}\n`,
      );
    }
    return rows.join('');
  }

  private *tell(text: string): Eff<void> {
    if (!this.wish.quiet && !this.wish.brief && text !== '') yield* this.sys.fs.write(2, utf8(text));
  }

  private stamp(): string {
    const t = civilTime(Math.floor(this.sys.clock / 1e6));
    return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
  }
}
