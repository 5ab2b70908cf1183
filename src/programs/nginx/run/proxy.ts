/** proxy_pass: choose a peer, pass the request on, bring the answer back; try the next peer where that is allowed. */
import { concat, EMPTY, type Bytes } from '../../../base/bytes.ts';
import { Inner, type Eff } from '../../../engine/task.ts';
import { isNamed, wantsKeepAlive, type ResponseHead } from '../../../protocols/http1/index.ts';
import type { Peer } from '../http/balance.ts';
import type { Req } from '../http/request.ts';
import { flag, gatewayPassOf, lists, number, proxyPassOf, time, word, wordsOf } from '../http/settings.ts';
import {
  cacheFor,
  keepAnswer,
  lifetime,
  mayUseStale,
  staleWindows,
  variant,
  type CachedAnswer,
  type CacheUse,
} from './cache.ts';
import { accelRedirect, hasErrorPage, rateOf } from './accel.ts';
import type { ClientIo } from './client-io.ts';
import { gatewayConnection, gatewayExchange, gatewayTarget } from './gateway.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import { balanceKey, mayRetry } from './next-upstream.ts';
import { keepsAlive, mostUses, takeIdle, trimIdle } from './idle.ts';
import { requestBody, streamBody } from './proxy-body.ts';
import { answerCondition, fromCache, lookUp, questions, revalidates, upstreamMethod } from './proxy-cache.ts';
import { httpVersion, proxiedReply, upstreamHeaders } from './proxy-headers.ts';
import { storeAnswer, stores } from './proxy-store.ts';
import { proxyTarget, type ProxyTarget } from './proxy-target.ts';
import { relay, tunnel, type RelayResult } from './relay.ts';
import { Sender } from './sender.ts';
import {
  connectPeer,
  failure,
  requestHeadBytes,
  UpstreamConnection,
  failingStatus,
  type Failure,
  type HeadAnswer,
} from './upstream-io.ts';
import { secureUpstream } from './upstream-tls.ts';
import type { WorkerState } from './worker-state.ts';
import { UNPLACED } from '../../../trace/time.ts';

interface Job {
  readonly worker: WorkerState;
  readonly r: Req;
  readonly client: ClientIo;
  readonly sender: Sender;
  readonly target: ProxyTarget;
  readonly cache: CacheUse | null;
  /** The answer may be kept. */
  readonly keeps: boolean;
  /** The client has had its answer. */
  readonly behind: boolean;
  /** Null: the body is passed on while it comes. */
  readonly body: Bytes | null;
  readonly label: (peer: string) => string;
  requestSent: boolean;
  /** The connection had been kept open from an earlier request. */
  reused: boolean;
  /** An expired answer: to be asked about, or to fall back to. */
  readonly expired: CachedAnswer | null;
}

export function* proxy(worker: WorkerState, r: Req, client: ClientIo, sender: Sender): Eff<Outcome> {
  const target = targetOf(worker, r);
  if (target === undefined) return NEXT;
  if (target === null) return statusOf(502);
  const plain = client.bodyDone && r.body === null && lists(r.level, 'proxy_set_body').length === 0;
  const body = plain ? EMPTY : yield* requestBody(worker, r, client);
  if (body !== null && 'type' in body) return body;
  const cache = cacheFor(worker, r);
  const found = cache === null ? null : yield* lookUp(worker, r, cache);
  if (cache !== null) worker.note(r, 'cache', r.upstream.cacheStatus);
  const job: Job = {
    worker,
    r,
    client,
    sender,
    target,
    cache,
    keeps: found?.keeps ?? false,
    behind: false,
    body,
    label: (peer) => upstreamLabel(target, peer),
    requestSent: false,
    reused: false,
    expired: found?.expired ?? null,
  };
  try {
    if (found === null || found.answer === null) return yield* ask(job);
    const sent = yield* fromCache(worker, r, sender, found.answer, target);
    // The client has its answer: now a new one is fetched.
    if (found.fetches) yield* ask(behindTheScenes(job));
    return sent;
  } finally {
    if (found?.fetches === true) cache?.cache.fetched.delete(cache.key);
  }
}

/** The same request once more, for the cache alone. */
function behindTheScenes(job: Job): Job {
  const { worker, r } = job;
  const again = r.subrequest(r.args === '' ? r.uri : `${r.uri}?${r.args}`);
  again.level = r.level;
  again.backend = r.backend;
  again.internal = r.internal;
  again.validUnparsed = r.validUnparsed;
  return { ...job, r: again, sender: new Sender(worker, again, 'nobody'), keeps: true, behind: true };
}

function* ask(job: Job): Eff<Outcome> {
  const { worker, r, sender, target, expired } = job;
  const outcome = yield* attempts(job);
  if (outcome.type !== 'failure') return outcome;
  r.busyWith('sending to client');
  const stale = ['no-live', 'aborted'].includes(outcome.kind) ? 'error' : outcome.kind;
  if (expired !== null && mayUseStale(r, stale, expired, worker.seconds)) {
    r.upstream.cacheStatus = 'STALE';
    worker.note(r, 'cache', 'STALE');
    return yield* fromCache(worker, r, sender, expired, target);
  }
  if (outcome.ends !== undefined) return outcome.ends;
  if (outcome.kind === 'aborted') return { type: 'close', status: 499 };
  return statusOf(outcome.kind === 'timeout' ? 504 : 502);
}

/** Undefined: nothing passes this request on. Null: the address cannot be found. */
function targetOf(worker: WorkerState, r: Req): ProxyTarget | null | undefined {
  const pass = proxyPassOf(r.level);
  r.backend = 'proxy';
  if (pass !== null) return proxyTarget(worker, r, pass);
  const gateway = gatewayPassOf(r.level);
  if (gateway === null) return undefined;
  r.backend = gateway.backend;
  return gatewayTarget(worker, r, gateway);
}

/** `http://127.0.0.1:8000/x`, `http://unix:/run/app.sock:/x` */
const upstreamLabel = (target: ProxyTarget, peer: string): string =>
  `${target.scheme}://${peer}${peer.startsWith('unix:') ? ':' : ''}${target.uri}`;

function mostTries(r: Req, peers: number): number {
  const limit = number(r.level, r.own('next_upstream_tries'), 0);
  return limit > 0 ? Math.min(limit, peers) : peers;
}

function* attempts(job: Job): Eff<Outcome | Failure> {
  const { worker, r, target } = job;
  const tried: Peer[] = [];
  let left = target.peers.single ? 1 : mostTries(r, target.peers.tries);
  const startedAt = worker.sys.now;
  const wait = time(r.level, r.own('next_upstream_timeout'), 0);
  for (;;) {
    const peer = target.peers.pick(tried, worker.seconds, balanceKey(worker, r, target.peers), () =>
      worker.sys.world.sim.random('nginx/random').float(),
    );
    if (peer === null) {
      worker.error(r, 'error', 'no live upstreams while connecting to upstream', job.label(target.upstream.host));
      recordAttempt(r, target.upstream.host, 502).responseTime = 0;
      return failure('no-live', '');
    }
    tried.push(peer);
    left--;
    const outcome = yield* attempt(job, peer, left > 0);
    if (outcome.type !== 'failure') {
      target.peers.release(peer, false, worker.seconds);
      return outcome;
    }
    if (outcome.text !== '') worker.error(r, outcome.level, outcome.text, job.label(peer.text));
    worker.sys.emit({
      kind: 'proxy.upstream_failed',
      pid: worker.sys.pid,
      req: worker.reqOf(r),
      address: peer.text,
      error: outcome.text,
    });
    // A page that one server lacks or forbids says nothing against that server (ngx_http_upstream_next).
    const failed = !['aborted', 'http_403', 'http_404'].includes(outcome.kind);
    if (target.peers.release(peer, failed, worker.seconds) === 'disabled') {
      worker.error(
        r,
        'warn',
        'upstream server temporarily disabled while ' + (outcome.text.split(' while ')[1] ?? 'connecting to upstream'),
        job.label(peer.text),
      );
    }
    // A kept connection that turns out to be dead is nobody's turn.
    if (job.reused && outcome.kind === 'error') left++;
    if (outcome.kind === 'aborted' || left === 0 || !mayRetry(r, job.requestSent, outcome.kind)) return outcome;
    if (job.requestSent && job.body === null) return outcome;
    if (wait > 0 && worker.sys.now - startedAt >= wait) return outcome;
  }
}

/** The upstream says that the expired answer still holds. */
function* revalidated(job: Job, expired: CachedAnswer, head: ResponseHead): Eff<Outcome> {
  const { worker, r, sender, target, cache } = job;
  r.upstream.cacheStatus = 'REVALIDATED';
  worker.note(r, 'cache', 'REVALIDATED');
  const merged = [...head.headers, ...expired.headers];
  const keepFor = lifetime(worker, r, expired.status, merged, worker.seconds);
  if (cache !== null && keepFor > 0) keepAnswer(r, cache, { ...expired, until: worker.seconds + keepFor });
  return yield* fromCache(worker, r, sender, expired, target);
}

function recordAttempt(r: Req, address: string, status = 0): Req['upstream']['attempts'][number] {
  const attempt = { address, status, connectTime: -1, headerTime: -1, responseTime: -1, responseLength: 0 };
  r.upstream.attempts.push(attempt);
  return attempt;
}

function* attempt(job: Job, peer: Peer, retry: boolean): Eff<Outcome | Failure> {
  const { worker, r, client, target } = job;
  const started = worker.sys.now;
  const record = recordAttempt(r, peer.text);
  r.upstream.label = job.label(peer.text);
  const reused = takeIdle(worker, target.peers, peer);
  job.reused = reused !== null;
  const fd = reused?.fd ?? (yield* connectPeer(worker, r, peer));
  if (typeof fd !== 'number') {
    record.responseTime = worker.sys.now - started;
    record.status = fd.kind === 'timeout' ? 504 : 502;
    return fd;
  }
  const up =
    r.backend === 'proxy' ? new UpstreamConnection(worker, r, client, fd) : gatewayConnection(worker, r, client, fd);
  up.label = job.label(peer.text);
  up.uses = (reused?.uses ?? 0) + 1;
  up.forOthersToo = job.keeps;
  record.connectTime = worker.sys.now - started;
  worker.sys.emit({
    kind: 'proxy.upstream',
    pid: worker.sys.pid,
    req: worker.reqOf(r),
    conn: worker.sys.net.traceOf(fd).conn,
    upstream: target.upstream.host,
    address: peer.text,
    uri: target.uri,
    why: reused === null ? target.upstream.balancing.type : 'kept open from an earlier request',
    seq: 0,
    at: UNPLACED,
    cause: 0,
  });
  try {
    const answer = yield* exchange(job, up);
    if (answer.type === 'failure') {
      record.status = answer.kind === 'timeout' ? 504 : 502;
      return answer;
    }
    record.headerTime = worker.sys.now - started;
    if (answer.type === 'raw') return yield* passRaw(job, up, answer.bytes);
    record.status = answer.head.status;
    const next = failingStatus(answer.head.status);
    if (
      next !== null &&
      ((retry && mayRetry(r, job.requestSent, next)) ||
        (job.expired !== null && mayUseStale(r, next, job.expired, worker.seconds)))
    )
      return failure(next, '');
    if (job.expired !== null && answer.head.status === 304 && revalidates(r))
      return yield* revalidated(job, job.expired, answer.head);
    return yield* deliver(job, up, answer.head, answer.rest, peer);
  } finally {
    record.responseTime = worker.sys.now - started;
    up.close();
  }
}

/** Send the request, read the head of the answer. */
function* exchange(job: Job, up: UpstreamConnection): Eff<HeadAnswer> {
  const { worker, r, target, body } = job;
  if (r.backend !== 'proxy')
    return yield* gatewayExchange(worker, r, job.client, up, body, () => void (job.requestSent = true));
  if (target.scheme === 'https' && !worker.sys.net.secured(up.fd)) {
    const refused = yield* secureUpstream(worker, r, up);
    if (refused !== null) return refused;
  }
  const version = httpVersion(r);
  const streamed = body === null;
  const declared = r.header('content-length');
  const chunked = streamed && declared === undefined && version === '1.1';
  // A body that is kept back has its length told all the same.
  const withheld = r.main !== null || !flag(r.level, 'proxy_pass_request_body', true);
  const length =
    declared !== undefined && (streamed || (withheld && body.length === 0))
      ? Number(declared)
      : body !== null && (body.length > 0 || declared !== undefined || r.header('transfer-encoding') !== undefined)
        ? body.length
        : null;
  const headers = upstreamHeaders(worker, r, { length, chunked }, job.cache !== null);
  if (job.expired !== null && revalidates(r)) headers.push(...questions(job.expired));
  const method = word(r.level, 'proxy_method', upstreamMethod(r, job.cache));
  const head = requestHeadBytes(method, target.uri, version, headers);
  const sent = yield* up.send(streamed || body.length === 0 ? head : concat([head, body]));
  job.requestSent = true;
  if (sent !== null) return sent;
  if (streamed) {
    const problem = yield* streamBody(r, job.client, up, chunked);
    if (problem !== null) return problem;
  }
  return (yield new Inner(up.head())) as HeadAnswer;
}

function* passRaw(job: Job, up: UpstreamConnection, first: Bytes): Eff<Outcome> {
  const { r, sender } = job;
  r.keepalive = false;
  r.status = 9;
  yield* sender.raw(first);
  for (;;) {
    const bytes = yield* up.read('reading upstream');
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) return { type: 'sent' };
    yield* sender.raw(bytes);
  }
}

function* deliver(
  job: Job,
  up: UpstreamConnection,
  head: ResponseHead,
  rest: Bytes,
  peer: Peer,
): Eff<Outcome | Failure> {
  const { worker, r, sender, target, cache } = job;
  r.upstream.headers = head.headers;
  const find = (name: string): string | undefined => head.headers.find((h) => isNamed(h.name, name))?.value;
  const ignored = wordsOf(r.level, r.own('ignore_headers'));
  const accel = ignored.includes('x-accel-redirect') ? undefined : find('x-accel-redirect');
  r.busyWith(accel === undefined ? 'sending to client' : 'reading response header from upstream');
  if (accel !== undefined) return accelRedirect(worker, r, head, accel);
  if (flag(r.level, r.own('intercept_errors'), false) && head.status >= 300 && hasErrorPage(r, head.status)) {
    const challenge =
      head.status === 401 ? head.headers.filter((h) => h.name.toLowerCase() === 'www-authenticate') : [];
    return statusOf(head.status, challenge);
  }
  if (head.status === 101 && r.header('upgrade') !== undefined) return yield* upgraded(job, up, head, rest);
  const keepFor = cache === null || !job.keeps ? 0 : lifetime(worker, r, head.status, head.headers, worker.seconds);
  const accelBuffering = ignored.includes('x-accel-buffering') ? undefined : find('x-accel-buffering')?.toLowerCase();
  const buffering = accelBuffering === undefined ? flag(r.level, r.own('buffering'), true) : accelBuffering !== 'no';
  if (!ignored.includes('x-accel-limit-rate')) r.rate = rateOf(head) ?? r.rate;
  const reply = proxiedReply(worker, r, head, target);
  if (job.keeps) answerCondition(reply, r);
  // Nobody to send it to, nothing to keep (ngx_http_write_filter).
  if (job.keeps && !job.behind && job.client.checkGone()) return { type: 'close', status: reply.status };
  yield* sender.start(reply);
  const stored = stores(r, head.status);
  // One that has answered before it had the whole body still expects the rest.
  const asked = job.body !== null || job.client.bodyDone;
  const keepsUpstream = asked && wantsKeepAlive(head) && keepsAlive(r, target.peers);
  const relayed = relay(worker, r, up, head, rest, sender, {
    buffering: buffering || keepFor > 0 || stored,
    keep: keepFor > 0 || stored,
    method: upstreamMethod(r, job.cache),
    keepsUpstream,
    whileClientGone: keepFor > 0 || stored || flag(r.level, r.own('ignore_client_abort'), false),
  });
  const result = (yield new Inner(relayed)) as RelayResult;
  const record = r.upstream.attempts.at(-1);
  if (record !== undefined) record.responseLength = result.bytes;
  if (result.failure !== null) {
    worker.error(r, result.failure.level, result.failure.text, up.label);
    // The head may have waited for company: a client that left has seen nothing (ngx_http_terminate_request).
    if (result.failure.kind !== 'aborted') yield* sender.flush();
    else if (r.bytesSent === 0) r.status = 499;
    r.keepalive = false;
    return { type: 'sent' };
  }
  if (stored && result.body !== null) storeAnswer(worker, r, result.body, find('last-modified'));
  if (cache !== null && keepFor > 0 && result.body !== null)
    keepFresh(r, cache, head, result.body, worker.seconds + keepFor);
  if (result.reusable && keepsUpstream && up.uses < mostUses(target.peers)) {
    up.handOver();
    target.peers.idle.push({ fd: up.fd, address: peer.text, since: worker.sys.now, uses: up.uses });
    trimIdle(worker, target.peers);
  }
  yield* sender.finish();
  return { type: 'sent' };
}

function keepFresh(r: Req, cache: CacheUse, head: ResponseHead, body: Bytes, until: number): void {
  const bodiless = upstreamMethod(r, cache) === 'HEAD';
  const headers = head.headers.filter(
    (h) => bodiless || h.name.toLowerCase() !== 'content-length' || h.value === String(body.length),
  );
  const { status, reason } = head;
  const vary = variant(r, head.headers);
  keepAnswer(r, cache, { status, reason, headers, body, until, vary, ...staleWindows(r, head.headers) });
}

function* upgraded(job: Job, up: UpstreamConnection, head: ResponseHead, rest: Bytes): Eff<Outcome> {
  const { worker, r, client, sender, target } = job;
  const reply = proxiedReply(worker, r, head, target);
  reply.upgrade = true;
  r.keepalive = false;
  yield* sender.start(reply);
  if (rest.length > 0) yield* sender.raw(rest);
  worker.note(r, 'upgraded', r.header('upgrade') ?? '');
  yield* tunnel(worker, r, up, sender, time(r.level, r.own('read_timeout'), 60), () => client.takeNow());
  return { type: 'sent' };
}
