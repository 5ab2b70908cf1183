/** Questions that a request asks nginx itself: auth_request (ngx_http_auth_request_module.c), mirror (ngx_http_mirror_module.c). */
import type { Cond } from '../../../engine/cond.ts';
import type { Eff } from '../../../engine/task.ts';
import { EMPTY, type Bytes } from '../../../base/bytes.ts';
import type { Req } from '../http/request.ts';
import { flag, lists } from '../http/settings.ts';
import { logRequest } from './access-log.ts';
import type { ClientIo } from './client-io.ts';
import { NEXT, statusOf, type Outcome } from './outcome.ts';
import { requestBody } from './proxy-body.ts';
import type { WorkerState } from './worker-state.ts';

/** Where an answer goes: a subrequest's to nobody, or into these pieces of its request's own. */
export type Destination = 'client' | 'nobody' | Bytes[];

/** Serve a subrequest through all of nginx's phases. */
export type Serve = (question: Req, to: Destination) => Eff<unknown>;

export function* ask(worker: WorkerState, question: Req, to: Destination, serve: Serve): Eff<void> {
  yield* serve(question, to);
  if (flag(question.level, 'log_subrequest', false)) logRequest(worker, question);
}

/** auth_request: another location decides. */
export function* authRequest(worker: WorkerState, r: Req, serve: Serve): Eff<Outcome> {
  const uri = lists(r.level, 'auth_request')[0]?.args[0] ?? 'off';
  if (uri === 'off' || r.main !== null) return NEXT;
  const question = r.subrequest(worker.variables.source(uri, r));
  // The body is the question's own, not the one that asks who may see it.
  question.body = EMPTY;
  yield* ask(worker, question, 'nobody', serve);
  for (const d of lists(r.level, 'auth_request_set')) {
    r.setVariable((d.args[0] ?? '').slice(1).toLowerCase(), worker.variables.source(d.args[1] ?? '', question));
  }
  const { status } = question;
  worker.note(r, 'auth_request', `${uri}: ${status}`);
  if (status >= 200 && status < 300) return NEXT;
  if (status === 403) return statusOf(403);
  if (status === 401)
    return statusOf(
      401,
      question.sent().filter((h) => h.name.toLowerCase() === 'www-authenticate'),
    );
  worker.error(r, 'error', `auth request unexpected status: ${status}`);
  return statusOf(500);
}

/** mirror: the same request once more, to each address, while it goes its own way. The connection waits for them, nobody for their answers. */
export class Mirror {
  private over = false;
  private readonly changed: Cond;

  constructor(worker: WorkerState, name: string, work: Eff<void>) {
    this.changed = worker.sys.cond();
    worker.sys.thread(name, this.run(work));
  }

  private *run(work: Eff<void>): Eff<void> {
    yield* work;
    this.over = true;
    this.changed.notifyAll();
  }

  *finished(): Eff<void> {
    while (!this.over) yield this.changed;
  }
}

export function* startMirrors(
  worker: WorkerState,
  r: Req,
  client: ClientIo,
  serve: Serve,
): Eff<Outcome | readonly Mirror[]> {
  const uris = lists(r.level, 'mirror').map((d) => d.args[0] ?? 'off');
  if (uris.length === 0 || uris[0] === 'off' || r.main !== null) return [];
  const withBody = flag(r.level, 'mirror_request_body', true);
  if (withBody) {
    const body = yield* requestBody(worker, r, client);
    if (body !== null && 'type' in body) return body;
    if (body !== null) r.body = body;
  }
  return uris.map((uri) => {
    const copy = r.subrequest(uri);
    copy.method = r.method;
    if (withBody) copy.body = r.body;
    worker.note(r, 'mirror', uri);
    return new Mirror(worker, `mirror ${uri}`, ask(worker, copy, 'nobody', serve));
  });
}
