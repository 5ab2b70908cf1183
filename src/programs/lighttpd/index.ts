/** lighttpd 1.4.69 (lighttpd(8)): one process, one event loop, many connections; CGI scripts are processes of their own. */
import { EMPTY, utf8, type Bytes } from '../../base/bytes.ts';
import { civilTime, MONTHS, two } from '../../base/calendar.ts';
import type { Eff } from '../../engine/task.ts';
import { errnoNumber, strerror, SysError } from '../../machine/errno.ts';
import type { Sys } from '../../machine/sys.ts';
import {
  bodyDecoder,
  nginxDialect,
  requestFraming,
  requestHeadParser,
  type RequestHead,
} from '../../protocols/http1/index.ts';
import { ConfigError, listOf, Reader, textOf, type Block, type Value } from './config.ts';
import { errorAnswer, send, settingsFor, VERSION, type Request } from './request.ts';
import { answerFor } from './serve.ts';

const KEEP_ALIVE = 5_000_000;
const MOST_REQUESTS = 1000;
const DIALECT = nginxDialect({ underscores: true, ignoreInvalid: false });

export function* lighttpd(sys: Sys): Eff<number> {
  const args = sys.argv.slice(1);
  const at = args.indexOf('-f');
  if (args.includes('-v') || args.includes('-V')) {
    sys.print(1, `lighttpd/${VERSION} (ssl) - a light and fast webserver\n`);
    return 0;
  }
  const file = at >= 0 ? args[at + 1] : undefined;
  if (file === undefined) {
    sys.print(2, `(server.c.1300) No configuration available. Try using -f option.\n`);
    return 1;
  }
  const reader = new Reader(sys);
  try {
    reader.file(sys.path(file));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    sys.print(2, `${stamp(sys)}: (configfile.c.2155) ${error.message}\n`);
    return 1;
  }
  if (args.includes('-t') || args.includes('-tt')) {
    sys.print(1, 'Syntax OK\n');
    return 0;
  }
  const server = new Server(sys, reader.blocks);
  if (!server.open()) return 1;
  if (args.includes('-D')) return yield* server.run();
  sys.fork((child) => server.as(child).run());
  return 0;
}

function stamp(sys: Sys): string {
  const t = civilTime(Math.floor(sys.clock / 1_000_000));
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

/** Settings that have an effect here, and those that need none. */
const KNOWN =
  /^(?:server\.(?:modules|document-root|bind|port|errorlog|username|groupname|pid-file|tag|max-\w+(?:-\w+)*|upload-dirs|feature-flags)|mimetype\.assign|index-file\.names|alias\.url|url\.redirect(?:-code)?|cgi\.assign|(?:proxy|fastcgi|scgi)\.server|accesslog\.filename|setenv\.add-response-header)$/;

class Server {
  private listener = -1;
  private errorFd = 2;
  private accessFd: number | null = null;
  private leaving = false;
  private open_ = 0;
  private readonly global: ReadonlyMap<string, Value>;

  constructor(
    private readonly sys: Sys,
    private readonly blocks: readonly Block[],
  ) {
    this.global = blocks[0]?.settings ?? new Map();
  }

  as(sys: Sys): Server {
    const other = new Server(sys, this.blocks);
    other.listener = this.listener;
    other.errorFd = this.errorFd;
    other.accessFd = this.accessFd;
    return other;
  }

  private text(name: string, otherwise: string): string {
    return textOf(this.global.get(name), otherwise);
  }

  open(): boolean {
    const { sys } = this;
    const port = Number(this.text('server.port', '80'));
    const ip = this.text('server.bind', '0.0.0.0');
    try {
      this.listener = sys.net.listen({ family: 'tcp', ip: sys.net.resolve(ip)[0] ?? ip, port }, 1024);
      const log = this.text('server.errorlog', '');
      if (log !== '') this.errorFd = sys.fs.open(log, { write: true, append: true, create: true, mode: 0o644 });
      const access = this.text('accesslog.filename', '');
      if (access !== '') this.accessFd = sys.fs.open(access, { write: true, append: true, create: true, mode: 0o644 });
      return true;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      const where = error.message.includes('/') ? 'opening errorlog' : `can't bind to socket: ${ip}:${port}`;
      sys.print(2, `${stamp(sys)}: (network.c.622) ${where}: ${strerror(error.errno)} (${errnoNumber(error.errno)})\n`);
      return false;
    }
  }

  private say(text: string): void {
    this.sys.fs.writeNow(this.errorFd, utf8(`${stamp(this.sys)}: ${text}\n`));
  }

  *run(): Eff<number> {
    const { sys } = this;
    const { pid } = sys;
    const pidfile = this.text('server.pid-file', '');
    if (pidfile !== '') sys.fs.writeFile(pidfile, `${pid}\n`);
    const user = this.text('server.username', '');
    if (user !== '' && sys.process.credentials.uid === 0)
      sys.become(user, this.global.has('server.groupname') ? this.text('server.groupname', user) : undefined);
    sys.emit({ kind: 'process.role', pid, program: 'lighttpd', role: 'server', index: 0 });
    const cgi = [...this.blocks].some(({ settings }) => settings.has('cgi.assign'));
    sys.emit({
      kind: 'server.started',
      pid,
      server: 'lighttpd',
      version: VERSION,
      bind: [sys.net.localName(this.listener)],
      workerClass: cgi ? 'cgi' : 'event loop',
      workers: 0,
      threads: 1,
      timeout: 0,
    });
    const keys = new Set(this.blocks.flatMap(({ settings }) => [...settings.keys()]));
    for (const key of keys)
      if (!KNOWN.test(key)) sys.emit({ kind: 'run.note', note: `lighttpd: ${key} is not modelled`, pid });
    this.say(`(server.c.1704) server started (lighttpd/${VERSION})`);
    const state = { stop: false };
    const woken = sys.cond();
    sys.signal('TERM', () => {
      state.stop = true;
      woken.notifyAll();
    });
    sys.signal('INT', () => {
      this.leaving = true;
      woken.notifyAll();
    });
    while (!state.stop && !(this.leaving && this.open_ === 0)) {
      if (this.leaving) {
        yield* sys.waitAny([woken], 100_000);
        continue;
      }
      const ready = yield* sys.net.poll([{ fd: this.listener, read: true }], null, [woken]);
      const fd = ready.length > 0 ? sys.net.acceptNow(this.listener) : null;
      if (fd === null) continue;
      this.open_++;
      sys.thread('connection', this.connection(fd));
    }
    sys.emit({ kind: 'server.stopping', pid, graceful: this.leaving });
    this.say(`(server.c.2078) server stopped by UID = ${sys.process.credentials.uid} PID = ${sys.ppid}`);
    if (pidfile !== '' && sys.fs.exists(pidfile)) sys.fs.unlink(pidfile);
    return 0;
  }

  private *connection(fd: number): Eff<void> {
    const { sys } = this;
    let before: Bytes = EMPTY;
    try {
      for (let n = 1; n <= MOST_REQUESTS; n++) {
        const read = yield* this.read(fd, before, n === 1);
        if (read === null) return;
        const { r, rest, fault } = read;
        const settings = settingsFor(this.blocks, r);
        const answer = fault === 0 ? yield* answerFor(r, settings, (text) => this.say(text)) : errorAnswer(fault);
        const added = listOf(settings.get('setenv.add-response-header')).map(
          ([name, value]) => [name, textOf(value, '')] as const,
        );
        yield* send(
          r,
          { ...answer, headers: [...answer.headers, ...added] },
          this.text('server.tag', `lighttpd/${VERSION}`),
        );
        this.access(r, answer.status, answer.body.length);
        if (!r.keepalive || this.leaving) return;
        before = rest;
      }
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    } finally {
      this.open_--;
      if (sys.process.fds.has(fd)) sys.fs.close(fd);
    }
  }

  /** The whole request, body included: that is what a script or a server behind gets (server.stream-request-body 0). */
  private *read(fd: number, before: Bytes, first: boolean): Eff<{ r: Request; rest: Bytes; fault: number } | null> {
    const { sys } = this;
    const parser = requestHeadParser(DIALECT);
    let bytes: Bytes | null = before.length > 0 ? before : null;
    for (;;) {
      bytes ??= yield* sys.net.recv(fd, 65_536, first ? 60_000_000 : KEEP_ALIVE);
      if (bytes === null || bytes.length === 0) return null;
      const result = parser.feed(bytes);
      bytes = null;
      if (result.type === 'more') continue;
      if (result.type === 'fault') return { r: this.request(fd, null, EMPTY), rest: EMPTY, fault: 400 };
      const framed = requestFraming(result.head, DIALECT.framing);
      if (!framed.ok) return { r: this.request(fd, null, EMPTY), rest: EMPTY, fault: 400 };
      const decoder = bodyDecoder(framed.framing);
      const parts: Bytes[] = [];
      let rest = result.rest;
      for (
        let input: Bytes | null = result.rest;
        !decoder.finished;
        input = yield* sys.net.recv(fd, 65_536, 60_000_000)
      ) {
        if (input === null) return null;
        if (input.length === 0 && parts.length + result.rest.length > 0 && input !== result.rest) return null;
        if (input.length === 0) continue;
        const step = decoder.feed(input);
        if (step.fault !== null) return { r: this.request(fd, result.head, EMPTY), rest: EMPTY, fault: 400 };
        parts.push(step.data);
        if (step.end !== null) {
          rest = step.end.rest;
          break;
        }
      }
      const body = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
      let at = 0;
      for (const part of parts) {
        body.set(part, at);
        at += part.length;
      }
      return { r: this.request(fd, result.head, body), rest, fault: 0 };
    }
  }

  private request(fd: number, head: RequestHead | null, body: Bytes): Request {
    const { sys } = this;
    const [raw = '/', ...query] = (head?.target ?? '/').split('?');
    const peer = /^\[?(.*?)\]?:(\d+)$/.exec(sys.net.peerName(fd));
    const headers = (head?.headers ?? []).map(({ name, value }) => [name, value] as const);
    const find = (name: string): string => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
    const version = (head?.version.major ?? 1) * 1000 + (head?.version.minor ?? 1);
    const connection = find('connection').toLowerCase();
    return {
      sys,
      fd,
      ...sys.net.traceOf(fd),
      method: head?.method ?? 'GET',
      target: head?.target ?? '/',
      path: simplified(raw),
      query: query.join('?'),
      version,
      headers,
      body,
      host: find('host').replace(/:\d+$/, ''),
      port: Number(/:(\d+)$/.exec(sys.net.localName(fd))?.[1] ?? 80),
      peer: peer?.[1] ?? '',
      peerPort: peer?.[2] ?? '',
      keepalive: head !== null && (version >= 1001 ? !connection.includes('close') : connection.includes('keep-alive')),
    };
  }

  private access(r: Request, status: number, size: number): void {
    if (this.accessFd === null) return;
    const t = civilTime(Math.floor(this.sys.clock / 1_000_000));
    const at = `${two(t.day)}/${MONTHS[t.month - 1] ?? ''}/${t.year}:${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
    const of = (name: string): string => r.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? '-';
    const line = `${r.peer} ${r.host} - [${at}] "${r.method} ${r.target} HTTP/${Math.floor(r.version / 1000)}.${r.version % 1000}" ${status} ${size} "${of('referer')}" "${of('user-agent')}"\n`;
    this.sys.fs.writeNow(this.accessFd, utf8(line));
  }
}

/** Decoded, without `.`, `..` and doubled slashes (burl_normalize and buffer_path_simplify). */
function simplified(raw: string): string {
  const decoded = raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const parts: string[] = [];
  for (const part of decoded.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}${decoded.endsWith('/') && parts.length > 0 ? '/' : ''}`;
}
