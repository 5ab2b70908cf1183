import type { Slip } from '../../language/index.ts';
import { runningLines } from '../../projections/at.ts';
import { lineTimes } from '../../projections/heat.ts';
import type { PythonErrorAt, RunModel } from '../../projections/model.ts';
import { fileMatches } from '../source.ts';

/** A line that somebody is on at this instant. */
export interface LineMark {
  readonly line: number;
  readonly state: 'run' | 'io' | 'send';
  readonly who: readonly string[];
}

/** Which lines of this file the workers are on; several on one line share a mark. */
export function lineMarks(model: RunModel, at: number, path: string): readonly LineMark[] {
  const byLine = new Map<number, { line: number; state: LineMark['state']; who: string[] }>();
  for (const { pid, line, file, activity } of runningLines(model, at)) {
    if (activity === 'free' || !fileMatches(path, file)) continue;
    const state = activity === 'run' || activity === 'send' ? activity : 'io';
    const known = byLine.get(line);
    if (known === undefined) byLine.set(line, { line, state, who: [String(pid)] });
    else {
      if (!known.who.includes(String(pid))) known.who.push(String(pid));
      if (state === 'run') known.state = 'run';
    }
  }
  for (const { pid, line } of parkedLines(model, at, path)) {
    const known = byLine.get(line);
    if (known === undefined) byLine.set(line, { line, state: 'io', who: [pid] });
    else if (!known.who.includes(pid)) known.who.push(pid);
  }
  return [...byLine.values()].sort((a, b) => a.line - b.line);
}

/**
 * The lines of nginx's configuration that decided about a request: its location stands lit with its number, its server
 * too. Trace events know lines and not files, so this is only for a lesson with one nginx file.
 */
export function configMarks(model: RunModel, req: number | null, at: number): readonly LineMark[] {
  const request = req === null ? undefined : model.requests.find((one) => one.req === req);
  const seq = request?.events.findLast((number) => {
    const event = model.events[number - 1];
    return event?.kind === 'proxy.matched' && event.at <= at;
  });
  const event = seq === undefined ? undefined : model.events[seq - 1];
  if (event?.kind !== 'proxy.matched') return [];
  const who = [`#${String(event.req).padStart(2, '0')}`];
  return [event.serverLine, event.locationLine]
    .filter((line, i, all) => line > 0 && all.indexOf(line) === i)
    .map((line) => ({ line, state: 'send' as const, who: line === event.locationLine ? who : [] }));
}

const MOST_NAMES = 3;

/** Who is on a line, as its tag says it: a few by name, the rest by number. */
export const tagOf = (who: readonly string[]): string =>
  who.length <= MOST_NAMES + 1 ? who.join(' ') : `${who.slice(0, MOST_NAMES).join(' ')} +${who.length - MOST_NAMES}`;

/** Coroutines that stand at an `await`: how many per process and line. */
function parkedLines(
  model: RunModel,
  at: number,
  path: string,
): readonly { readonly pid: string; readonly line: number }[] {
  const counts = new Map<string, { pid: number; line: number; count: number }>();
  for (const request of model.requests) {
    if (request.startedAt > at || (request.finishedAt !== null && request.finishedAt <= at)) continue;
    const phase = request.phases.find((p) => p.place === 'parked' && p.from <= at && (p.to === null || at < p.to));
    if (phase === undefined) continue;
    const seq = request.events.findLast((number) => {
      const event = model.events[number - 1];
      return event?.kind === 'app.parked' && event.at <= at;
    });
    const event = seq === undefined ? undefined : model.events[seq - 1];
    if (event?.kind !== 'app.parked' || !fileMatches(path, event.file)) continue;
    const key = `${event.pid}/${event.line}`;
    const known = counts.get(key) ?? { pid: event.pid, line: event.line, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()].map(({ pid, line, count }) => ({
    pid: count === 1 ? String(pid) : `${pid} ×${count}`,
    line,
  }));
}

/** A remark on a line: what its checker says, a known slip, or what went wrong there in the run. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Just behind its last character; the line's end when left out. */
  readonly endColumn?: number;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly from: 'checker' | 'python' | 'nginx' | 'systemd' | 'run';
  readonly slip: Slip | null;
}

/** The Python errors in this file up to an instant: one per place and message. */
export function problemsOf(model: RunModel, at: number, path: string): readonly Problem[] {
  const seen = new Map<string, Problem>();
  for (const error of model.pythonErrors) {
    if (error.at > at || !fileMatches(path, error.file)) continue;
    seen.set(`${error.line}:${error.message}`, {
      path,
      line: error.line,
      column: error.column,
      message: describe(error),
      severity: 'error',
      from: 'run',
      slip: null,
    });
  }
  return [...seen.values()];
}

const describe = (error: PythonErrorAt): string =>
  error.message === '' ? error.error : `${error.error}: ${error.message}`;

/** How much time a line took, on a scale of decades: 0 for none worth showing, 6 for ten seconds and more. */
export interface LineHeat {
  readonly line: number;
  readonly run: number;
  readonly wait: number;
}

const LEAST_US = 100;
const level = (us: number): number => (us < LEAST_US ? 0 : Math.min(6, Math.max(1, Math.floor(Math.log10(us)) - 1)));

export function lineHeat(model: RunModel, at: number, path: string): readonly LineHeat[] {
  return lineTimes(model, at).flatMap(({ file, line, run, wait }) => {
    const heat = { line, run: level(run), wait: level(wait) };
    return fileMatches(path, file) && heat.run + heat.wait > 0 ? [heat] : [];
  });
}
