/**
 * Fetching as browsers do it (Fetch, sections "HTTP fetch" to "HTTP-network-or-cache fetch"): strict names first, then the
 * cache, then the network; redirects by its rules, twenty at most. Each hop is a request with a number of its own. Not
 * here: CORS, service workers, integrity, authentication.
 */
import type { Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import type { Sys } from '../../../machine/sys.ts';
import { headerValue, headerValues, type Header, type ResponseHead } from '../../../protocols/http1/index.ts';
import { ageOf, freshnessOf, isFresh, mayStore, renewed, validators, variedBy } from '../../../protocols/web/cache.ts';
import { hrefOf, originOf, resolveUrl, type WebUrl } from '../../../protocols/web/url.ts';
import { Body } from './body.ts';
import { exchange, type Answer, type Listener } from './exchange.ts';
import type { BrowserFailure } from './failure.ts';
import { requestHeaders } from './headers.ts';
import type { Copy, Memory } from './memory.ts';

export interface Job {
  readonly url: WebUrl;
  readonly method: string;
  readonly body: Bytes | null;
  readonly given: readonly (readonly [name: string, value: string])[];
  readonly resource: string;
  /** Who asks; null for a document. */
  readonly page: { readonly url: WebUrl; readonly req: number } | null;
  /** Hears of a page's text while it comes. */
  readonly onText: ((url: WebUrl, req: number, text: string) => void) | null;
}

export interface Got {
  readonly req: number;
  readonly url: WebUrl;
  readonly status: number;
  readonly type: string;
  /** Of pages and style sheets. */
  readonly text: string;
}

interface Hop {
  readonly req: number;
  readonly failure: BrowserFailure | null;
  /** Of the answer that counts: after a 304 that is the one which was kept. */
  readonly status: number;
  readonly headers: readonly Header[];
  readonly text: string;
  readonly bytes: number;
  /** 304, where the server said no more than that. */
  readonly wire?: number;
}

const MOST_REDIRECTS = 20;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** A request that nobody minds being asked twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export class Fetcher {
  constructor(
    private readonly sys: Sys,
    private readonly memory: Memory,
    private readonly client: string,
    /** The person has gone elsewhere: what is under way is given up. */
    private readonly left: () => boolean,
  ) {}

  private get seconds(): number {
    return this.sys.clock / 1e6;
  }

  /** Null when no answer came. */
  *fetch(start: Job): Eff<Got | null> {
    let job = start;
    for (let redirects = 0; ; redirects++) {
      const strict = this.memory.strict.upgrade(job.url, this.seconds);
      if (strict !== null) {
        this.goStrict(job, strict);
        job = { ...job, url: strict };
      }
      const hop = yield* this.hop(job, redirects === MOST_REDIRECTS);
      if (hop.failure !== null) return null;
      const next = redirected(job, hop.status, hop.headers);
      if (next === null || next === 'nowhere') {
        const type = (headerValue(hop.headers, 'content-type') ?? '').replace(/;.*$/s, '').trim().toLowerCase();
        return { req: hop.req, url: job.url, status: hop.status, type, text: hop.text };
      }
      job = next;
    }
  }

  private begin(job: Job): number {
    const { sys } = this;
    const req = ++sys.world.requestIds;
    const { method, url, resource } = job;
    sys.emit({ kind: 'request.started', req, client: this.client, method, target: url.target, to: originOf(url) });
    sys.emit({ kind: 'request.resource', req, resource, page: job.page?.req ?? 0 });
    return req;
  }

  /** What developer tools show as "307 Internal Redirect": nothing crosses the network. */
  private goStrict(job: Job, url: WebUrl): void {
    const req = this.begin(job);
    this.sys.emit({ kind: 'request.redirected', req, location: hrefOf(url), how: 'hsts' });
    this.sys.emit({ kind: 'request.finished', req, status: 307, bytes: 0 });
  }

  private *hop(job: Job, last: boolean): Eff<Hop> {
    const { sys, memory } = this;
    const req = this.begin(job);
    let open = true;
    const end = (hop: Hop): Hop => {
      open = false;
      const next = hop.failure === null ? redirected(job, hop.status, hop.headers) : null;
      const refused = next === 'nowhere' ? 'NET::ERR_INVALID_REDIRECT' : next === null || !last ? null : TOO_MANY;
      const failure = hop.failure ?? refused;
      if (next !== null && next !== 'nowhere' && failure === null)
        sys.emit({ kind: 'request.redirected', req, location: hrefOf(next.url), how: 'server' });
      if (failure === null)
        sys.emit({ kind: 'request.finished', req, status: hop.wire ?? hop.status, bytes: hop.bytes });
      else sys.emit({ kind: 'request.failed', req, error: failure });
      return { ...hop, failure };
    };
    try {
      if (isMixed(job)) return end(without(req, 'mixed-content'));
      const asker = job.page?.url ?? null;
      const cookie = memory.jar.header(job.url, asker, this.seconds);
      const say = { ...job, page: asker, cookie, conditions: [] };
      const copy = job.method === 'GET' ? memory.copyFor(job.url, requestHeaders(say)) : null;
      if (copy !== null && isFresh(copy, this.seconds)) {
        this.tellCached(req, copy, 'fresh');
        const { status, headers, text, size } = copy;
        return end({ req, failure: null, status, headers, text, bytes: size });
      }
      const conditions = copy === null ? [] : validators(copy);
      return end(yield* this.network(job, req, requestHeaders({ ...say, conditions }), copy));
    } finally {
      if (open && this.left()) sys.emit({ kind: 'request.failed', req, error: 'aborted' });
    }
  }

  private tellCached(req: number, copy: Copy, how: 'fresh' | 'revalidated'): void {
    const age = Math.round(ageOf(copy, this.seconds) * 1000) / 1000;
    const lifetime = Math.round(Math.min(2 ** 31, freshnessOf(copy)) * 1000) / 1000;
    this.sys.emit({ kind: 'request.cached', req, status: copy.status, how, age, lifetime });
  }

  private *network(job: Job, req: number, headers: readonly Header[], copy: Copy | null): Eff<Hop> {
    const requestedAt = this.seconds;
    const body = new Body(job.onText === null ? null : (text) => job.onText?.(job.url, req, text));
    const listener: Listener = { onHead: (head) => this.heard(job, head, body), onData: (data) => body.add(data) };
    const answer = yield* this.send(job, req, headers, listener);
    const { head, failure } = 'head' in answer ? answer : { head: null, failure: answer.failure };
    if (failure !== null || head === null) return without(req, failure ?? 'incomplete');
    const bytes = 'head' in answer ? answer.bytes : 0;
    const times = { requestedAt, receivedAt: this.seconds };
    if (head.status === 304 && copy !== null) {
      const varied = variedBy(head.headers, headers) ?? copy.varied;
      const now: Copy = { ...copy, ...times, headers: renewed(copy.headers, head.headers), varied };
      this.memory.keep(job.url, now);
      this.tellCached(req, now, 'revalidated');
      return { req, failure: null, status: copy.status, wire: 304, headers: now.headers, text: copy.text, bytes };
    }
    const text = body.text();
    this.store(job, head, headers, { ...times, size: bytes, text });
    return { req, failure: null, status: head.status, headers: head.headers, text, bytes };
  }

  private store(
    job: Job,
    head: ResponseHead,
    request: readonly Header[],
    rest: Pick<Copy, 'requestedAt' | 'receivedAt' | 'size' | 'text'>,
  ): void {
    const { memory } = this;
    const { status, headers, reason } = head;
    if (job.method === 'GET') {
      const varied = variedBy(headers, request);
      if (mayStore(status, headers) && varied !== null)
        memory.keep(job.url, { status, headers, reason, varied, ...rest });
      // What was kept has been replaced by something that may not be.
      else if (status < 500) memory.forget(job.url);
    } else if (!SAFE.has(job.method) && status < 400) memory.forget(job.url);
  }

  /** Cookies and strictness count from the head on. */
  private heard(job: Job, head: ResponseHead, body: Body): void {
    const { memory } = this;
    const asker = job.page?.url ?? null;
    for (const line of headerValues(head.headers, 'set-cookie')) memory.jar.set(line, job.url, asker, this.seconds);
    // The first one counts (RFC 6797 section 8.1).
    const strict = headerValue(head.headers, 'strict-transport-security');
    if (strict !== undefined) memory.strict.note(job.url, strict, this.seconds);
    body.begin(head);
  }

  private *send(
    job: Job,
    req: number,
    headers: readonly Header[],
    listener: Listener,
  ): Eff<Answer | { readonly failure: BrowserFailure }> {
    const { pool } = this.memory;
    const { method, body, url } = job;
    for (;;) {
      const taken = yield* pool.take(url, req);
      if (!taken.ok) return taken;
      let keep = false;
      try {
        const order = { req, method, target: url.target, headers, body };
        const answer = yield* exchange(this.sys, taken.fd, order, listener);
        keep = answer.keep;
        if (!answer.silent || !taken.reused || !IDEMPOTENT.has(method)) return answer;
      } finally {
        pool.give(taken.fd, keep);
      }
    }
  }
}

const without = (req: number, failure: BrowserFailure): Hop => ({
  req,
  failure,
  status: 0,
  headers: [],
  text: '',
  bytes: 0,
});

const TOO_MANY = 'NET::ERR_TOO_MANY_REDIRECTS';

/** A page that came sealed does not load scripts and styles in the open (W3C Mixed Content, section 4). */
const isMixed = ({ page, url, resource }: Job): boolean =>
  page?.url.scheme === 'https' && url.scheme === 'http' && resource !== 'image' && resource !== 'icon';

/** Where an answer sends its reader (Fetch, "HTTP-redirect fetch"); null for an answer that does not. */
function redirected(job: Job, status: number, headers: readonly Header[]): Job | 'nowhere' | null {
  const location = headerValue(headers, 'location');
  if (!REDIRECTS.has(status) || location === undefined) return null;
  const url = resolveUrl(location, job.url);
  if (url === null) return 'nowhere';
  const { method } = job;
  const toGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status <= 302 && method === 'POST';
  if (!toGet) return { ...job, url };
  const given = job.given.filter(([name]) => !/^content-(encoding|language|location|type|length)$/i.test(name));
  return { ...job, url, method: 'GET', body: null, given };
}
