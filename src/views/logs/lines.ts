import { requestOfLine } from '../../projections/line-owner.ts';
import type { LogLine, RunModel } from '../../projections/model.ts';

export interface NamedLine extends LogLine {
  /** The program that wrote it, as its users call it. */
  readonly who: string;
  readonly kind: 'proxy' | 'server' | 'app' | 'other';
  readonly bad: boolean;
}

const PROXIES: ReadonlySet<string> = new Set(['nginx', 'apache2', 'lighttpd']);
const SERVERS: ReadonlySet<string> = new Set(['gunicorn', 'uvicorn']);
/** What servers write themselves; all else on their descriptors is the learner's print. */
const SERVER_LINE = /^\[[^\]]+\] \[\d+\] \[|^(INFO|WARNING|ERROR|CRITICAL|DEBUG):\s/;
const BAD = /\[(error|crit|alert|emerg|ERROR|CRITICAL)\]|^(ERROR|CRITICAL):|Traceback|" (499|5\d\d) |Error: /;

const named = new WeakMap<RunModel, readonly NamedLine[]>();

/** All lines of the run, once per model: several views ask for them, the inspector at each step. */
export function namedLines(model: RunModel): readonly NamedLine[] {
  const lines = named.get(model) ?? readLines(model);
  named.set(model, lines);
  return lines;
}

function readLines(model: RunModel): readonly NamedLine[] {
  const programs = new Map(model.processes.map((p) => [p.pid, p.program || (p.argv[0]?.split('/').at(-1) ?? '')]));
  return model.logs.map((line) => {
    const program = programs.get(line.pid) ?? '';
    const file = line.source.startsWith('/');
    const spoken = SERVERS.has(program) && !file && !SERVER_LINE.test(line.text);
    const kind = PROXIES.has(program) ? 'proxy' : spoken ? 'app' : SERVERS.has(program) ? 'server' : 'other';
    return { ...line, who: spoken ? 'app' : program || String(line.pid), kind, bad: BAD.test(line.text) };
  });
}

const owned = new WeakMap<RunModel, ReadonlyMap<number, readonly NamedLine[]>>();

/** The lines that are about a request, in order. */
export function linesAbout(model: RunModel, req: number): readonly NamedLine[] {
  const known = owned.get(model) ?? byRequest(model);
  owned.set(model, known);
  return known.get(req) ?? [];
}

function byRequest(model: RunModel): ReadonlyMap<number, readonly NamedLine[]> {
  const found = new Map<number, NamedLine[]>();
  for (const line of namedLines(model)) {
    const req = requestOfLine(model, line);
    if (req === null) continue;
    const lines = found.get(req);
    if (lines === undefined) found.set(req, [line]);
    else lines.push(line);
  }
  return found;
}
