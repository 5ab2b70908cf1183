/**
 * A request through nginx's phases (ngx_http_core_module.c): server rewrite, location, rewrite, limits, access,
 * try_files, content; and back again for internal redirects and error pages.
 */
import { EMPTY, latin1, type Bytes } from '../../../base/bytes.ts';
import { Inner, type Eff } from '../../../engine/task.ts';
import type { Header } from '../../../protocols/http1/index.ts';
import type { LocationBlock } from '../conf/model.ts';
import { chooseLocation, locationLabel, type Considered } from '../http/locate.ts';
import { builtinPage, closesConnection } from '../http/pages.ts';
import { newReply } from '../http/reply.ts';
import { realIp } from '../http/realip.ts';
import type { Req } from '../http/request.ts';
import { runScript, type ScriptResult } from '../http/rewrite.ts';
import { bytes as sizeSetting, flag, gatewayPassOf, lists, number, proxyPassOf, time, word } from '../http/settings.ts';
import { capture } from '../http/variables.ts';
import { escapeUri, extension } from '../http/uri.ts';
import { access, limitConnections, limitRequests } from './access.ts';
import type { ClientIo } from './client-io.ts';
import { dav } from './dav.ts';
import { emptyGif, stubStatus } from './fixed-answers.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import { proxy } from './proxy.ts';
import { onTheWire, Sender } from './sender.ts';
import { kindOf, serveFile, tryFiles } from './static.ts';
import { ask, authRequest, startMirrors, type Destination, type Mirror } from './subrequests.ts';
import type { WorkerState } from './worker-state.ts';
import { UNPLACED } from '../../../trace/time.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** With these `return` closes the connection without an answer. */
const DROPPED = new Set([408, 444, 499]);

const METHODS: Record<string, readonly string[]> = { GET: ['GET', 'HEAD'] };

export class Handler {
  private readonly sender: Sender;
  private releases: (() => void)[] = [];
  private readonly mirrors: Mirror[] = [];
  /** What was looked at on the way to the server; given with the first location. */
  private serverNotes: readonly Considered[];

  constructor(
    private readonly worker: WorkerState,
    private readonly r: Req,
    private readonly client: ClientIo,
    considered: readonly Considered[],
    /** Where the answer goes: a subrequest's is not sent. */
    private readonly to: Destination = 'client',
  ) {
    this.serverNotes = considered;
    this.sender = new Sender(worker, r, to);
    this.sender.onStatus = (status, headers) => this.builtin(status, headers);
    this.sender.onInclude = (question) => this.included(question);
  }

  private readonly serveAnother = (question: Req, to: Destination): Eff<unknown> =>
    new Handler(this.worker, question, this.client, [], to).serve();

  private *included(question: Req): Eff<Bytes[]> {
    const pieces: Bytes[] = [];
    yield* ask(this.worker, question, pieces, this.serveAnother);
    return pieces;
  }

  /** Served beside this request: its connection is free when they are done. */
  *finishMirrors(): Eff<void> {
    for (const mirror of this.mirrors) yield* mirror.finished();
  }

  /** Serve the request; true when the connection is to be closed without a word. */
  *serve(first: Outcome = NEXT): Eff<'answered' | 'close'> {
    let outcome = first.type === 'next' ? yield* this.phases('server') : first;
    try {
      for (;;) {
        switch (outcome.type) {
          case 'reply':
            // Throwing a body away begins with inviting it (ngx_http_discard_request_body).
            if (this.to === 'client') yield* this.client.invite();
            yield* this.sender.whole(outcome.reply, outcome.body);
            return 'answered';
          case 'status':
            outcome = yield* this.failed(outcome.status, outcome.headers ?? []);
            break;
          case 'internal':
            outcome = yield* this.internal(outcome.uri, outcome.args);
            break;
          case 'named':
            outcome = yield* this.named(outcome.name);
            break;
          case 'sent':
            return 'answered';
          case 'close':
            this.r.status = outcome.status;
            return 'close';
          case 'next':
            outcome = statusOf(404);
        }
      }
    } finally {
      for (const release of this.releases) release();
    }
  }

  private *internal(uri: string, args: string): Eff<Outcome> {
    const { r, worker } = this;
    if (r.uriChanges-- <= 0) {
      worker.error(r, 'error', `rewrite or internal redirection cycle while internally redirecting to "${uri}"`);
      return statusOf(500);
    }
    worker.note(r, 'internal-redirect', uri);
    r.internal = true;
    r.validLocation = true;
    r.setUri(uri);
    r.args = args;
    r.level = r.server.level;
    return yield* this.phases('server');
  }

  private *named(name: string): Eff<Outcome> {
    const { r, worker } = this;
    const location = r.server.named.get(name);
    if (r.uriChanges-- <= 0) {
      worker.error(r, 'error', `rewrite or internal redirection cycle while redirect to named location "${name}"`);
      return statusOf(500);
    }
    if (location === undefined) {
      worker.error(r, 'error', `could not find named location "${name}"`);
      return statusOf(500);
    }
    r.internal = true;
    r.level = location.level;
    this.report(location, [
      { what: locationLabel(location), line: location.level.line, outcome: 'chosen', why: 'asked for by name' },
    ]);
    return yield* this.afterLocation();
  }

  private *phases(from: 'server' | 'location'): Eff<Outcome> {
    if (from === 'server') {
      this.r.busyWith(null);
      const scripted = this.script();
      if (scripted !== null) return scripted;
      this.relocate = false;
    }
    const located = this.locate();
    if (located.type !== 'next') return located;
    return yield* this.afterLocation();
  }

  /** Run the level's script; null to go on. */
  private script(): Outcome | null {
    const { r, worker } = this;
    if (r.level.script.length === 0) return null;
    const result = runScript(
      r.level,
      r,
      worker.variables,
      { test: (path, what) => this.fileTest(path, what) },
      {
        note: (text) => worker.note(r, 'rewrite', text),
        error: (text) => worker.error(r, 'error', text),
        log: (text) => (flag(r.level, 'rewrite_log', false) ? worker.error(r, 'notice', text) : undefined),
      },
    );
    return this.scripted(result);
  }

  private relocate = false;

  private scripted(result: ScriptResult): Outcome | null {
    switch (result.type) {
      case 'go-on':
        this.relocate = result.relocate;
        return null;
      case 'status':
        return DROPPED.has(result.status)
          ? { type: 'close', status: result.status }
          : result.status < 400 && !REDIRECTS.has(result.status) && result.status !== 204
            ? this.text(result.status, '')
            : statusOf(result.status, REDIRECTS.has(result.status) ? [{ name: 'Location', value: '' }] : []);
      case 'redirect':
        return statusOf(result.status, [{ name: 'Location', value: result.location }]);
      case 'text':
        return this.text(result.status, result.text);
    }
  }

  private text(status: number, text: string): Outcome {
    const { r, worker } = this;
    const type = r.accelType ?? worker.mime.typeOf(r.level, extension(r.uri));
    const body = latin1(text);
    return {
      type: 'reply',
      reply: newReply(status, {
        contentType: status === 204 ? null : type,
        contentLength: status === 204 ? null : body.length,
      }),
      body,
    };
  }

  private fileTest(path: string, what: 'f' | 'd' | 'e' | 'x'): boolean {
    const kind = kindOf(this.worker, path);
    if (what === 'x') return kind !== 'none' && this.worker.sys.fs.access(path, 1);
    return what === 'e' ? kind !== 'none' : what === 'd' ? kind === 'dir' : kind === 'file';
  }

  /** Find the location for the present URI; internal ones, size limits and the missing slash are judged here. */
  private locate(): Outcome {
    const { r, worker } = this;
    const choice = chooseLocation(r.server.locations, r.uri);
    const { location } = choice;
    r.level = location?.level ?? r.server.level;
    if (choice.match !== null) capture(r, choice.match);
    this.report(location, choice.considered);
    if (
      location !== null &&
      !r.internal &&
      lists(r.level, 'internal').some((d) => location.level.directives.includes(d))
    )
      return statusOf(404);
    this.limitExcept();
    if (
      time(r.level, 'keepalive_timeout', 75) === 0 ||
      r.client.requests >= number(r.level, 'keepalive_requests', 1000)
    )
      r.keepalive = false;
    const limit = sizeSetting(r.level, 'client_max_body_size', 1048576);
    if (r.bodyLength > 0 && limit > 0 && limit < r.bodyLength && !r.internal) {
      this.client.forgetContinue();
      worker.error(r, 'error', `client intended to send too large body: ${r.bodyLength} bytes`);
      return statusOf(413);
    }
    if (choice.addSlash !== null) {
      r.level = choice.addSlash.level;
      const to = `${escapeUri(choice.addSlash.name)}${r.args === '' ? '' : `?${r.args}`}`;
      return statusOf(301, [{ name: 'Location', value: to }]);
    }
    return NEXT;
  }

  private limitExcept(): void {
    const { r } = this;
    for (const level of r.level.limits) {
      const allowed = level.methods.flatMap((m) => METHODS[m.toUpperCase()] ?? [m.toUpperCase()]);
      if (!allowed.includes(r.method)) r.level = level.level;
    }
  }

  private report(location: LocationBlock | null, considered: readonly Considered[]): void {
    const { r, worker } = this;
    worker.sys.emit({
      kind: 'proxy.matched',
      pid: worker.sys.pid,
      req: worker.reqOf(r),
      server: r.server.names.map((n) => n.name).join(' '),
      serverLine: r.server.line,
      location: location === null ? '' : locationLabel(location),
      locationLine: location?.level.line ?? 0,
      candidates: [...this.serverNotes, ...considered],
      seq: 0,
      at: UNPLACED,
      cause: 0,
    });
    this.serverNotes = [];
  }

  private *afterLocation(): Eff<Outcome> {
    const { r, worker } = this;
    // The server's own directives have been run already.
    const scripted = r.level === r.server.level ? null : this.script();
    if (scripted !== null) return scripted;
    if (this.relocate) {
      this.relocate = false;
      if (r.uriChanges-- <= 0) {
        worker.error(r, 'error', `rewrite or internal redirection cycle while processing "${r.uri}"`);
        return statusOf(500);
      }
      r.level = r.server.level;
      return yield* this.phases('location');
    }
    realIp(r);
    if (lists(r.level, 'limit_req').length > 0) {
      const limited = yield* limitRequests(worker, r);
      if (limited.type !== 'next') return limited;
    }
    if (r.limitConnStatus === '' && lists(r.level, 'limit_conn').length > 0) {
      const { outcome, release } = limitConnections(worker, r);
      this.releases.push(release);
      if (outcome.type !== 'next') return outcome;
    }
    // Who may ask has been judged before a request asks itself.
    const allowed = r.main === null ? access(worker, r) : NEXT;
    if (allowed.type !== 'next') return allowed;
    if (lists(r.level, 'auth_request').length > 0) {
      const asked = yield* authRequest(worker, r, this.serveAnother);
      if (asked.type !== 'next') return asked;
    }
    if (lists(r.level, 'mirror').length > 0) {
      const begun = yield* startMirrors(worker, r, this.client, this.serveAnother);
      if ('type' in begun) return begun;
      this.mirrors.push(...begun);
    }
    const rule = r.level.tryFiles;
    if (rule !== null) {
      const tried = tryFiles(worker, r, rule);
      if (tried.type !== 'next') return tried;
    }
    return yield* this.content();
  }

  private *content(): Eff<Outcome> {
    const { r, worker } = this;
    if (proxyPassOf(r.level) !== null || gatewayPassOf(r.level) !== null)
      return (yield new Inner(proxy(worker, r, this.client, this.sender))) as Outcome;
    const other = ['memcached_pass', 'grpc_pass'].find((name) => r.level.byName.has(name));
    if (other !== undefined) {
      worker.error(r, 'error', `${other} is not modelled in this simulation`);
      worker.note(r, 'not-modelled', other);
      return statusOf(502);
    }
    const reading = r.method === 'GET' || r.method === 'HEAD';
    if (r.level.byName.has('stub_status')) return reading ? stubStatus(worker) : statusOf(405);
    if (lists(r.level, 'dav_methods').length > 0) {
      const done = yield* dav(worker, r, this.client);
      if (done.type !== 'next') return done;
    }
    if (r.level.byName.has('empty_gif')) return reading ? emptyGif() : statusOf(405);
    return serveFile(worker, r);
  }

  /** error_page if there is one for this status, else the built-in page. */
  private *failed(status: number, headers: readonly Header[]): Eff<Outcome> {
    const { r, worker } = this;
    if (closesConnection(status)) r.keepalive = false;
    const recursive = flag(r.level, 'recursive_error_pages', false);
    if ((!r.errorPageUsed || recursive) && r.uriChanges > 0) {
      for (const d of lists(r.level, 'error_page')) {
        const words = [...d.args];
        const source = words.pop() ?? '';
        const answer = words.at(-1)?.startsWith('=') === true ? (words.pop() ?? '') : null;
        if (!words.includes(String(status))) continue;
        r.errorPageUsed = true;
        r.errorStatus = answer === null ? onTheWire(status) : answer === '=' ? 0 : Number(answer.slice(1));
        const target = worker.variables.source(source, r);
        worker.note(r, 'error_page', `${status}: ${target}`);
        r.carried.push(...headers.filter((h) => h.name !== 'Location'));
        if (target.startsWith('@')) return { type: 'named', name: target };
        if (target.startsWith('/')) {
          if (r.method !== 'HEAD') r.method = 'GET';
          const question = target.indexOf('?');
          return {
            type: 'internal',
            uri: question < 0 ? target : target.slice(0, question),
            args: question < 0 ? '' : target.slice(question + 1),
          };
        }
        const code = [301, 302, 303, 307, 308].includes(r.errorStatus) ? r.errorStatus : 302;
        r.errorStatus = 0;
        yield* this.builtin(code, [{ name: 'Location', value: target }]);
        return { type: 'sent' };
      }
    }
    yield* this.builtin(status, headers);
    return { type: 'sent' };
  }

  /** nginx's own page for a status. */
  private *builtin(status: number, headers: readonly Header[]): Eff<void> {
    const { r } = this;
    this.client.forgetContinue();
    if (closesConnection(status)) r.keepalive = false;
    const location = headers.find((h) => h.name === 'Location')?.value ?? null;
    const kept = headers.filter((h) => h.name !== 'Location');
    if (r.errorStatus !== 0 && r.errorStatus !== status) r.errorStatus = status;
    const tokens = word(r.level, 'server_tokens', 'on');
    const agent = r.header('user-agent') ?? '';
    const padded = flag(r.level, 'msie_padding', true) && r.protocol >= 1000 && /MSIE |Chrome\//.test(agent);
    const body: Bytes = builtinPage(status, tokens === 'off' ? 'off' : 'on', padded) ?? EMPTY;
    const bare = body.length === 0;
    const reply = newReply(status, {
      contentType: bare ? null : 'text/html',
      contentLength: bare && (status === 304 || status < 300) ? null : body.length,
      location: location?.startsWith('/') === true ? location : null,
    });
    if (location !== null && reply.location === null) reply.headers.push({ name: 'Location', value: location });
    reply.headers.push(...kept);
    yield* this.sender.start(reply);
    yield* this.sender.finish(body);
  }
}
