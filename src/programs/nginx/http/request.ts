/** One request inside nginx: what was asked, where it has been led, what has been counted. */
import type { Bytes } from '../../../base/bytes.ts';
import type { Backend, Level, ServerBlock } from '../conf/model.ts';
import type { Header, Version } from '../../../protocols/http1/index.ts';
import type { TlsServer } from '../../../protocols/tls/server.ts';
import { headerValue } from '../../../protocols/http1/index.ts';

/** Names of settings by module and what follows: the same texts each time, which is quicker to look up by. */
const OWN: Readonly<Record<Backend, Record<string, string>>> = { proxy: {}, fastcgi: {}, uwsgi: {}, scgi: {} };

/** Whom a connection's PROXY header speaks for. */
export interface Introduction {
  readonly address: string;
  readonly port: number;
  readonly serverAddress: string;
  readonly serverPort: number;
}

/** The client's side, and counters of its connection. */
export interface ClientInfo {
  /** Number of the connection in this worker's life: `*3` in logs. */
  readonly id: number;
  readonly fd: number;
  /** `unix:` for a unix socket. */
  readonly address: string;
  readonly port: number;
  readonly serverAddress: string;
  readonly serverPort: number;
  /** Null on a plain connection. */
  tls: TlsServer | null;
  /** By `listen … proxy_protocol`; null when the header named nobody. */
  introduced: Introduction | null;
  /** It did not take what was sent to it. */
  timedOut: boolean;
  /** The requests served on it so far, this one included. */
  requests: number;
  readonly since: number;
}

export interface UpstreamAttempt {
  readonly address: string;
  status: number;
  /** Microseconds; -1 until known. */
  connectTime: number;
  headerTime: number;
  responseTime: number;
  responseLength: number;
}

/** What a request's handler knows of the upstream's answer, for variables. */
export interface UpstreamState {
  readonly attempts: UpstreamAttempt[];
  headers: readonly Header[];
  cacheStatus: string;
  /** Address and URI of the last one that was tried: error lines say it from then on. */
  label: string | null;
}

const nothingSent = (): readonly Header[] => [];

export class Req {
  method: string;
  readonly line: string;
  readonly version: Version;
  headers: readonly Header[];
  /** As received. */
  readonly unparsedUri: string;
  uri: string;
  args: string;
  readonly quoted: boolean;
  /** The target may still be passed on as it came. */
  validUnparsed = true;
  /** The path begins with its location's text, for all that proxy_pass knows. */
  validLocation = true;
  /** Host without port, or the first server name. */
  host: string;
  server: ServerBlock;
  level: Level;
  /** Set by set_real_ip_from; the connection's own address otherwise. */
  remoteAddr: string;
  remotePort: number;
  realIpFound = false;
  /** The head was read to its end. */
  headComplete = true;
  internal = false;
  uriChanges = 10;
  redirects = 0;
  /** Captures of the last regular expression. */
  captures: readonly string[] = [];
  /** Set by the configuration, the page's own script's: made for the first, as most requests have none. */
  private set: Map<string, string> | null = null;
  private scripted: Map<string, string> | null = null;
  /** Status that an error page keeps although it is answered by another location. */
  errorStatus = 0;
  errorPageUsed = false;
  /** Beside the file there is a packed one (gzip_static): caches must tell clients apart. */
  gzipVaries = false;
  keepalive: boolean;
  status = 0;
  bytesSent = 0;
  headerSent = 0;
  completed = false;
  /** Bytes a second, once it is known: `set`, the upstream and limit_rate may say so. */
  rate: number | null = null;
  /** What gzip has made of the body. */
  packed: { readonly bytesIn: number; readonly bytesOut: number } | null = null;
  bodyLength = 0;
  /** What the connection is said to be at, after a log line (`while …`); a subrequest leaves it behind. */
  action: string | null = null;
  /** For a subrequest, the request that it serves. */
  readonly main: Req | null;
  /** The body, when it was read before anybody asked for it. */
  body: Bytes | null = null;
  /** The same as text, once it has been read whole into memory. */
  requestBody: string | null = null;
  /** The file that it was read into instead. */
  requestBodyFile: string | null = null;
  /** Bytes of the body that have been read; what nobody asks for is not. */
  bodyRead = 0;
  readonly upstream: UpstreamState = { attempts: [], headers: [], cacheStatus: '', label: null };
  /** Whose settings hold: `proxy_read_timeout` or `uwsgi_read_timeout`. */
  backend: Backend = 'proxy';
  proxyHost = '';
  proxyPort = '';
  /** The headers of the answer as they are by now: worked out for who asks, which hardly anybody does. */
  sent: () => readonly Header[] = nothingSent;
  limitReqStatus = '';
  limitConnStatus = '';
  /** The type that X-Accel-Redirect asked for. */
  accelType: string | null = null;
  /** Headers that stay through internal redirects: of X-Accel-Redirect's answer, of a 401 that a page of ours stands for. */
  readonly carried: Header[] = [];
  readonly client: ClientInfo;
  /** Virtual time of the first byte, microseconds. */
  readonly startedAt: number;

  constructor(init: {
    method: string;
    line: string;
    version: Version;
    headers: readonly Header[];
    unparsedUri: string;
    uri: string;
    args: string;
    quoted: boolean;
    host: string;
    server: ServerBlock;
    client: ClientInfo;
    keepalive: boolean;
    startedAt: number;
    bodyLength: number;
    main?: Req;
  }) {
    this.main = init.main ?? null;
    this.method = init.method;
    this.line = init.line;
    this.version = init.version;
    this.headers = init.headers;
    this.unparsedUri = init.unparsedUri;
    this.uri = init.uri;
    this.args = init.args;
    this.quoted = init.quoted;
    this.host = init.host;
    this.server = init.server;
    this.level = init.server.level;
    this.client = init.client;
    this.remoteAddr = init.client.address;
    this.remotePort = init.client.port;
    this.keepalive = init.keepalive;
    this.startedAt = init.startedAt;
    this.bodyLength = init.bodyLength;
  }

  /** Of the request that is served in the end. */
  busyWith(action: string | null): void {
    (this.main ?? this).action = action;
  }

  header(name: string): string | undefined {
    return headerValue(this.headers, name);
  }

  /** A request that nginx makes to itself, with these headers and without a body. */
  subrequest(uri: string): Req {
    const { line, version, headers, unparsedUri, quoted, host, server, client, startedAt } = this;
    const question = uri.indexOf('?');
    const path = question < 0 ? uri : uri.slice(0, question);
    const args = question < 0 ? '' : uri.slice(question + 1);
    const sub = new Req({
      method: 'GET',
      line,
      version,
      headers,
      unparsedUri,
      uri: path,
      args,
      quoted,
      host,
      server,
      client,
      keepalive: false,
      startedAt,
      bodyLength: 0,
      main: this.main ?? this,
    });
    sub.internal = true;
    sub.validUnparsed = false;
    sub.limitReqStatus = this.limitReqStatus;
    sub.limitConnStatus = this.limitConnStatus;
    sub.remoteAddr = this.remoteAddr;
    sub.realIpFound = this.realIpFound;
    if (this.set !== null) sub.set = new Map(this.set);
    return sub;
  }

  /** The value that `set` or a named capture gave. */
  variable(name: string): string | undefined {
    return this.set?.get(name);
  }

  setVariable(name: string, value: string): void {
    (this.set ??= new Map<string, string>()).set(name, value);
  }

  /** Variables of the page's own script; an included page shares them. */
  get ssi(): Map<string, string> {
    const page = this.main ?? this;
    return (page.scripted ??= new Map<string, string>());
  }

  /** HTTP/1.0 as 1000, 1.1 as 1001, 0.9 as 9. */
  get protocol(): number {
    return this.version.major * 1000 + this.version.minor;
  }

  /** The name of a setting of the module that passes this request on. */
  own(setting: string): string {
    const names = OWN[this.backend];
    return (names[setting] ??= `${this.backend}_${setting}`);
  }

  setUri(uri: string): void {
    this.uri = uri;
    this.validUnparsed = false;
  }
}
