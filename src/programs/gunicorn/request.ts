/** Reading one request as gunicorn 26.2 does (http/message.py): its own rules on top of the HTTP parser's dialect. */
import { EMPTY, fromLatin1, type Bytes } from '../../base/bytes.ts';
import { TextMemo } from '../../base/memo.ts';
import type { Eff } from '../../engine/task.ts';
import { gunicornDialect, requestHeadParser, type HttpFault, type RequestHead } from '../../protocols/http1/index.ts';
import type { Config } from './config.ts';
import { bodyOf } from './framing.ts';
import { isDict, reprText, str } from './value.ts';
import type { Worker } from './worker.ts';

export interface Request {
  readonly method: string;
  readonly uri: string;
  readonly path: string;
  readonly query: string;
  readonly version: readonly [number, number];
  /** Names in capitals, as received otherwise; those that gunicorn drops are gone. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly scheme: 'http' | 'https';
  readonly expect100: boolean;
  /** Bytes that the body has: a number, or `chunked`. */
  readonly body: number | 'chunked';
  /** Must the connection be closed after it? */
  readonly close: boolean;
  /** What came in behind the head. */
  readonly rest: Bytes;
}

/** A request that is refused: the answer's status, the text in the page, and the one in the log. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly page: string;
  readonly log: string;
  /** The request as far as it was read, for the access log. */
  readonly request: Request | null;
}

export type ReadResult =
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** gunicorn's own code raised. */
  | { readonly kind: 'crashed'; readonly exception: string }
  /** The client left before a whole head; `early`: without a byte. */
  | { readonly kind: 'gone'; readonly early: boolean };

/** `peer` is the client's address, empty for a unix socket. `wait` returns when there may be more bytes. */
export function* readRequest(
  worker: Worker,
  fd: number,
  peer: string,
  before: Bytes,
  wait: () => Eff<void>,
): Eff<ReadResult> {
  const { config, sys } = worker;
  const parser = requestHeadParser(dialectOf(config));
  const memo = memoOf(config, peer);
  let bytes: Bytes | null = before.length > 0 ? before : null;
  for (;;) {
    bytes ??= sys.net.recvNow(fd, 8192);
    if (bytes === null) {
      yield* wait();
      continue;
    }
    if (bytes.length === 0) return { kind: 'gone', early: !parser.started() };
    const text: string | null = parser.started() ? null : fromLatin1(bytes);
    const seen = text === null ? undefined : memo.get(text);
    if (seen) return seen;
    const result = parser.feed(bytes);
    bytes = null;
    if (result.type === 'fault') return { kind: 'refused', refusal: refuse(result.fault, config) };
    if (result.type === 'more') continue;
    const judged = judge(result.head, result.rest, config, peer);
    return text !== null && result.rest.length === 0 ? memo.set(text, judged) : judged;
  }
}

/** What requests without anything behind their head came to, by the peer that they came from. */
const memos = new WeakMap<Config, Map<string, TextMemo<ReadResult>>>();

function memoOf(config: Config, peer: string): TextMemo<ReadResult> {
  let ofConfig = memos.get(config);
  if (!ofConfig) memos.set(config, (ofConfig = new Map<string, TextMemo<ReadResult>>()));
  let memo = ofConfig.get(peer);
  if (!memo) ofConfig.set(peer, (memo = new TextMemo()));
  return memo;
}

const dialects = new WeakMap<Config, ReturnType<typeof gunicornDialect>>();

function dialectOf(config: Config) {
  let dialect = dialects.get(config);
  if (!dialect) {
    const line = config.int('limit_request_line');
    const fields = config.int('limit_request_fields');
    const fieldSize = config.int('limit_request_field_size');
    dialect = gunicornDialect({
      line: line === 0 ? Infinity : Math.min(line, 8190),
      fields: fields === 0 ? 32_768 : Math.min(fields, 32_768),
      fieldSize: fieldSize === 0 ? 8190 : fieldSize,
      anyMethod: config.flag('permit_unconventional_http_method'),
      anyVersion: config.flag('permit_unconventional_http_version'),
      folding: config.flag('permit_obsolete_folding'),
      spacedNames: config.flag('strip_header_spaces'),
    });
    dialects.set(config, dialect);
  }
  return dialect;
}

interface Policy {
  scheme: 'http' | 'https';
  schemeSet: boolean;
  expect100: boolean;
  readonly secure: ReadonlyMap<string, string>;
  readonly forwarder: readonly string[];
}

class Refused {
  constructor(readonly refusal: Refusal) {}
}

const refused = (
  log: string,
  page = log,
  status = 400,
  reason = 'Bad Request',
  request: Request | null = null,
): Refused => new Refused({ status, reason, page, log, request });

function judge(head: RequestHead, rest: Bytes, config: Config, peer: string): ReadResult {
  try {
    const policy = policyFor(config, peer);
    const headers = applyPolicy(head, config, policy, () => assemble(head, EMPTY, [], policy));
    return { kind: 'request', request: framed(assemble(head, rest, headers, policy), config) };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
}

interface Trust {
  readonly allowed: readonly string[];
  readonly secure: ReadonlyMap<string, string>;
  readonly forwarder: readonly string[];
  readonly scheme: 'http' | 'https';
}

const trusts = new WeakMap<Config, Trust>();
const NOBODY: Pick<Policy, 'secure' | 'forwarder'> = { secure: new Map(), forwarder: [] };

/** What the settings say about proxies, looked up once. */
function trustOf(config: Config): Trust {
  let trust = trusts.get(config);
  if (!trust) {
    const secure = config.get('secure_scheme_headers');
    const map = new Map(Object.entries(isDict(secure) ? secure : {}).map(([k, v]) => [k, str(v)]));
    const tls = config.text('certfile') !== null || config.text('keyfile') !== null;
    trust = {
      allowed: config.list('forwarded_allow_ips'),
      secure: map,
      forwarder: config.list('forwarder_headers'),
      scheme: tls ? 'https' : 'http',
    };
    trusts.set(config, trust);
  }
  return trust;
}

function policyFor(config: Config, peer: string): Policy {
  const trust = trustOf(config);
  const trusted = inList(trust.allowed, peer);
  const { secure, forwarder } = trusted ? trust : NOBODY;
  return { scheme: trust.scheme, schemeSet: false, expect100: false, secure, forwarder };
}

/** Is `peer` among the addresses that a setting lists? A unix socket's peer always is. */
export const isTrusted = (config: Config, setting: 'proxy_allow_ips', peer: string): boolean =>
  inList(config.list(setting), peer);

const inList = (allowed: readonly string[], peer: string): boolean =>
  peer === '' || allowed.some((a) => a === '*' || inNetwork(peer, a));

function inNetwork(ip: string, network: string): boolean {
  if (ip === network) return true;
  const [base = '', bits] = network.split('/');
  if (bits === undefined || ip.includes(':') || base.includes(':')) return ip === base;
  const number = (a: string): number => a.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}

/** `soFar` is the request without its headers: what the access log gets of one that is refused here. */
function applyPolicy(head: RequestHead, config: Config, policy: Policy, soFar: () => Request): [string, string][] {
  const kept: [string, string][] = [];
  const seen = new Set<string>();
  for (const header of head.headers) {
    const name = header.name.toUpperCase();
    const { value } = header;
    if (name === 'HOST' || name === 'CONTENT-TYPE') {
      if (seen.has(name))
        throw refused(`Invalid HTTP Header: ${reprText(name)}`, undefined, 400, 'Bad Request', soFar());
      seen.add(name);
    }
    if (name === 'EXPECT') expectation(value, head, policy);
    const wanted = policy.secure.get(name);
    if (wanted !== undefined) schemeHeader(value === wanted ? 'https' : 'http', policy);
    if (name.includes('_') && !policy.forwarder.includes(name) && !policy.forwarder.includes('*')) {
      const map = config.text('header_map');
      if (map === 'drop') continue;
      if (map === 'refuse') throw refused(`Invalid HTTP header name: ${reprText(name)}`);
    }
    kept.push([name, value]);
  }
  return kept;
}

function expectation(value: string, head: RequestHead, policy: Policy): void {
  if (value.toLowerCase() !== '100-continue') {
    throw refused(`Unable to comply with expectation: ${reprText(value)}`, undefined, 417, 'Expectation Failed');
  }
  if (head.version.major > 1 || head.version.minor >= 1) policy.expect100 = true;
}

function schemeHeader(scheme: 'http' | 'https', policy: Policy): void {
  if (policy.schemeSet && scheme !== policy.scheme) throw refused('Contradictory scheme headers');
  policy.schemeSet = true;
  policy.scheme = scheme;
}

function assemble(head: RequestHead, rest: Bytes, headers: [string, string][], policy: Policy): Request {
  const { path, query } = splitTarget(head.target);
  const { major, minor } = head.version;
  const { method, target: uri } = head;
  const { scheme, expect100 } = policy;
  return {
    method,
    uri,
    path,
    query,
    version: [major, minor],
    headers,
    rest,
    scheme,
    expect100,
    body: 0,
    close: shouldClose(headers, major, minor),
  };
}

/** With the body's length, which some requests leave in doubt. */
function framed(request: Request, config: Config): Request {
  const framing = bodyOf(request.headers, request.version);
  if (!framing.ok) {
    if (framing.header === null)
      throw refused(`Unsupported transfer coding: ${reprText(framing.coding)}`, undefined, 501);
    throw refused(`Invalid HTTP Header: ${reprText(framing.header)}`, undefined, 400, 'Bad Request', request);
  }
  const method = config.flag('casefold_http_method') ? request.method.toUpperCase() : request.method;
  return { ...request, method, body: framing.body, close: request.close || framing.close };
}

/** The first Connection header decides; without one, HTTP/1.0 closes. */
function shouldClose(headers: readonly [string, string][], major: number, minor: number): boolean {
  const connection = headers.find(([name]) => name === 'CONNECTION')?.[1].toLowerCase();
  if (connection === 'close') return true;
  if (connection === 'keep-alive') return false;
  return major < 1 || (major === 1 && minor === 0);
}

/** Path and query of any form of target, as Python's `urlsplit` cuts it: `a:80` has the scheme `a`. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  let rest = target.split('#', 1)[0] ?? '';
  if (!rest.startsWith('//')) {
    rest = rest.replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:/, '');
    rest = rest.replace(/^\/\/[^/?]*/, '');
  }
  const mark = rest.indexOf('?');
  return mark < 0 ? { path: rest, query: '' } : { path: rest.slice(0, mark), query: rest.slice(mark + 1) };
}

const TOO_LARGE = 'Request Header Fields Too Large';

/** How gunicorn words each fault. */
function refuse(fault: HttpFault, config: Config): Refusal {
  const { kind, text } = fault;
  const plain = (log: string): Refusal => refused(log).refusal;
  const limit = (log: string): Refusal => refused(log, `Error parsing headers: '${log}'`, 431, TOO_LARGE).refusal;
  switch (kind) {
    case 'bad-method': {
      const log = `Invalid HTTP method: ${reprText(text)}`;
      return refused(log, `Invalid Method '${log}'`).refusal;
    }
    case 'bad-version':
    case 'unsupported-version': {
      const log = `Invalid HTTP Version: ${kind === 'bad-version' ? reprText(text) : text}`;
      return refused(log, `Invalid HTTP Version '${log}'`).refusal;
    }
    case 'request-line-too-long':
      return plain(`Request Line is too large (${text} > ${config.int('limit_request_line')})`);
    case 'bad-header-name':
      return plain(`Invalid HTTP header name: ${reprText(text)}`);
    case 'bad-header-line':
      return plain(`Invalid HTTP Header: ${reprText(text)}`);
    case 'bad-header-value':
      return plain(`Invalid HTTP Header: ${reprText(text.toUpperCase())}`);
    case 'obsolete-folding':
      return plain(`Obsolete line folding is unacceptable: ${reprText(text.toUpperCase())}`);
    case 'header-too-long':
      return limit('limit request headers fields size');
    case 'too-many-headers':
      return limit('limit request headers fields');
    case 'head-too-large':
      return limit('max buffer headers');
    default: {
      const log = `Invalid HTTP request line: ${reprText(text)}`;
      return refused(log, `Invalid Request Line '${log}'`).refusal;
    }
  }
}
