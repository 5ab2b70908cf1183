import type { RequestHistory, RunModel } from '../projections/model.ts';
import type { Which } from './predicate.ts';
import type { Files } from './schema.ts';

/** What checks look at: the runs of the lesson as they are now, the files, and what the learner has answered. */
export interface Evidence {
  /** Run id -> its model; a run that has not been made yet is missing, and every question about it fails. */
  readonly runs: Readonly<Record<string, RunModel>>;
  /** The run that is meant where a predicate names none. */
  readonly mainRun: string;
  readonly files: Files;
  /** The files as they were when the lesson began, and when the learner came to this step. */
  readonly atLesson: Files;
  readonly atStep: Files;
  /** Question id -> the choice taken. */
  readonly answers: Readonly<Record<string, string>>;
  /** The runs go on, and what holds now counts. */
  readonly live?: boolean;
}

/** What the guest check prints behind a line; the page says the unit in the reader's language. */
export type Shown =
  | { readonly unit: 'seconds'; readonly n: number }
  | { readonly unit: 'count'; readonly n: number }
  | { readonly unit: 'text'; readonly text: string };

export interface Verdict {
  readonly ok: boolean;
  readonly shown: Shown | null;
  /** The request or the instant (absolute, µs) that decided, for a jump. */
  readonly req: number | null;
  readonly at: number | null;
}

export const verdict = (
  ok: boolean,
  shown: Shown | null = null,
  req: number | null = null,
  at: number | null = null,
): Verdict => ({
  ok,
  shown,
  req,
  at,
});
export const seconds = (us: number): Shown => ({ unit: 'seconds', n: us / 1_000_000 });
export const count = (n: number): Shown => ({ unit: 'count', n });
export const words = (text: string): Shown => ({
  unit: 'text',
  text: text.length > 40 ? `${text.slice(0, 39)}…` : text,
});

const pathOf = (target: string): string => target.split('?')[0] ?? target;
const queryOf = (target: string): string => target.split('?').slice(1).join('?');

export const selected = (model: RunModel, which: Which): readonly RequestHistory[] =>
  model.requests.filter(
    (r) =>
      (which.path === undefined || pathOf(r.target) === which.path) &&
      (which.notPath === undefined || pathOf(r.target) !== which.notPath) &&
      (which.client === undefined || r.client === which.client) &&
      (which.from === undefined || r.startedAt >= model.t0 + which.from * 1_000_000),
  );

/** `{path}` and `{query}` in a wanted text are those of the request. */
export const filledIn = (text: string, request: RequestHistory): string =>
  text.replaceAll('{path}', pathOf(request.target)).replaceAll('{query}', queryOf(request.target));

/** The answer's body as it reached the client (UTF-8), without head and chunk sizes. */
export function bodyOf(model: RunModel, request: RequestHistory): string {
  const conn = model.conns.get(request.conns[0] ?? -1);
  if (!conn) return '';
  const until = request.finishedAt ?? model.end;
  // What was said under the seal of TLS, where there is one.
  const raw = (conn.said.length > 0 ? conn.said : conn.sent)
    .filter(
      (s) => s.dir === 'down' && s.at >= request.startedAt && s.at <= until && (s.req === 0 || s.req === request.req),
    )
    .map((s) => s.data)
    .join('');
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) return '';
  const chunked = /^transfer-encoding:.*chunked/im.test(raw.slice(0, end));
  return fromBytes(chunked ? joinChunks(raw.slice(end + 4)) : raw.slice(end + 4));
}

function joinChunks(text: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const line = text.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(text.slice(at, line), 16);
    if (!(size > 0)) return out;
    out += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}

const fromBytes = (latin1: string): string =>
  new TextDecoder().decode(Uint8Array.from(latin1, (char) => char.charCodeAt(0) & 0xff));
