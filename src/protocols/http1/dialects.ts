/** The dialects of the programs that this project models; what each source says is told at the rule. */
import { nginxRequestLine } from './nginx-line.ts';
import { TOKEN, type FramingRules, type LineResult, type NameResult, type RequestDialect } from './dialect.ts';

const ok: NameResult = { type: 'ok' };
const STRICT_FRAMING: FramingRules = {
  lengthAndChunked: 'refuse',
  duplicateLength: 'refuse',
  chunkedIn10: 'refuse',
  codings: [],
  lengthPattern: /^\d+$/,
};

export interface NginxOptions {
  readonly underscores: boolean;
  readonly ignoreInvalid: boolean;
  readonly bufferSize: number;
  readonly buffers: number;
}

/** Names with odd but printable characters are dropped, control characters and spaces are faults (since 1.21.1). */
export function nginxDialect(options: Partial<NginxOptions> = {}): RequestDialect {
  const o: NginxOptions = { underscores: false, ignoreInvalid: true, bufferSize: 8192, buffers: 4, ...options };
  const plain = o.underscores ? /^[0-9A-Za-z_-]+$/ : /^[0-9A-Za-z-]+$/;
  return {
    name: 'nginx',
    // The request line and each header must fit one large buffer; all together fit all of them.
    limits: { line: o.bufferSize, field: o.bufferSize, fields: Infinity, head: o.bufferSize * o.buffers },
    leadingBlank: 'skip',
    requestLine: nginxRequestLine,
    judge: 'eager',
    headers: {
      bareLf: true,
      noColon: 'empty-value',
      folding: 'refuse',
      name: (name) => (plain.test(name) || !o.ignoreInvalid ? ok : { type: 'drop' }),
      badValue: new RegExp('[\\x00\\r]'),
      trim: 'spaces',
      valueFaultQuotes: 'line',
      eager: new RegExp('^:|^[^:]*?[\\x00-\\x0c\\x0e-\\x20\\x7f]|\\x00|\\r[^\\r]'),
    },
    framing: STRICT_FRAMING,
  };
}

export interface GunicornOptions {
  readonly line: number;
  readonly fields: number;
  readonly fieldSize: number;
  /** --permit-unconventional-http-method: any token, of any length. */
  readonly anyMethod: boolean;
  /** --permit-unconventional-http-version: any two digits. */
  readonly anyVersion: boolean;
  /** --permit-obsolete-folding. */
  readonly folding: boolean;
  /** --strip-header-spaces: before the colon. */
  readonly spacedNames: boolean;
}

const GUNICORN: GunicornOptions = {
  line: 4094,
  fields: 100,
  fieldSize: 8190,
  anyMethod: false,
  anyVersion: false,
  folding: false,
  spacedNames: false,
};

/** gunicorn 26.2 with its defaults: --limit-request-line 4094, -fields 100, -field_size 8190. */
export function gunicornDialect(options: Partial<GunicornOptions> = {}): RequestDialect {
  const o: GunicornOptions = { ...GUNICORN, ...options };
  return {
    name: 'gunicorn',
    limits: { line: o.line, field: o.fieldSize - 2, fields: o.fields, head: o.fields * (o.fieldSize + 2) + 4 },
    leadingBlank: 'refuse',
    requestLine: (text) => gunicornRequestLine(text, o),
    judge: 'line-then-headers',
    headers: {
      bareLf: false,
      noColon: 'refuse',
      folding: o.folding ? 'join' : 'refuse',
      spacedNames: o.spacedNames,
      name: (name) => (TOKEN.test(name) ? ok : { type: 'fault', kind: 'bad-header-name' }),
      badValue: new RegExp('[\\x00-\\x08\\x0a-\\x1f\\x7f]'),
      trim: 'spaces-and-tabs',
      valueFaultQuotes: 'name',
      eager: null,
    },
    framing: { ...STRICT_FRAMING, codings: ['identity', 'compress', 'deflate', 'gzip'] },
  };
}

function gunicornRequestLine(text: string, o: GunicornOptions): LineResult {
  const first = text.indexOf(' ');
  const second = first < 0 ? -1 : text.indexOf(' ', first + 1);
  if (second < 0) return { type: 'fault', kind: 'bad-request-line', text };
  const method = text.slice(0, first);
  const target = text.slice(first + 1, second);
  const usual = o.anyMethod || (!/[a-z#]/.test(method) && method.length >= 3 && method.length <= 20);
  if (!usual || !TOKEN.test(method)) return { type: 'fault', kind: 'bad-method', text: method };
  if (!rightTarget(target, method)) return { type: 'fault', kind: 'bad-request-line', text };
  const version = /^HTTP\/(\d)\.(\d)$/.exec(text.slice(second + 1));
  if (version === null) return { type: 'fault', kind: 'bad-version', text: text.slice(second + 1) };
  const major = Number(version[1]);
  const minor = Number(version[2]);
  if (major !== 1 && !o.anyVersion) return { type: 'fault', kind: 'unsupported-version', text: `(${major}, ${minor})` };
  return { type: 'ok', line: { method, target, version: { major, minor } } };
}

/** RFC 9112 section 3.2: which form of target goes with which method; and what Python's `urlsplit` takes. */
function rightTarget(target: string, method: string): boolean {
  if (target === '*') return method === 'OPTIONS';
  if (target === '' || (method !== 'CONNECT' && !target.startsWith('/') && !target.includes('://'))) return false;
  // An authority with one bracket too many or too few is no URL.
  const authority = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(target)?.[1] ?? '';
  return authority.includes('[') === authority.includes(']');
}

/** h11 0.16: the whole head or nothing; of one that is not whole yet at most 64 KiB (uvicorn's --h11-max-incomplete-event-size). */
export function h11Dialect(maxHead = 65536): RequestDialect {
  return {
    name: 'h11',
    limits: { line: Infinity, field: Infinity, fields: Infinity, head: maxHead },
    leadingBlank: 'skip',
    requestLine: (text) => {
      const m = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e]+) HTTP\/(\d)\.(\d)$/.exec(text);
      if (m === null) return { type: 'fault', kind: 'bad-request-line', text };
      const version = { major: Number(m[3]), minor: Number(m[4]) };
      if (version.major !== 1) return { type: 'fault', kind: 'unsupported-version', text };
      return { type: 'ok', line: { method: m[1] ?? '', target: m[2] ?? '', version } };
    },
    judge: 'whole-head',
    headers: {
      bareLf: true,
      noColon: 'refuse',
      folding: 'join',
      name: (name) => (TOKEN.test(name) ? ok : { type: 'fault', kind: 'bad-header-name' }),
      badValue: new RegExp('[\\x00\\r\\n]'),
      trim: 'spaces-and-tabs',
      valueFaultQuotes: 'line',
      eager: null,
    },
    framing: {
      ...STRICT_FRAMING,
      lengthAndChunked: 'chunked-wins',
      duplicateLength: 'same-is-fine',
      chunkedIn10: 'accept',
    },
  };
}

/** The request methods that llhttp knows; any other is a fault for httptools. */
const LLHTTP_METHODS = new Set(
  (
    'DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT ' +
    'MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK SOURCE QUERY'
  ).split(' '),
);

/** httptools 0.8 (llhttp 9, lenient flags off), as uvicorn uses it when it is installed. */
export function httptoolsDialect(): RequestDialect {
  return {
    name: 'httptools',
    limits: { line: Infinity, field: Infinity, fields: Infinity, head: Infinity },
    leadingBlank: 'skip',
    requestLine: llhttpRequestLine,
    judge: 'eager',
    headers: {
      bareLf: false,
      noColon: 'refuse',
      folding: 'refuse',
      name: (name) => (TOKEN.test(name) ? ok : { type: 'fault', kind: 'bad-header-name' }),
      badValue: new RegExp('[\\x00-\\x08\\x0a-\\x1f\\x7f]'),
      trim: 'spaces-and-tabs',
      valueFaultQuotes: 'line',
      eager: new RegExp("^[^:]*?[^!#$%&'*+\\-.^_`|~0-9A-Za-z:]|^:|[\\x00-\\x08\\x0a-\\x1f\\x7f]"),
    },
    framing: { ...STRICT_FRAMING, chunkedIn10: 'accept', codings: ['gzip', 'deflate', 'compress', 'identity'] },
  };
}

function llhttpRequestLine(text: string, complete: boolean): LineResult {
  const space = text.indexOf(' ');
  const method = space < 0 ? text : text.slice(0, space);
  const known = space < 0 ? [...LLHTTP_METHODS].some((m) => m.startsWith(method)) : LLHTTP_METHODS.has(method);
  if (!known) return { type: 'fault', kind: 'bad-method', text: method };
  if (space < 0) return complete ? { type: 'fault', kind: 'bad-request-line', text } : { type: 'more' };
  const rest = text.slice(space + 1);
  const end = rest.indexOf(' ');
  const target = end < 0 ? rest : rest.slice(0, end);
  if (target === '' ? end >= 0 || complete : !/^[^\x00-\x20\x7f]+$/.test(target))
    return { type: 'fault', kind: 'bad-target', text: target };
  if (end < 0) return complete ? { type: 'fault', kind: 'bad-version', text } : { type: 'more' };
  const version = rest.slice(end + 1);
  const m = /^HTTP\/(\d)\.(\d)$/.exec(version);
  if (m !== null) {
    if (!['0.9', '1.0', '1.1', '2.0'].includes(`${m[1]}.${m[2]}`))
      return { type: 'fault', kind: 'bad-version', text: version };
    if (!complete) return { type: 'more' };
    return { type: 'ok', line: { method, target, version: { major: Number(m[1]), minor: Number(m[2]) } } };
  }
  const prefix = ['HTTP/0.9', 'HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0'].some((v) => v.startsWith(version));
  return prefix && !complete ? { type: 'more' } : { type: 'fault', kind: 'bad-version', text: version };
}
