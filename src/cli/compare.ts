/**
 * Where two observations of a case differ, by the rules that fidelity/README.md states: times within a tolerance,
 * headers as a set, the output of each process in its own order, nginx's logs as multisets, tracebacks without the
 * frames of libraries.
 */
import type { Case, Judge } from './case.ts';
import { groupedOutput, comparableLines } from './compare-lines.ts';
import type { CommandObservation, Headers, Observation, RequestObservation, ServerObservation } from './observation.ts';

export interface Difference {
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
}

const DEFAULT_TOLERANCE = 0.25;

export function compare(c: Case, expected: Observation, got: Observation): Difference[] {
  return new Comparison(c.judge ?? {}).of(expected, got);
}

class Comparison {
  private readonly found: Difference[] = [];
  private readonly tolerance: number;
  private readonly ignored: readonly RegExp[];

  constructor(private readonly judge: Judge) {
    this.tolerance = judge.tol ?? DEFAULT_TOLERANCE;
    this.ignored = (judge.ignore ?? []).flatMap((pattern) => [glob(pattern), glob(`${pattern}.*`)]);
  }

  of(expected: Observation, got: Observation): Difference[] {
    const unordered = this.judge.unordered ?? [];
    const grouped = new Set(unordered.flat());
    this.each('requests', expected.requests, got.requests, (field, e, g, id) => {
      if (!grouped.has(id)) this.request(field, e, g);
    });
    for (const [n, ids] of unordered.entries()) this.group(n, ids, expected, got);
    this.each('servers', expected.servers, got.servers, (field, e, g) => this.server(field, e, g));
    this.each('commands', expected.commands, got.commands, (field, e, g) => this.command(field, e, g));
    for (const [id, probe] of Object.entries(expected.probes ?? {})) this.same(`probes.${id}`, probe, got.probes?.[id]);
    this.logs(expected.logs ?? {}, got.logs ?? {});
    return this.found;
  }

  private add(field: string, expected: unknown, got: unknown): void {
    if (!this.ignored.some((pattern) => pattern.test(field))) this.found.push({ field, expected, got });
  }

  private same(field: string, expected: unknown, got: unknown): void {
    if (JSON.stringify(sorted(expected)) !== JSON.stringify(sorted(got))) this.add(field, expected, got);
  }

  private near(field: string, expected: unknown, got: unknown, tolerance: number): void {
    if (!close(expected, got, tolerance)) this.add(field, expected, got);
  }

  private each<T>(
    kind: string,
    expected: Record<string, T> | undefined,
    got: Record<string, T> | undefined,
    check: (field: string, expected: T, got: T, id: string) => void,
  ): void {
    for (const [id, e] of Object.entries(expected ?? {})) {
      const g = got?.[id];
      if (g === undefined) this.add(`${kind}.${id}`, 'present', 'missing');
      else check(`${kind}.${id}.`, e, g, id);
    }
  }

  private request(field: string, e: RequestObservation, g: RequestObservation): void {
    for (const name of [
      'status',
      'reason',
      'error',
      'framing',
      'body',
      'raw',
      'body_sha256',
      'body_len',
      'body_was',
      'idle_closed',
    ] as const) {
      this.same(field + name, e[name], g[name]);
    }
    if (e.status !== undefined && g.status !== undefined) this.same(`${field}http`, e.http, g.http);
    if (e.headers || g.headers) this.headers(field, e.headers ?? [], g.headers ?? []);
    for (const name of ['start', 'end', 'server_closed_after'] as const)
      this.near(field + name, e[name], g[name], this.tolerance);
    if (!close(e.first_byte ?? e.end, g.first_byte ?? g.end, this.tolerance))
      this.add(`${field}first_byte`, e.first_byte, g.first_byte);
    if (e.sent_all_at !== undefined && g.sent_all_at !== undefined)
      this.near(`${field}sent_all_at`, e.sent_all_at, g.sent_all_at, this.tolerance);
    const interim = (r: RequestObservation) => (r.interim ?? []).map((i) => i.slice(1));
    if (JSON.stringify(interim(e)) !== JSON.stringify(interim(g))) this.add(`${field}interim`, e.interim, g.interim);
    this.timed(`${field}pieces`, e.pieces, g.pieces);
    this.timed(`${field}frames`, e.frames, g.frames);
  }

  /** Lists of [time, what …]: the same whats, at about the same times. */
  private timed(field: string, e: readonly (readonly unknown[])[] = [], g: readonly (readonly unknown[])[] = []): void {
    const rest = (list: readonly (readonly unknown[])[]): string => JSON.stringify(list.map((item) => item.slice(1)));
    if (rest(e) !== rest(g) || e.some((item, i) => !close(item[0], g[i]?.[0], this.tolerance))) this.add(field, e, g);
  }

  private headers(field: string, e: Headers, g: Headers): void {
    const [a, b] = [headerSet(e), headerSet(g)];
    const [onlyA, onlyB] = [multisetMinus(a, b), multisetMinus(b, a)];
    const names = new Set([...onlyA, ...onlyB].map((text) => (JSON.parse(text) as [string, string])[0]));
    const of = (list: readonly string[], name: string) =>
      list
        .map((t) => JSON.parse(t) as [string, string])
        .filter(([n]) => n === name)
        .map(([, v]) => v);
    for (const name of [...names].sort()) this.add(`${field}headers.${name}`, of(onlyA, name), of(onlyB, name));
  }

  /** Requests of which it does not matter which one got what. */
  private group(n: number, ids: readonly string[], expected: Observation, got: Observation): void {
    const of = (o: Observation) =>
      ids.map((id) => o.requests?.[id]).filter((r): r is RequestObservation => r !== undefined);
    const [e, g] = [of(expected), of(got)];
    const [a, b] = [e.map(outcome), g.map(outcome)];
    if (multisetMinus(a, b).length > 0 || multisetMinus(b, a).length > 0)
      this.add(`unordered.${n}.outcomes`, multisetMinus(a, b), multisetMinus(b, a));
    const ends = (list: readonly RequestObservation[]) => list.map((r) => r.end).sort((x, y) => x - y);
    const [x, y] = [ends(e), ends(g)];
    if (x.length !== y.length || x.some((end, i) => !close(end, y[i], this.tolerance)))
      this.add(`unordered.${n}.ends`, x, y);
  }

  private server(field: string, e: ServerObservation, g: ServerObservation): void {
    for (const name of ['exit', 'children_seen', 'children_at_end', 'had_to_be_killed'] as const)
      this.same(field + name, e[name], g[name]);
    this.near(`${field}exited_at`, e.exited_at, g.exited_at, Math.max(this.tolerance, 0.3));
    this.near(`${field}stopped_in`, e.stopped_in, g.stopped_in, 1.2);
    for (const name of ['stdout', 'stderr', 'stdout_at_stop', 'stderr_at_stop'] as const) {
      const [a, b] = [groupedOutput(comparableLines(e[name] ?? [])), groupedOutput(comparableLines(g[name] ?? []))];
      for (const process of new Set([...a.keys(), ...b.keys()])) {
        const [x, y] = [a.get(process) ?? [], b.get(process) ?? []];
        if (JSON.stringify(x) === JSON.stringify(y)) continue;
        const loose = process === '-' || process === '';
        if (loose && JSON.stringify([...x].sort()) === JSON.stringify([...y].sort())) continue;
        this.add(`${field}${name}.${process || '-'}`, without(x, y), without(y, x));
      }
    }
  }

  private command(field: string, e: CommandObservation, g: CommandObservation): void {
    this.same(`${field}exit`, e.exit, g.exit);
    for (const name of ['stdout', 'stderr'] as const) {
      const [a, b] = [comparableLines(e[name] ?? []), comparableLines(g[name] ?? [])];
      if (JSON.stringify(a) === JSON.stringify(b)) continue;
      const workers = a.some((line) => line.includes('[<pid:w'));
      const groups = (lines: readonly string[]) => JSON.stringify(sorted(Object.fromEntries(groupedOutput(lines))));
      if (!workers || groups(a) !== groups(b)) this.add(field + name, without(a, b), without(b, a));
    }
    this.near(`${field}seconds`, e.seconds, g.seconds, this.judge.command_tol ?? 2);
  }

  private logs(e: Record<string, string[]>, g: Record<string, string[]>): void {
    for (const path of [...new Set([...Object.keys(e), ...Object.keys(g)])].sort()) {
      const [a, b] = [multisetMinus(e[path] ?? [], g[path] ?? []), multisetMinus(g[path] ?? [], e[path] ?? [])];
      if (a.length > 0 || b.length > 0) this.add(`logs.${path}`, a, b);
    }
  }
}

/** A shell pattern over a dotted field: * any text, ? one character, [seq] one of. */
function glob(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\[!/g, '[^');
  return new RegExp(`^${text}$`, 's');
}

function close(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return (a ?? null) === (b ?? null);
  return Math.abs(a - b) <= tolerance + 1e-9;
}

const headerSet = (headers: Headers): string[] =>
  headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    return JSON.stringify([lower, lower === 'allow' ? value.split(', ').sort().join(', ') : value]);
  });

const outcome = (r: RequestObservation): string =>
  JSON.stringify(
    [r.status, r.error, r.body, r.raw, r.body_sha256, r.frames?.map((f) => f.slice(1))].map((x) => x ?? null),
  );

function multisetMinus(a: readonly string[], b: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const x of b) left.set(x, (left.get(x) ?? 0) + 1);
  return a.filter((x) => {
    const n = left.get(x) ?? 0;
    if (n > 0) left.set(x, n - 1);
    return n === 0;
  });
}

/** The lines of `a` that `b` has not; all of them when only the order differs. */
function without(a: readonly string[], b: readonly string[]): readonly string[] {
  const rest = a.filter((line) => !b.includes(line));
  return rest.length > 0 ? rest : a;
}

/** Objects with their keys in order, so that equal ones print equal. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, x]) => [k, sorted(x)]),
  );
}
