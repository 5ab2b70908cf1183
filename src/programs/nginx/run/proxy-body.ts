/** A request's body on its way to an upstream: read whole, replaced, or left to be passed on as it comes. */
import { EMPTY, fromLatin1, utf8, type Bytes } from '../../../base/bytes.ts';
import type { Eff } from '../../../engine/task.ts';
import { chunk, lastChunk } from '../../../protocols/http1/index.ts';
import type { Req } from '../http/request.ts';
import { bytes as sizeSetting, flag, lists, time, word } from '../http/settings.ts';
import type { BodyProblem, ClientIo } from './client-io.ts';
import { httpVersion } from './proxy-headers.ts';
import { statusOf, type Outcome } from './outcome.ts';
import { failure, type Failure, type UpstreamConnection } from './upstream-io.ts';
import type { WorkerState } from './worker-state.ts';

/** What came with the head lies in the head's buffer; a rest up to a quarter above the buffer's size gets one that fits. */
function goesToFile(r: Req, length: number): boolean {
  const size = sizeSetting(r.level, 'client_body_buffer_size', 16384);
  if (r.header('content-length') === undefined) return length > size;
  const head = r.line.length + r.headers.reduce((n, h) => n + h.name.length + h.value.length + 4, 4);
  const buffer = head < 1024 ? 1024 : 8192;
  return length - Math.max(0, Math.min(length, buffer - head)) > size + (size >> 2);
}

/** Into memory, or a file: a large body, or any where client_body_in_file_only says so. */
function intoFile(worker: WorkerState, r: Req, body: Bytes): void {
  const always = word(r.level, 'client_body_in_file_only', 'off');
  if (body.length === 0 || (always === 'off' && !goesToFile(r, body.length))) {
    r.requestBody = fromLatin1(body);
    return;
  }
  const name = `/var/lib/nginx/body/${String(++worker.tempFiles).padStart(10, '0')}`;
  r.requestBodyFile = name;
  worker.error(
    r,
    always === 'off' ? 'warn' : 'notice',
    `a client request body is buffered to a temporary file ${name}`,
  );
  // Any other is unlinked as soon as it is open, or with the end of the request.
  if (always === 'on') worker.sys.fs.writeFile(name, body, 0o660);
}

/** Read the body first (proxy_request_buffering), unless it is to be passed on as it comes. */
export function* requestBody(worker: WorkerState, r: Req, client: ClientIo): Eff<Bytes | null | Outcome> {
  const limit = sizeSetting(r.level, 'client_max_body_size', 1048576);
  const replaced = lists(r.level, 'proxy_set_body')[0]?.args[0];
  const own = replaced === undefined ? null : utf8(worker.variables.source(replaced, r));
  if (!flag(r.level, r.own('pass_request_body'), true)) return EMPTY;
  if (r.body !== null || client.bodyDone) return own ?? r.body ?? EMPTY;
  // A body that has come whole already is not passed on piece by piece.
  // To an upstream that knows no chunks the length has to be said first.
  const streams = r.backend !== 'proxy' || httpVersion(r) === '1.1' || r.header('transfer-encoding') === undefined;
  if (streams && !flag(r.level, r.own('request_buffering'), true) && !(yield* client.gather())) return null;
  const body = yield* client.wholeBody(time(r.level, 'client_body_timeout', 60), limit);
  if (typeof body !== 'string') {
    r.bodyLength = body.length;
    r.bodyRead = body.length;
    if (own !== null) return own;
    intoFile(worker, r, body);
    worker.note(r, 'request-buffered', `${body.length} bytes`);
    return body;
  }
  const { level, text, ends } = unread(body, client);
  worker.error(r, level, text);
  return ends;
}

/** A body that did not come whole: what the log says of it, and what becomes of the request. */
function unread(problem: BodyProblem, client: ClientIo): { level: Failure['level']; text: string; ends: Outcome } {
  switch (problem) {
    case 'closed':
      return { level: 'info', text: 'client prematurely closed connection', ends: { type: 'close', status: 400 } };
    case 'timeout':
      return {
        level: 'info',
        text: 'client timed out (110: Connection timed out)',
        ends: { type: 'close', status: 408 },
      };
    case 'malformed':
      return { level: 'error', text: 'client sent invalid chunked body', ends: statusOf(400) };
    case 'too-large': {
      const text = `client intended to send too large chunked body: ${client.excess} bytes`;
      return { level: 'error', text, ends: statusOf(413) };
    }
  }
}

/** The same for a body that was passed on as it came: nothing of an answer has been sent yet. */
export function brokenOff(problem: BodyProblem, client: ClientIo): Failure {
  const { level, text, ends } = unread(problem, client);
  return failure('aborted', `${text} while sending request to upstream`, level, ends);
}

/** Pass the body on as it comes, until the upstream answers. */
export function* streamBody(r: Req, client: ClientIo, up: UpstreamConnection, chunked: boolean): Eff<Failure | null> {
  const limit = sizeSetting(r.level, 'client_max_body_size', 1048576);
  for (;;) {
    const patience = time(r.level, 'client_body_timeout', 60);
    const until = up.now + patience;
    yield* client.invite();
    if (yield* up.speaksFirst(patience)) return null;
    const piece = yield* client.bodyPiece(Math.max(0, until - up.now));
    if (piece === null) return chunked ? yield* up.send(lastChunk()) : null;
    if (typeof piece === 'string') return brokenOff(piece, client);
    if (limit > 0 && r.bodyRead + piece.length > limit) {
      client.excess = `${r.bodyRead}+${piece.length}`;
      return brokenOff('too-large', client);
    }
    r.bodyRead += piece.length;
    const problem = yield* up.send(chunked ? chunk(piece) : piece);
    if (problem !== null) return problem;
  }
}
