/**
 * nginx's reading of a request line, byte by byte, so that a fault is known as soon as its byte has come (nginx 1.22.1,
 * ngx_http_parse_request_line). No version at all means HTTP/0.9, which only GET may use.
 */
import type { LineResult } from './dialect.ts';

const fault = (
  kind: 'bad-method' | 'bad-request-line' | 'bad-version' | 'unsupported-version' | 'bad-09-method',
  text: string,
): LineResult => ({
  type: 'fault',
  kind,
  text,
});
const MORE: LineResult = { type: 'more' };

export function nginxRequestLine(text: string, complete: boolean): LineResult {
  let at = 0;
  while (at < text.length && /[A-Z_-]/.test(text.charAt(at))) at++;
  if (at === text.length) return complete ? fault('bad-method', text) : MORE;
  if (text.charAt(at) !== ' ' || at === 0) return fault('bad-method', text);
  const method = text.slice(0, at);
  while (text.charAt(at) === ' ') at++;
  if (at === text.length) return complete ? fault('bad-request-line', text) : MORE;
  const start = at;
  const first = targetStart(text, at, complete);
  if (first === 'bad') return fault('bad-request-line', text);
  if (first === 'more') return MORE;
  at = first;
  while (at < text.length && text.charAt(at) !== ' ') {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return fault('bad-request-line', text);
    at++;
  }
  const target = text.slice(start, at);
  while (text.charAt(at) === ' ') at++;
  if (at === text.length) {
    if (!complete) return MORE;
    if (method !== 'GET') return fault('bad-09-method', text);
    return { type: 'ok', line: { method, target, version: { major: 0, minor: 9 } } };
  }
  return version(text, at, complete, method, target);
}

/** A target is a path, or a scheme with authority; anything else (`*`, `host:port`) is refused. */
function targetStart(text: string, at: number, complete: boolean): number | 'bad' | 'more' {
  if (text.charAt(at) === '/') return at;
  const rest = text.slice(at);
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*/.exec(rest)?.[0] ?? '';
  if (scheme === '') return 'bad';
  const after = rest.slice(scheme.length);
  for (let i = 0; i < 3; i++) {
    if (after.charAt(i) === '' && !complete) return 'more';
    if (after.charAt(i) !== '://'.charAt(i)) return 'bad';
  }
  const host = /^(?:\[[A-Za-z0-9:._~!$&'()*+,;=-]*\]?|[A-Za-z0-9.-]*)(?::[0-9]*)?/.exec(after.slice(3))?.[0] ?? '';
  const end = at + scheme.length + 3 + host.length;
  const next = text.charAt(end);
  if (next === '') return complete ? 'bad' : 'more';
  if (next !== '/' && next !== '?' && next !== ' ') return 'bad';
  return end;
}

function version(text: string, at: number, complete: boolean, method: string, target: string): LineResult {
  const rest = text.slice(at);
  const known = 'HTTP/';
  for (let i = 0; i < known.length; i++) {
    if (i >= rest.length) return complete ? fault('bad-request-line', text) : MORE;
    if (rest.charAt(i) !== known.charAt(i)) return fault('bad-request-line', text);
  }
  const digits = rest.slice(known.length);
  if (digits === '') return complete ? fault('bad-request-line', text) : MORE;
  if (!/^[1-9]/.test(digits)) return fault('bad-request-line', text);
  if (Number(digits.charAt(0)) > 1) return fault('unsupported-version', text);
  const form = complete ? /^\d+\.\d{1,2} *$/ : /^\d+(?:\.(?:\d{1,2} *)?)?$/;
  const match = /^(\d+)\.(\d+)/.exec(digits);
  if (match !== null && Number(match[1]) > 1) return fault('unsupported-version', text);
  if (!form.test(digits.replace(/\r$/, ''))) return fault('bad-request-line', text);
  if (!complete) return MORE;
  return { type: 'ok', line: { method, target, version: { major: 1, minor: Number(match?.[2] ?? '0') } } };
}
